/**
 * Writes a graph as the bytes of an ONNX file that any ONNX runtime loads: standard operators, unless `apply` requested
 * others.
 */
import { topologicalOrder } from '../graph/gradients.ts'
import { type AnyNode, type Attribute, describe, shapeError, show } from '../graph/node.ts'
import { nodeName } from './explain-failure.ts'
import { type NodeProto, type TensorProto, type ValueProto, writeModel } from './model-proto.ts'

/** Attributes that the graph keeps for its own use (gradients), by operator; ONNX takes these as inputs. */
const ownAttributes: { readonly [op: string]: readonly string[] } = {
  ReduceSum: ['axes'],
  ReduceMean: ['axes'],
  ReduceMax: ['axes'],
  Slice: ['axis', 'start', 'end'],
  Pad: ['by'],
}

/**
 * Returns an ONNX model (opset 18) with these outputs, and with the inputs that they depend on. Equal subexpressions
 * (same operator, inputs, attributes) are computed once. `metadata` is kept in the file unchanged. Throws
 * `InvalidArgument` if two inputs of one name differ, or an output has the name of an input.
 */
export function toOnnx(
  outputs: { readonly [name: string]: AnyNode },
  metadata: { readonly [key: string]: string } = {},
): Uint8Array {
  const nodes: NodeProto[] = []
  const initializers: TensorProto[] = []
  const inputs: ValueProto[] = []
  const names = new Map<AnyNode, string>()
  const shared = new Map<string, string>()
  const order = topologicalOrder(Object.values(outputs))
  // The label of an alias goes to the value it represents, unless that has a label: an alias is not written.
  const labels = new Map(order.flatMap(node => (node.op === 'Alias' ? [[node.inputs[0], node.label]] : [])))

  for (const node of order) {
    const sources = node.inputs.map(source => names.get(source)!)
    if (node.op === 'Alias') {
      names.set(node, sources[0]!)
      continue
    }
    if (node.op === 'Input') {
      const known = inputs.find(({ name }) => name === node.label)
      if (known === undefined) inputs.push({ name: node.label!, dtype: node.dtype, shape: node.shape })
      else if (known.dtype !== node.dtype || show(known.shape) !== show(node.shape))
        throw shapeError('toOnnx', `finds input ${known.name} with another type or shape, ${show(known.shape)}`, node)
      names.set(node, node.label!)
      continue
    }
    const attributes = onnxAttributes(node)
    const key =
      node.op === 'Constant'
        ? node.value!.length <= 64
          ? `Constant ${node.dtype} ${node.shape} ${node.value}`
          : undefined
        : `${node.op} ${sources} ${JSON.stringify(attributes)}`
    const known = key === undefined ? undefined : shared.get(key)
    if (known !== undefined) {
      names.set(node, known)
      continue
    }
    // A character that is unlikely in names of inputs and outputs keeps the names apart.
    const name = `${node.label ?? labels.get(node) ?? node.op}#${nodes.length + initializers.length}`
    if (node.op === 'Constant')
      initializers.push({ name, dtype: node.dtype, shape: node.shape as number[], value: node.value! })
    else
      nodes.push({
        op: node.op,
        name: nodeName(name, node.op, node.inputs.filter(isValue).map(describe)),
        inputs: sources,
        output: name,
        attributes,
      })
    names.set(node, name)
    if (key !== undefined) shared.set(key, name)
  }
  const results = Object.entries(outputs).map(([name, node]) => {
    if (inputs.some(known => known.name === name))
      throw shapeError('toOnnx', `needs another name for output ${name}: an input has it`, node)
    nodes.push({ op: 'Identity', name: `output_${name}`, inputs: [names.get(node)!], output: name, attributes: {} })
    return { name, dtype: node.dtype, shape: node.shape }
  })
  return writeModel({ nodes, initializers, inputs, outputs: results, metadata })
}

function onnxAttributes(node: AnyNode): { [name: string]: Attribute } {
  const own = ownAttributes[node.op] ?? []
  return Object.fromEntries(Object.entries(node.attributes).filter(([name]) => !own.includes(name)))
}

/** Whether the node is not one of the lists of sizes, axes and the like that ONNX takes as inputs. */
function isValue(node: AnyNode): boolean {
  return !(node.op === 'Constant' && node.dtype === 'int64')
}
