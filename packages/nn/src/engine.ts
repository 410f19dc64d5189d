/** The interface to an inference engine: load an ONNX model and run it on plain typed arrays. */
import { CutsError } from '@cuts/core'
import type { DType } from './graph/node.ts'

export interface Tensor {
  readonly dtype: DType
  readonly shape: readonly number[]
  readonly data: Float32Array | BigInt64Array | Uint8Array
}

/**
 * A value left on the device that computed it. It can be fed to a model of the same engine, read, and must be released.
 */
export interface Resident {
  readonly dtype: DType
  readonly shape: readonly number[]
  read(): Promise<Tensor>
  dispose(): void
}

export type Value = Tensor | Resident

export interface Executable {
  /** Runs the model; `outputs` selects the computed outputs, all by default. */
  run(inputs: { readonly [name: string]: Value }, outputs?: readonly string[]): Promise<{ [name: string]: Value }>
  dispose(): Promise<void>
}

export interface Engine {
  /** The device that is actually used. */
  readonly device: string
  readonly threads: number
  /** A message shown once: why a device other than the requested one is used, or why this one was chosen. */
  readonly notice?: string | undefined
  /** Channels in a block of the processor's own convolution, if it has one that trains faster. */
  readonly block?: number | undefined
  /** Loads an ONNX file. Outputs named in `resident` stay on the device if it has memory of its own. */
  load(model: Uint8Array, resident?: readonly string[]): Promise<Executable>
}

/** Values as a float tensor of `shape`, to be fed to a model. */
export function floats(data: Float32Array, shape: readonly number[]): Tensor {
  return { dtype: 'float32', shape, data }
}

export function isResident(value: Value): value is Resident {
  return 'read' in value
}

/**
 * Returns the float values of a tensor that a model returned. Throws `InvalidArgument` if it is not a tensor, or holds
 * other types.
 */
export function asFloats(value: Value | undefined): Float32Array {
  if (value === undefined || isResident(value) || !(value.data instanceof Float32Array))
    throw new CutsError('InvalidArgument', `asFloats needs a float32 tensor. Got ${value?.dtype ?? 'undefined'}.`)
  return value.data
}
