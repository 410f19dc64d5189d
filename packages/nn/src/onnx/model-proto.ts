/**
 * ONNX's protobuf messages, limited to the parts used here; field numbers are those of onnx.proto. They are written by
 * hand over a wire-format library: the messages are few and stable.
 */
import Pbf from 'pbf'
import type { Attribute, Dim, DType } from '../graph/node.ts'

export interface NodeProto {
  /** `Type`, or `domain:Type` for an operator outside the standard. */
  readonly op: string
  readonly name: string
  readonly inputs: readonly string[]
  readonly output: string
  readonly attributes: { readonly [name: string]: Attribute }
}

export interface TensorProto {
  readonly name: string
  readonly dtype: DType
  readonly shape: readonly number[]
  readonly value: Float32Array | BigInt64Array
}

export interface ValueProto {
  readonly name: string
  readonly dtype: DType
  readonly shape: readonly Dim[]
}

export interface ModelProto {
  readonly nodes: readonly NodeProto[]
  readonly initializers: readonly TensorProto[]
  readonly inputs: readonly ValueProto[]
  readonly outputs: readonly ValueProto[]
  readonly metadata: { readonly [key: string]: string }
}

export const opset = 18
/** Version of the file format itself; 8 goes with opset 18. */
const irVersion = 8
const elementType = { float32: 1, uint8: 2, int64: 7, bool: 9 } as const

export function writeModel(model: ModelProto): Uint8Array {
  const pbf = new Pbf()
  pbf.writeVarintField(1, irVersion)
  pbf.writeStringField(2, 'cuts')
  pbf.writeMessage(7, writeGraph, model)
  for (const domain of new Set(['', ...model.nodes.map(node => operatorName(node.op).domain)]))
    pbf.writeMessage(
      8,
      (name, writer) => {
        writer.writeStringField(1, name)
        writer.writeVarintField(2, name === '' ? opset : 1)
      },
      domain,
    )
  for (const [key, value] of Object.entries(model.metadata))
    pbf.writeMessage(
      14,
      (entry, writer) => {
        writer.writeStringField(1, entry.key)
        writer.writeStringField(2, entry.value)
      },
      { key, value },
    )
  return pbf.finish()
}

/** Returns the metadata of an ONNX file. Throws the error of the wire reader if the bytes are not protobuf. */
export function readMetadata(bytes: Uint8Array): { [key: string]: string } {
  return new Pbf(bytes).readFields((tag, metadata: { [key: string]: string }, pbf) => {
    if (tag !== 14) return
    const entry = pbf.readMessage(
      (field, pair: { key: string; value: string }, reader) => {
        if (field === 1) pair.key = reader.readString()
        else if (field === 2) pair.value = reader.readString()
      },
      { key: '', value: '' },
    )
    metadata[entry.key] = entry.value
  }, {})
}

function writeGraph(model: ModelProto, pbf: Pbf): void {
  for (const node of model.nodes) pbf.writeMessage(1, writeNode, node)
  pbf.writeStringField(2, 'cuts')
  for (const tensor of model.initializers) pbf.writeMessage(5, writeTensor, tensor)
  for (const value of model.inputs) pbf.writeMessage(11, writeValue, value)
  for (const value of model.outputs) pbf.writeMessage(12, writeValue, value)
}

function writeNode(node: NodeProto, pbf: Pbf): void {
  for (const name of node.inputs) pbf.writeStringField(1, name)
  pbf.writeStringField(2, node.output)
  pbf.writeStringField(3, node.name)
  const { domain, type } = operatorName(node.op)
  pbf.writeStringField(4, type)
  for (const [name, value] of Object.entries(node.attributes)) pbf.writeMessage(5, writeAttribute, { name, value })
  if (domain !== '') pbf.writeStringField(7, domain)
}

/** `domain:Type`, or `Type` for the operators of the standard. */
function operatorName(op: string): { domain: string; type: string } {
  const colon = op.lastIndexOf(':')
  return { domain: op.slice(0, Math.max(0, colon)), type: op.slice(colon + 1) }
}

function writeAttribute({ name, value }: { name: string; value: Attribute }, pbf: Pbf): void {
  pbf.writeStringField(1, name)
  if (typeof value === 'number') {
    pbf.writeVarintField(3, value)
    pbf.writeVarintField(20, 2)
  } else if (typeof value === 'string') {
    pbf.writeBytesField(4, new TextEncoder().encode(value))
    pbf.writeVarintField(20, 3)
  } else if ('float' in value) {
    pbf.writeFloatField(2, value.float)
    pbf.writeVarintField(20, 1)
  } else {
    for (const item of value) pbf.writeVarintField(8, item)
    pbf.writeVarintField(20, 7)
  }
}

function writeTensor(tensor: TensorProto, pbf: Pbf): void {
  for (const dim of tensor.shape) pbf.writeVarintField(1, dim)
  pbf.writeVarintField(2, elementType[tensor.dtype])
  pbf.writeStringField(8, tensor.name)
  const { buffer, byteOffset, byteLength } = tensor.value
  pbf.writeBytesField(9, new Uint8Array(buffer, byteOffset, byteLength))
}

function writeValue(value: ValueProto, pbf: Pbf): void {
  pbf.writeStringField(1, value.name)
  pbf.writeMessage(2, (type, writer) => writer.writeMessage(1, writeTensorType, type), value)
}

function writeTensorType(value: ValueProto, pbf: Pbf): void {
  pbf.writeVarintField(1, elementType[value.dtype])
  pbf.writeMessage(
    2,
    (shape, writer) => {
      for (const dim of shape)
        writer.writeMessage(
          1,
          (size, dimension) => {
            if (typeof size === 'number') dimension.writeVarintField(1, size)
            else dimension.writeStringField(2, size)
          },
          dim,
        )
    },
    value.shape,
  )
}
