/** Reads the inputs and outputs of a third-party ONNX file from the file itself. */
import { CutsError } from '@cuts/core'
import Pbf from 'pbf'

export interface PortSignature {
  readonly name: string
  /** `float32`, `uint8`, `int64`, or ONNX's number for any other. */
  readonly type: string
  /** Sizes; a symbol, or `?` if the file does not state one. */
  readonly shape: readonly (number | string)[]
}

export interface ModelSignature {
  readonly inputs: readonly PortSignature[]
  readonly outputs: readonly PortSignature[]
}

const elementTypes: { readonly [code: number]: string } = { 1: 'float32', 2: 'uint8', 7: 'int64', 10: 'float16' }

/**
 * Throws `Unreadable` if the bytes are not an ONNX model; `name` is for the message. Field numbers are those of
 * onnx.proto.
 */
export function readSignature(bytes: Uint8Array, name: string): ModelSignature {
  const graph = { inputs: [] as PortSignature[], outputs: [] as PortSignature[], weights: new Set<string>() }
  try {
    new Pbf(bytes).readFields((tag, found: typeof graph, pbf) => {
      if (tag === 7) pbf.readMessage(readGraph, found)
    }, graph)
  } catch (cause) {
    throw notAModel(name, cause)
  }
  if (graph.outputs.length === 0) throw notAModel(name)
  // Old files list their weights among the inputs.
  return { inputs: graph.inputs.filter(port => !graph.weights.has(port.name)), outputs: graph.outputs }
}

function readGraph(
  tag: number,
  graph: { inputs: PortSignature[]; outputs: PortSignature[]; weights: Set<string> } | undefined,
  pbf: Pbf,
): void {
  if (tag === 5) graph!.weights.add(pbf.readMessage(readTensorName, { name: '' }).name)
  else if (tag === 11) graph!.inputs.push(readPort(pbf))
  else if (tag === 12) graph!.outputs.push(readPort(pbf))
}

function readTensorName(tag: number, tensor: { name: string } | undefined, pbf: Pbf): void {
  if (tag === 8) tensor!.name = pbf.readString()
}

function readPort(pbf: Pbf): PortSignature {
  const port = { name: '', type: '', shape: [] as (number | string)[] }
  type Port = typeof port | undefined
  const readSize = (tag: number, size: { value: number | string } | undefined, from: Pbf): void => {
    if (tag === 1) size!.value = from.readVarint(true)
    else if (tag === 2) size!.value = from.readString()
  }
  const readShape = (tag: number, to: Port, from: Pbf): void => {
    if (tag === 1) to!.shape.push(from.readMessage(readSize, { value: '?' as number | string }).value)
  }
  const readTensor = (tag: number, to: Port, from: Pbf): void => {
    if (tag === 1) {
      const code = from.readVarint()
      to!.type = elementTypes[code] ?? String(code)
    } else if (tag === 2) from.readMessage(readShape, to)
  }
  const readType = (tag: number, to: Port, from: Pbf): void => {
    if (tag === 1) from.readMessage(readTensor, to)
  }
  return pbf.readMessage((tag, to: typeof port, from) => {
    if (tag === 1) to.name = from.readString()
    else if (tag === 2) from.readMessage(readType, to)
  }, port)
}

function notAModel(name: string, cause?: unknown): CutsError {
  return new CutsError('Unreadable', `${name} is not an ONNX model.`, {
    remedy: 'Give an ONNX file.',
    action: { do: 'read guide', page: 'models' },
    ...(cause === undefined ? {} : { cause }),
  })
}
