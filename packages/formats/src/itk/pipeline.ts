/**
 * Runs a reader of ITK-Wasm on bytes in memory. An instance in which a file broke the decoder is dropped. No worker is
 * started, so nothing keeps a process alive. ITK's output is captured: its warnings are returned as text.
 */
import type { SampleType } from '@cuts/core'
import { loadPipeline } from '#load-pipeline'
import type { Raster, Samples } from '../raster.ts'
import type { Emscripten } from './load-pipeline.ts'
import { type ItkFormat, pipelineOf } from './pipelines.ts'

export interface ItkResult {
  /** Undefined if ITK could not read the bytes. For a stack of pages, the first. */
  readonly raster: Raster | undefined
  readonly messages: string
}

/** The used part of the JSON description of an image that a pipeline writes. */
interface ImageJson {
  readonly imageType: { readonly componentType: string; readonly components: number }
  readonly size: readonly number[]
}

const arrays: { readonly [type: string]: readonly [SampleType, (buffer: ArrayBuffer) => Samples] } = {
  uint8: ['uint8', b => new Uint8Array(b)],
  int8: ['int8', b => new Int8Array(b)],
  uint16: ['uint16', b => new Uint16Array(b)],
  int16: ['int16', b => new Int16Array(b)],
  uint32: ['uint32', b => new Uint32Array(b)],
  int32: ['int32', b => new Int32Array(b)],
  uint64: ['float64', b => Float64Array.from(new BigUint64Array(b), Number)],
  int64: ['float64', b => Float64Array.from(new BigInt64Array(b), Number)],
  float32: ['float32', b => new Float32Array(b)],
  float64: ['float64', b => new Float64Array(b)],
}

/** Runs of one instance. This bounds leftovers of a run, and the cost of instantiating (25 ms for DICOM) is small. */
const runsOfAnInstance = 50

export type ItkDecoder = (bytes: Uint8Array) => Promise<ItkResult>

/** Decodes a file with ITK's reader of that format, in an instance of its own. */
export async function decodeWithItk(format: ItkFormat, bytes: Uint8Array): Promise<ItkResult> {
  return itkDecoder(format)(bytes)
}

/** A decoder for many files, one at a time, in one instance, which is dropped once a file has failed in it. */
export function itkDecoder(format: ItkFormat): ItkDecoder {
  const file = `image.${format}`
  let messages = ''
  let module: Emscripten | undefined
  let runs = 0
  return async bytes => {
    messages = ''
    if (module === undefined || runs === runsOfAnInstance) {
      module = await loadPipeline(pipelineOf(format), code => {
        messages += String.fromCharCode(code)
      })
      runs = 0
    }
    runs++
    module.fs_writeFile(file, bytes)
    let raster: Raster | undefined
    try {
      if (module.callMain([file, '0', '1', '--memory-io']) === 0) raster = readOutput(module)
    } catch {
      // A C++ exception arrives as its address in the module's memory, which is of no use in a message.
    }
    if (raster === undefined) module = undefined
    return { raster, messages }
  }
}

/** Output 0 says whether the file could be read, output 1 is the image; its first array holds the samples. */
function readOutput(module: Emscripten): Raster | undefined {
  const { size, imageType } = JSON.parse(
    module.UTF8ToString(call(module, 'itk_wasm_output_json_address', 0, 1)),
  ) as ImageJson
  const { componentType, components: samples } = imageType
  const array = arrays[componentType]
  if (array === undefined) return undefined
  const [sampleType, view] = array
  const [width = 0, height = 0] = size
  const length = width * height * samples
  const data = view(outputArray(module, 0))
  return data.length < length ? undefined : { width, height, samples, data: data.subarray(0, length), sampleType }
}

function outputArray(module: Emscripten, index: number): ArrayBuffer {
  const address = call(module, 'itk_wasm_output_array_address', 0, 1, index)
  const size = call(module, 'itk_wasm_output_array_size', 0, 1, index)
  return module.HEAPU8.slice(address, address + size).buffer as ArrayBuffer
}

function call(module: Emscripten, name: string, ...args: readonly number[]): number {
  const result = module.ccall(
    name,
    'number',
    args.map(() => 'number'),
    args,
  )
  return result >>> 0
}
