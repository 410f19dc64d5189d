export { methods } from './methods.ts'
