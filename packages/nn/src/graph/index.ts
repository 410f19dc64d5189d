/** The graph builder: expressions over tensors, their gradients, and the ONNX file that computes them. */
export { toOnnx } from '../onnx/to-onnx.ts'
export { type AdamwState, type AdamwStep, adamw, biasCorrections } from '../optim/adamw.ts'
export { gradients } from './gradients.ts'
export {
  type AnyNode,
  type Attribute,
  apply,
  constant,
  type Dim,
  type DType,
  input,
  integers,
  type Node,
  named,
  withGradient,
} from './node.ts'
export * from './operators.ts'
