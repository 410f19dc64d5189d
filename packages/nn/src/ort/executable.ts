/** A model loaded by ONNX Runtime: the code shared by its builds for Node and for browsers. */
import { CutsError } from '@cuts/core'
import type * as Ort from 'onnxruntime-common'
import type { Executable, Resident, Tensor, Value } from '../engine.ts'
import { explainFailure } from '../onnx/explain-failure.ts'
import { hasExternalData } from '../onnx/external-data.ts'
import { checkFeeds, type InputMetadata } from './check-feeds.ts'

/** The part of an ONNX Runtime build that is used here. */
export type OrtBuild = Pick<typeof Ort, 'InferenceSession' | 'Tensor'>

/** Fetches the values of a tensor on the device. */
export type ReadTensor = (tensor: Ort.Tensor) => Promise<Ort.Tensor['data']>

/**
 * Loads `model`; its outputs named in `resident` stay in the memory of the device. Throws `Unreadable` if it does not
 * load, and `Unsupported` if it names other files. Running it throws `InvalidArgument` for unknown inputs or outputs and for a node that fails.
 */
export async function loadExecutable(
  ort: OrtBuild,
  model: Uint8Array,
  options: Ort.InferenceSession.SessionOptions,
  resident: readonly string[] = [],
  read: ReadTensor = tensor => tensor.getData(),
): Promise<Executable> {
  if (hasExternalData(model))
    throw new CutsError('Unsupported', 'the model keeps its weights in other files, which are not read.', {
      remedy: 'Save it as one file, with the weights inside.',
    })
  const session = await ort.InferenceSession.create(model, {
    ...options,
    // Failures are reported once, by the thrown error, without a log line of the engine.
    logSeverityLevel: 4,
    ...(resident.length === 0
      ? {}
      : { preferredOutputLocation: Object.fromEntries(resident.map(name => [name, 'gpu-buffer' as const])) }),
  }).catch(cause => {
    throw new CutsError('Unreadable', explainFailure('the model does not load', cause), { cause })
  })
  const { inputNames, outputNames } = session
  const asked = session.inputMetadata as readonly InputMetadata[]
  return {
    run: async (inputs, outputs = outputNames) => {
      checkFeeds(asked, inputs)
      const unknown = outputs.find(name => !outputNames.includes(name))
      if (unknown !== undefined)
        throw new CutsError('InvalidArgument', `the model has no output ${unknown}. It has ${outputNames.join(', ')}.`)
      // The build for browsers refuses inputs that the model does not use.
      const used = Object.entries(inputs).filter(([name]) => inputNames.includes(name))
      const feeds = Object.fromEntries(used.map(([name, value]) => [name, toOrt(ort, value)]))
      const results = await session.run(feeds, outputs).catch(cause => {
        throw new CutsError('InvalidArgument', explainFailure('the model does not run', cause), { cause })
      })
      return Object.fromEntries(Object.entries(results).map(([name, tensor]) => [name, fromOrt(tensor, read)]))
    },
    dispose: () => session.release(),
  }
}

/** Values on a device, by the handle that stands for them outside. */
const onDevice = new WeakMap<Resident, Ort.Tensor>()

function toOrt(ort: OrtBuild, value: Value): Ort.Tensor {
  return 'read' in value ? onDevice.get(value)! : new ort.Tensor(value.dtype, value.data as never, value.shape)
}

function fromOrt(tensor: Ort.Tensor, read: ReadTensor): Value {
  const dtype = tensor.type as Tensor['dtype']
  const shape = tensor.dims
  if (tensor.location === 'cpu') return { dtype, shape, data: tensor.data as Tensor['data'] }
  const value: Resident = {
    dtype,
    shape,
    read: async () => ({ dtype, shape, data: (await read(tensor)) as Tensor['data'] }),
    dispose: () => tensor.dispose(),
  }
  onDevice.set(value, tensor)
  return value
}
