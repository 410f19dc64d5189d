/** ONNX Runtime in Node. */
import './no-telemetry.ts'
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { availableParallelism } from 'node:os'
import { dirname, join } from 'node:path'
import { CutsError } from '@cuts/core'
import * as ort from 'onnxruntime-node'
import type { Engine } from '../engine.ts'
import { apply, input } from '../graph/node.ts'
import { toOnnx } from '../onnx/to-onnx.ts'
import { loadExecutable, type ReadTensor } from '../ort/executable.ts'
import { loadWithFallback } from '../ort/fallback.ts'
import { probeBlocks } from './probe-blocks.ts'
import { probeDevice } from './probe-device.ts'

type Load = Engine['load']

export type NodeDevice = 'auto' | 'cpu' | 'webgpu' | 'cuda'

export interface NodeEngineOptions {
  readonly device?: NodeDevice
  /** Processor threads; all cores by default. */
  readonly threads?: number
  /** Called with one line if the device fails later and the processor takes over. */
  readonly onNotice?: (message: string) => void
}

/**
 * Makes an engine on `device`. `auto` takes CUDA if its libraries are installed, else the processor. An unavailable
 * device is replaced by the processor, and `notice` states this in one line. Throws `InvalidOption` for an invalid
 * number of threads.
 */
export async function createNodeEngine(options: NodeEngineOptions = {}): Promise<Engine> {
  const threads = options.threads ?? availableParallelism()
  if (!Number.isInteger(threads) || threads < 1)
    throw new CutsError('InvalidOption', `threads must be an integer of at least 1. Got ${threads}.`)
  const wish = options.device ?? 'auto'
  const device = wish === 'auto' ? (hasCuda() ? 'cuda' : 'cpu') : wish
  const failure = device === 'cpu' ? undefined : await probeDevice(device)
  const loadOnProcessor: Load = model => loadExecutable(ort, model, session('cpu', threads))
  if (device === 'cpu' || failure !== undefined) {
    const notice = failure && `${device} cannot be used, ${failure}: computing on the processor`
    return { device: 'cpu', threads, notice, block: await probeBlocks(loadOnProcessor), load: loadOnProcessor }
  }
  const onNotice = options.onNotice ?? (() => {})
  return { device, threads, load: loadWithFallback(device, loaderOf(device, threads), loadOnProcessor, onNotice) }
}

function loaderOf(device: 'webgpu' | 'cuda', threads: number): Load {
  const options = session(device, threads)
  // Only WebGPU lets values stay on the device between two runs.
  if (device === 'cuda') return model => loadExecutable(ort, model, options)
  const read = readByCopying(options)
  return (model, resident) => loadExecutable(ort, model, options, resident, read)
}

/**
 * Fetches vectors from the device as the output of a model that does nothing. `Tensor.getData`, made for this purpose,
 * ends the process in onnxruntime-node 1.30.
 */
function readByCopying(options: ort.InferenceSession.SessionOptions): ReadTensor {
  let copying: Promise<ort.InferenceSession> | undefined
  return async tensor => {
    copying ??= ort.InferenceSession.create(toOnnx({ y: apply('Identity', [input('x', ['N'])], ['N']) }), options)
    return (await (await copying).run({ x: tensor })).y!.data
  }
}

function session(device: 'cpu' | 'webgpu' | 'cuda', threads: number): ort.InferenceSession.SessionOptions {
  return {
    executionProviders: device === 'cpu' ? ['cpu'] : [device, 'cpu'],
    graphOptimizationLevel: 'all',
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    executionMode: 'sequential',
    logSeverityLevel: 3,
  }
}

/** Whether the libraries that CUDA needs lie beside those of ONNX Runtime, which does not include them. */
function hasCuda(): boolean {
  const folder = dirname(createRequire(import.meta.url).resolve('onnxruntime-node/package.json'))
  const name = process.platform === 'win32' ? 'onnxruntime_providers_cuda.dll' : 'libonnxruntime_providers_cuda.so'
  return existsSync(join(folder, 'bin', 'napi-v6', process.platform, process.arch, name))
}
