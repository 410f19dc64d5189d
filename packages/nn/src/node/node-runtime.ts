/** ONNX Runtime in Node. */
import { availableParallelism } from 'node:os'
import { CutsError } from '@cuts/core'
import * as ort from 'onnxruntime-node'
import { loadExecutable } from '../ort/executable.ts'
import type { ComputeRuntime, Executable } from '../runtime.ts'
import { probeBlocks } from './probe-blocks.ts'

export type Device = 'auto' | 'cpu' | 'webgpu' | 'cuda'

/**
 * Makes a runtime on `device`, with `threads` processor threads (all cores by default). A device that is not to be had
 * is replaced by the processor, and `notice` says so.
 */
export async function createNodeRuntime(
  options: { readonly device?: Device; readonly threads?: number } = {},
): Promise<ComputeRuntime> {
  const threads = options.threads ?? availableParallelism()
  if (!Number.isInteger(threads) || threads < 1)
    throw new CutsError('InvalidOption', `threads must be an integer of at least 1. Got ${threads}.`)
  const device = options.device ?? 'auto'
  const notice =
    device === 'auto' || device === 'cpu'
      ? undefined
      : `device ${device} is not supported yet: computing on the processor`
  const session: ort.InferenceSession.SessionOptions = {
    executionProviders: ['cpu'],
    graphOptimizationLevel: 'all',
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    executionMode: 'sequential',
    logSeverityLevel: 3,
  }
  const load = (model: Uint8Array): Promise<Executable> => loadExecutable(ort, model, session)
  return { device: 'cpu', threads, notice, block: await probeBlocks(load), load }
}
