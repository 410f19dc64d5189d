export { gradients } from './gradients.ts'
export { constant, type Dim, type DType, input, type Node, named, withGradient } from './node.ts'
export * from './operators.ts'
