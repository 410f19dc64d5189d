/** What the package asks of an inference engine: load an ONNX model, run it on plain typed arrays. */
import type { DType } from './graph/node.ts'

export interface Tensor {
  readonly dtype: DType
  readonly shape: readonly number[]
  readonly data: Float32Array | BigInt64Array | Uint8Array
}

export interface Executable {
  /** Runs the model; `outputs` picks what is computed, all by default. */
  run(inputs: { readonly [name: string]: Tensor }, outputs?: readonly string[]): Promise<{ [name: string]: Tensor }>
  dispose(): Promise<void>
}

export interface ComputeRuntime {
  /** The device that really computes. */
  readonly device: string
  readonly threads: number
  /** Said once when another device was asked for than is there. */
  readonly notice?: string | undefined
  load(model: Uint8Array): Promise<Executable>
}

export function floats(data: Float32Array, shape: readonly number[]): Tensor {
  return { dtype: 'float32', shape, data }
}

/** The float values of a tensor. Throws when it holds something else: a fault of ours. */
export function asFloats(tensor: Tensor | undefined): Float32Array {
  if (!(tensor?.data instanceof Float32Array)) throw new Error('internal: a float tensor was expected')
  return tensor.data
}
