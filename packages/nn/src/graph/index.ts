export { gradients } from './gradients.ts'
export { constant, input, type Node } from './node.ts'
export * from './operators.ts'
