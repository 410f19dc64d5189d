/** ONNX Runtime in Node. */
import { availableParallelism } from 'node:os'
import { CutsError } from '@cuts/core'
import * as ort from 'onnxruntime-node'
import type { ComputeRuntime, Executable, Tensor } from '../runtime.ts'

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
  return { device: 'cpu', threads, notice, load: model => load(model, session) }
}

async function load(model: Uint8Array, options: ort.InferenceSession.SessionOptions): Promise<Executable> {
  const session = await ort.InferenceSession.create(model, options).catch(cause => {
    throw new CutsError('Unreadable', `the model does not load: ${(cause as Error).message}`, { cause })
  })
  return {
    run: async (inputs, outputs) => {
      const feeds = Object.fromEntries(Object.entries(inputs).map(([name, tensor]) => [name, toOrt(tensor)]))
      const results = await session.run(feeds, outputs ?? session.outputNames)
      return Object.fromEntries(Object.entries(results).map(([name, tensor]) => [name, fromOrt(tensor)]))
    },
    dispose: () => session.release(),
  }
}

function toOrt(tensor: Tensor): ort.Tensor {
  return new ort.Tensor(tensor.dtype, tensor.data as never, tensor.shape)
}

function fromOrt(tensor: ort.Tensor): Tensor {
  return { dtype: tensor.type as Tensor['dtype'], shape: tensor.dims, data: tensor.data as Tensor['data'] }
}
