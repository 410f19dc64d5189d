/**
 * Finds weights that an ONNX file keeps in other files. The runtime would open these by the names in the model, below the working
 * directory; a model comes from anywhere, and reads nothing but itself here.
 */
import Pbf from 'pbf'

/** Fields of onnx.proto that lead to tensors, by message; `tensor` is where the way ends. */
const ways = {
  model: { 7: 'graph', 20: 'training', 25: 'function' },
  training: { 1: 'graph', 2: 'graph' },
  function: { 7: 'node', 11: 'attribute' },
  graph: { 1: 'node', 5: 'tensor', 15: 'sparse' },
  node: { 5: 'attribute' },
  attribute: { 5: 'tensor', 6: 'graph', 10: 'tensor', 11: 'graph', 22: 'sparse', 23: 'sparse' },
  sparse: { 1: 'tensor', 2: 'tensor' },
  tensor: {},
} as const satisfies { readonly [message: string]: { readonly [field: number]: string } }

type Message = keyof typeof ways

/** Of a tensor: `external_data`, and `data_location`, which is 1 for other files. */
const [externalData, dataLocation] = [13, 14]

/** Returns whether any tensor of a model lies in another file. Bytes that are no model have none: loading them reports the error. */
export function hasExternalData(bytes: Uint8Array): boolean {
  try {
    return holds(new Pbf(bytes), 'model', bytes.length)
  } catch (error) {
    // Graphs within graphs, deeper than the stack: nobody's model, and not looked through.
    return error instanceof RangeError && /call stack/i.test(error.message)
  }
}

function holds(pbf: Pbf, message: Message, end: number): boolean {
  const next: { readonly [field: number]: string } = ways[message]
  while (pbf.pos < end) {
    const head = pbf.readVarint()
    const [field, wire] = [head >> 3, head & 7]
    if (message === 'tensor' && field === externalData) return true
    if (message === 'tensor' && field === dataLocation && wire === 0) {
      if (pbf.readVarint() === 1) return true
      continue
    }
    const inside = next[field]
    if (inside === undefined || wire !== 2) {
      pbf.skip(head)
      continue
    }
    const length = pbf.readVarint()
    const after = pbf.pos + length
    if (holds(pbf, inside as Message, Math.min(after, end))) return true
    pbf.pos = after
  }
  return false
}
