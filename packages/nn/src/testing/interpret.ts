/**
 * Evaluates a graph by the definitions in the ONNX standard alone: double precision, one loop over the elements of a
 * result, shapes from the actual values and never from the nodes. Slow on purpose: an oracle for small graphs.
 */
import { topologicalOrder } from '../graph/gradients.ts'
import type { AnyNode } from '../graph/node.ts'

/** Values in row-major order; booleans are 0 and 1. */
export interface Value {
  readonly shape: readonly number[]
  readonly data: Float64Array
}

export interface Interpretation {
  readonly of: (node: AnyNode) => Value
  /**
   * Signed distances of arguments from points without a derivative. Two evaluations whose signs agree lie on the same
   * smooth piece.
   */
  readonly distances: readonly number[]
}

/**
 * Evaluates all nodes that `outputs` depend on. `feeds` holds the inputs by name. Throws if shapes contradict the
 * nodes'.
 */
export function interpret(
  outputs: readonly AnyNode[],
  feeds: { readonly [name: string]: ArrayLike<number> },
): Interpretation {
  const values = new Map<AnyNode, Value>()
  const distances: number[] = []
  for (const node of topologicalOrder(outputs)) {
    const args = node.inputs.map(source => values.get(source)!)
    const value = evaluate(node, args, feeds)
    if (String(value.shape) !== String(node.shape) || value.data.length !== count(value.shape))
      throw new Error(`${node.op} gives [${value.shape}] where its node says [${node.shape}]`)
    values.set(node, value)
    distances.push(...distancesToKinks(node.op, args))
  }
  return { of: node => values.get(node)!, distances }
}

const unary: { readonly [op: string]: (x: number) => number } = {
  Neg: x => -x,
  Exp: Math.exp,
  Log: Math.log,
  Sqrt: Math.sqrt,
  Tanh: Math.tanh,
  Sigmoid: x => 1 / (1 + Math.exp(-x)),
  Alias: x => x,
  Cast: x => x,
}

const elementwise: { readonly [op: string]: (...x: readonly number[]) => number } = {
  Add: (a, b) => a! + b!,
  Sub: (a, b) => a! - b!,
  Mul: (a, b) => a! * b!,
  Div: (a, b) => a! / b!,
  Max: (a, b) => Math.max(a!, b!),
  Less: (a, b) => (a! < b! ? 1 : 0),
  Where: (condition, a, b) => (condition === 1 ? a! : b!),
  Clip: (x, low, high) => Math.min(Math.max(x!, low!), high!),
  Sum: (...parts) => parts.reduce((a, b) => a + b, 0),
}

const reductions: { readonly [op: string]: (values: readonly number[]) => number } = {
  ReduceSum: values => values.reduce((a, b) => a + b, 0),
  ReduceMean: values => values.reduce((a, b) => a + b, 0) / values.length,
  ReduceMax: values => Math.max(...values),
}

type Attributes = { readonly [name: string]: unknown }

function evaluate(node: AnyNode, args: readonly Value[], feeds: { readonly [name: string]: ArrayLike<number> }): Value {
  const [x, y, z] = args as [Value, Value, Value]
  const attributes: Attributes = node.attributes
  if (node.op in unary) return tensor(x.shape, at => unary[node.op]!(get(x, at)))
  if (node.op in elementwise) {
    const shape = args.map(arg => arg.shape).reduce(broadcast)
    return tensor(shape, at => elementwise[node.op]!(...args.map(arg => get(arg, at))))
  }
  if (node.op in reductions) return reduce(x, Array.from(y.data), attributes.keepdims === 1, reductions[node.op]!)
  switch (node.op) {
    case 'Input':
      return { shape: node.shape as number[], data: Float64Array.from(feeds[node.label!]!) }
    case 'Constant':
      return { shape: node.shape as number[], data: Float64Array.from(node.value!, Number) }
    case 'LeakyRelu': {
      const { float: slope } = attributes.alpha as { float: number }
      return tensor(x.shape, at => (get(x, at) < 0 ? slope : 1) * get(x, at))
    }
    case 'Reshape':
      return { shape: inferred(Array.from(y.data), x.data.length), data: x.data }
    case 'Unsqueeze': {
      const sizes = Array.from(x.shape)
      for (const axis of Array.from(y.data).sort((a, b) => a - b)) sizes.splice(axis, 0, 1)
      return { shape: sizes, data: x.data }
    }
    case 'Shape':
      return { shape: [x.shape.length], data: Float64Array.from(x.shape) }
    case 'Size':
      return { shape: [], data: Float64Array.of(x.data.length) }
    case 'Transpose': {
      const perm = attributes.perm as readonly number[]
      const shape = perm.map(axis => x.shape[axis]!)
      return tensor(shape, at =>
        get(
          x,
          at.map((_, axis) => at[perm.indexOf(axis)]!),
        ),
      )
    }
    case 'Expand':
      return tensor(broadcast(x.shape, Array.from(y.data)), at => get(x, at))
    case 'Slice': {
      const [start, end, axis] = [y.data[0]!, z.data[0]!, args[3]!.data[0]!]
      return tensor(x.shape.with(axis, end - start), at => get(x, at.with(axis, at[axis]! + start)))
    }
    case 'Concat':
      return concatenate(args, attributes.axis as number)
    case 'Pad':
      return pad(x, Array.from(y.data), attributes.mode as string)
    case 'SpaceToDepth': {
      const side = attributes.blocksize as number
      const [n, c, h, w] = x.shape as [number, number, number, number]
      return tensor([n, side * side * c, h / side, w / side], ([image, channel, row, column]) => {
        const place = Math.floor(channel! / c)
        return at4(x, image!, channel! % c, row! * side + Math.floor(place / side), column! * side + (place % side))
      })
    }
    case 'DepthToSpace': {
      const side = attributes.blocksize as number
      const [n, c, h, w] = x.shape as [number, number, number, number]
      return tensor([n, c / (side * side), side * h, side * w], ([image, channel, row, column]) => {
        const place = (row! % side) * side + (column! % side)
        const from = (place * c) / (side * side) + channel!
        return at4(x, image!, from, Math.floor(row! / side), Math.floor(column! / side))
      })
    }
    case 'Gather':
      return tensor([...y.shape, ...x.shape.slice(1)], at => get(x, [y.data[at[0]!]!, ...at.slice(1)]))
    case 'ScatterND': {
      const rows = y.data
      return tensor(x.shape, at =>
        Array.from(rows, (row, k) => (row === at[0] ? get(z, [k, ...at.slice(1)]) : 0)).reduce(
          (a, b) => a + b,
          get(x, at),
        ),
      )
    }
    case 'MatMul':
      return multiply(x, y)
    case 'Conv':
      return convolve(x, y, args[2])
    case 'ConvTranspose':
      return convolveTransposed(x, y)
    default:
      throw new Error(`${node.op} has no definition here`)
  }
}

function count(shape: readonly number[]): number {
  return shape.reduce((a, b) => a * b, 1)
}

/** A tensor from its element at every position. */
function tensor(shape: readonly number[], element: (at: number[]) => number): Value {
  const data = new Float64Array(count(shape))
  for (let i = 0; i < data.length; i++) {
    let rest = i
    const at = shape.toReversed().map(size => {
      const index = rest % size
      rest = (rest - index) / size
      return index
    })
    data[i] = element(at.reverse())
  }
  return { shape, data }
}

/** The element at a position of this shape or of one that it is broadcast to. */
function get({ shape, data }: Value, at: readonly number[]): number {
  const lead = at.length - shape.length
  return data[shape.reduce((index, size, axis) => index * size + (size === 1 ? 0 : at[lead + axis]!), 0)]!
}

function broadcast(a: readonly number[], b: readonly number[]): readonly number[] {
  const rank = Math.max(a.length, b.length)
  const aligned = [a, b].map(shape => [...Array<number>(rank - shape.length).fill(1), ...shape])
  return Array.from({ length: rank }, (_, axis) => {
    const [p, q] = [aligned[0]![axis]!, aligned[1]![axis]!]
    if (p !== q && p !== 1 && q !== 1) throw new Error(`[${a}] and [${b}] do not broadcast`)
    return p === 1 ? q : p
  })
}

function reduce(x: Value, axes: readonly number[], keep: boolean, of: (values: readonly number[]) => number): Value {
  const kept = x.shape.map((size, axis) => (axes.includes(axis) ? 1 : size))
  const groups = tensor(kept, at => {
    const group: number[] = []
    tensor(x.shape, position => {
      if (position.every((index, axis) => axes.includes(axis) || index === at[axis])) group.push(get(x, position))
      return 0
    })
    return of(group)
  })
  return keep ? groups : { shape: kept.filter((_, axis) => !axes.includes(axis)), data: groups.data }
}

/** -1 stands for the remaining part of `total`. */
function inferred(sizes: readonly number[], total: number): number[] {
  const rest = total / Math.abs(count(sizes))
  return sizes.map(size => (size === -1 ? rest : size))
}

function concatenate(parts: readonly Value[], axis: number): Value {
  const size = parts.reduce((sum, part) => sum + part.shape[axis]!, 0)
  return tensor(parts[0]!.shape.with(axis, size), at => {
    let index = at[axis]!
    const part = parts.find(({ shape }) => {
      if (index < shape[axis]!) return true
      index -= shape[axis]!
      return false
    })!
    return part.data[part.shape.reduce((i, n, k) => i * n + (k === axis ? index : at[k]!), 0)]!
  })
}

function pad(x: Value, pads: readonly number[], mode: string): Value {
  const rank = x.shape.length
  return tensor(
    x.shape.map((size, axis) => size + pads[axis]! + pads[rank + axis]!),
    at => {
      const from = at.map((index, axis) => index - pads[axis]!)
      const isInside = from.every((index, axis) => index >= 0 && index < x.shape[axis]!)
      if (!isInside && mode === 'constant') return 0
      return get(
        x,
        from.map((index, axis) => Math.min(Math.max(index, 0), x.shape[axis]! - 1)),
      )
    },
  )
}

function multiply(a: Value, b: Value): Value {
  const lead = broadcast(a.shape.slice(0, -2), b.shape.slice(0, -2))
  const inner = a.shape.at(-1)!
  return tensor([...lead, a.shape.at(-2)!, b.shape.at(-1)!], at => {
    const [row, column] = at.slice(-2) as [number, number]
    const batch = at.slice(0, -2)
    let sum = 0
    for (let k = 0; k < inner; k++) sum += get(a, [...batch, row, k]) * get(b, [...batch, k, column])
    return sum
  })
}

function convolve(x: Value, w: Value, bias: Value | undefined): Value {
  const [n, channels, height, width] = x.shape as [number, number, number, number]
  const [o, , kh, kw] = w.shape as [number, number, number, number]
  return tensor([n, o, height - kh + 1, width - kw + 1], ([image, out, row, column]) => {
    let sum = bias?.data[out!] ?? 0
    for (let c = 0; c < channels; c++)
      for (let i = 0; i < kh; i++)
        for (let j = 0; j < kw; j++) sum += at4(x, image!, c, row! + i, column! + j) * at4(w, out!, c, i, j)
    return sum
  })
}

/** Every element of g adds its kernel, weighted, to the result. */
function convolveTransposed(g: Value, w: Value): Value {
  const [n, o, height, width] = g.shape as [number, number, number, number]
  const [, channels, kh, kw] = w.shape as [number, number, number, number]
  return tensor([n, channels, height + kh - 1, width + kw - 1], ([image, c, row, column]) => {
    let sum = 0
    for (let out = 0; out < o; out++)
      for (let i = Math.max(0, row! - height + 1); i < kh && i <= row!; i++)
        for (let j = Math.max(0, column! - width + 1); j < kw && j <= column!; j++)
          sum += at4(g, image!, out, row! - i, column! - j) * at4(w, out, c!, i, j)
    return sum
  })
}

function at4({ shape, data }: Value, a: number, b: number, c: number, d: number): number {
  return data[((a * shape[1]! + b) * shape[2]! + c) * shape[3]! + d]!
}

function distancesToKinks(op: string, args: readonly Value[]): Iterable<number> {
  const [x, y, z] = args as [Value, Value, Value]
  const difference = (a: Value, b: Value): Float64Array =>
    tensor(broadcast(a.shape, b.shape), at => get(a, at) - get(b, at)).data
  if (op === 'LeakyRelu') return x.data
  if (op === 'Max' || op === 'Less') return difference(x, y)
  if (op === 'Clip') return [...difference(x, y), ...difference(x, z)]
  if (op !== 'ReduceMax') return []
  const pairs = (group: readonly number[]): number[] => group.flatMap((a, i) => group.slice(0, i).map(b => a - b))
  const distances: number[] = []
  reduce(x, Array.from(y.data), true, group => distances.push(...pairs(group)))
  return distances
}
