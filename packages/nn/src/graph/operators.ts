/** The operators the encoder and its training need: each checks shapes and makes one ONNX node. */
import { apply, constant, type Dim, integers, known, type Node, shapeError, shift, show } from './node.ts'

// Elementwise, with NumPy broadcasting.

export const add = (a: Node, b: Node): Node => binary('Add', a, b)
export const sub = (a: Node, b: Node): Node => binary('Sub', a, b)
export const mul = (a: Node, b: Node): Node => binary('Mul', a, b)
export const div = (a: Node, b: Node): Node => binary('Div', a, b)
/** The larger of two values; used to floor a divisor, so the gradient flows only through the first where it is larger. */
export const maximum = (a: Node, b: Node): Node => binary('Max', a, b)
export const neg = (x: Node): Node => apply('Neg', [x], x.shape)
export const exp = (x: Node): Node => apply('Exp', [x], x.shape)
export const log = (x: Node): Node => apply('Log', [x], x.shape)
export const sqrt = (x: Node): Node => apply('Sqrt', [x], x.shape)
export const leakyRelu = (x: Node, alpha = 0.01): Node => apply('LeakyRelu', [x], x.shape, { alpha: { float: alpha } })
/** Values limited to [low, high]; has no gradient here. */
export const clip = (x: Node, low: number, high: number): Node =>
  apply('Clip', [x, constant(low), constant(high)], x.shape)
/** Truth of a < b, elementwise. */
export const less = (a: Node, b: Node): Node => ({ ...binary('Less', a, b), dtype: 'bool' })
/** `a` where the condition holds, else `b`. */
export const where = (condition: Node, a: Node, b: Node): Node =>
  apply('Where', [condition, a, b], broadcast('Where', condition.shape, broadcast('Where', a.shape, b.shape)))
/** The value without its gradient. */
export const stopGradient = (x: Node): Node => ({ ...apply('Alias', [x], x.shape), vjp: () => [undefined] })

/** Sum of equally shaped values. */
export const sum = (parts: readonly Node[]): Node => apply('Sum', parts, parts[0]!.shape)

function binary(op: string, a: Node, b: Node): Node {
  return apply(op, [a, b], broadcast(op, a.shape, b.shape))
}

function broadcast(op: string, a: readonly Dim[], b: readonly Dim[]): Dim[] {
  const rank = Math.max(a.length, b.length)
  return Array.from({ length: rank }, (_, i) => {
    const x = a[a.length - rank + i] ?? 1
    const y = b[b.length - rank + i] ?? 1
    if (x === y || y === 1) return x
    if (x === 1) return y
    throw shapeError(op, `cannot broadcast ${show(a)} with ${show(b)}`)
  })
}

// Reductions.

export const reduceSum = (x: Node, axes: readonly number[], keep = false): Node => reduce('ReduceSum', x, axes, keep)
export const reduceMean = (x: Node, axes: readonly number[], keep = false): Node => reduce('ReduceMean', x, axes, keep)
/** Largest value; has no gradient here (it is used to keep exponentials in range). */
export const reduceMax = (x: Node, axes: readonly number[], keep = false): Node => reduce('ReduceMax', x, axes, keep)

function reduce(op: string, x: Node, axes: readonly number[], keep: boolean): Node {
  const shape = x.shape.flatMap((dim, axis) => (axes.includes(axis) ? (keep ? [1] : []) : [dim]))
  return apply(op, [x, integers(axes)], shape, { keepdims: keep ? 1 : 0, axes })
}

// Shape.

export function reshape(x: Node, shape: readonly Dim[]): Node {
  const symbols = shape.filter(dim => typeof dim === 'string').length
  if (symbols > 1) throw shapeError('reshape', `can leave one size open. Got ${show(shape)}`, x)
  return apply('Reshape', [x, integers(shape.map(dim => (typeof dim === 'number' ? dim : -1)))], shape)
}

export function transpose(x: Node, permutation: readonly number[]): Node {
  if (permutation.length !== x.shape.length)
    throw shapeError('transpose', `needs a permutation of ${x.shape.length} axes. Got ${permutation.length}`, x)
  return apply(
    'Transpose',
    [x],
    permutation.map(axis => x.shape[axis]!),
    { perm: permutation },
  )
}

/** Repeats axes of size 1 to reach `shape`. */
export function expand(x: Node, shape: readonly Dim[]): Node {
  return apply('Expand', [x, integers(known('expand', shape))], shape)
}

/** Elements [start, end) of one axis. */
export function slice(x: Node, axis: number, start: number, end: number): Node {
  const size = x.shape[axis]
  if (typeof size === 'number' && (start < 0 || end > size || start >= end))
    throw shapeError('slice', `[${start}, ${end}) lies outside axis ${axis}`, x)
  return apply('Slice', [x, integers([start]), integers([end]), integers([axis])], x.shape.with(axis, end - start), {
    axis,
    start,
    end,
  })
}

export function concat(parts: readonly Node[], axis: number): Node {
  const size = parts.reduce((sum, part) => sum + known('concat', [part.shape[axis]!])[0]!, 0)
  return apply('Concat', parts, parts[0]!.shape.with(axis, size), { axis })
}

/** Repeats the border `by` pixels outwards on both sides of the last two axes. */
export function padReplicate(x: Node, by: number): Node {
  const rank = x.shape.length
  const before = Array.from({ length: rank }, (_, axis) => (axis >= rank - 2 ? by : 0))
  const shape = x.shape.map((dim, axis) => (axis >= rank - 2 ? shift(dim, 2 * by) : dim))
  return apply('Pad', [x, integers([...before, ...before])], shape, { mode: 'edge', by })
}

/** Rows of a matrix [n, d] by index [m] (int64). */
export function gatherRows(x: Node, rows: Node): Node {
  return apply('Gather', [x, rows], [...rows.shape, ...x.shape.slice(1)], { axis: 0 })
}

/** A matrix [n, d] of zeros with `values` [m, d] added at `rows` [m]; equal rows add up. */
export function scatterRows(values: Node, rows: Node, zeros: Node): Node {
  const [m] = known('scatterRows', rows.shape)
  const indices = apply('Reshape', [rows, integers([m!, 1])], [m!, 1], {}, 'int64')
  return apply('ScatterND', [zeros, indices, values], zeros.shape, { reduction: 'add' })
}

// Products.

/** Matrix product over the last two axes; leading axes must agree, or a is one matrix for all of b. */
export function matmul(a: Node, b: Node): Node {
  const inner = a.shape.at(-1)
  if (a.shape.length === 2 && b.shape.length === 3 && inner === b.shape[1])
    return apply('MatMul', [a, b], [b.shape[0]!, a.shape[0]!, b.shape[2]!])
  if (a.shape.length < 2 || b.shape.length !== a.shape.length || inner !== b.shape.at(-2))
    throw shapeError('matmul', `cannot multiply ${show(a.shape)} by ${show(b.shape)}`, a, b)
  return apply('MatMul', [a, b], [...a.shape.slice(0, -1), b.shape.at(-1)!])
}

/**
 * Cross-correlation of x [n, c, h, w] with w [o, c, kh, kw], stride 1, without padding, plus a bias [o] if given. Pad x
 * first where borders are to be replicated.
 */
export function conv2d(x: Node, w: Node, bias?: Node): Node {
  const [n, c, h, width] = x.shape
  const [o, ci, kh, kw] = known('conv2d', w.shape)
  if (x.shape.length !== 4 || c !== ci) throw shapeError('conv2d', `needs ${ci} input channels`, x, w)
  const shape = [n!, o!, shift(h!, 1 - kh!), shift(width!, 1 - kw!)]
  const inputs = bias === undefined ? [x, w] : [x, w, bias]
  return apply('Conv', inputs, shape, { kernel_shape: [kh!, kw!] })
}

/** The transposed map of {@link conv2d} without padding: g [n, o, h, w] with w [o, c, kh, kw] to [n, c, h+kh-1, w+kw-1]. */
export function convTranspose2d(g: Node, w: Node): Node {
  const [n, o, h, width] = g.shape
  const [wo, c, kh, kw] = known('convTranspose2d', w.shape)
  if (o !== wo) throw shapeError('convTranspose2d', `needs ${wo} channels`, g, w)
  return apply('ConvTranspose', [g, w], [n!, c!, shift(h!, kh! - 1), shift(width!, kw! - 1)], {
    kernel_shape: [kh!, kw!],
  })
}
