/**
 * The operators. Each checks the types and shapes of its arguments, throws `InvalidArgument` with both if they do not
 * fit, and makes one ONNX node. Sizes may be symbols unless stated otherwise; axes count from 0.
 */
import {
  type AnyNode,
  apply,
  checkSizes,
  constant,
  type Dim,
  type DType,
  integers,
  known,
  type Node,
  shapeError,
  shift,
  show,
} from './node.ts'

// Elementwise, with NumPy broadcasting: shapes are aligned at their last axes, and an axis of size 1 is repeated.

/** a + b. */
export const add = (a: Node, b: Node): Node => elementwise('add', 'Add', a, b)
/** a - b. */
export const sub = (a: Node, b: Node): Node => elementwise('sub', 'Sub', a, b)
/** a b, element by element. */
export const mul = (a: Node, b: Node): Node => elementwise('mul', 'Mul', a, b)
/** a / b. */
export const div = (a: Node, b: Node): Node => elementwise('div', 'Div', a, b)
/** The larger of two values; the gradient goes to `b` if a < b, else to `a`. */
export const maximum = (a: Node, b: Node): Node => elementwise('maximum', 'Max', a, b)
/** Truth of a < b; has no gradient. */
export const less = (a: Node, b: Node): Node<'bool'> => ({ ...elementwise('less', 'Less', a, b), dtype: 'bool' })
/** -x. */
export const neg = (x: Node): Node => elementwise('neg', 'Neg', x)
/** e^x. */
export const exp = (x: Node): Node => elementwise('exp', 'Exp', x)
/** Natural logarithm; NaN for negative values. */
export const log = (x: Node): Node => elementwise('log', 'Log', x)
/** Square root; NaN for negative values, and no finite gradient at 0. */
export const sqrt = (x: Node): Node => elementwise('sqrt', 'Sqrt', x)
/** Hyperbolic tangent. */
export const tanh = (x: Node): Node => elementwise('tanh', 'Tanh', x)
/** 1 / (1 + e^-x). */
export const sigmoid = (x: Node): Node => elementwise('sigmoid', 'Sigmoid', x)

/** Returns x if positive, else `alpha` x; alpha in [0, 1]. */
export function leakyRelu(x: Node, alpha = 0.01): Node {
  if (!(alpha >= 0 && alpha <= 1)) throw shapeError('leakyRelu', `needs a slope in [0, 1]. Got ${alpha}`, x)
  return { ...elementwise('leakyRelu', 'LeakyRelu', x), attributes: { alpha: { float: alpha } } }
}

/** Values limited to [low, high]; outside, the gradient is 0. */
export function clip(x: Node, low: number, high: number): Node {
  if (!(low <= high)) throw shapeError('clip', `needs low <= high. Got ${low} and ${high}`, x)
  checkFloats('clip', x)
  return apply('Clip', [x, constant(low), constant(high)], x.shape)
}

/** Returns `a` if the condition holds, else `b`; all three are broadcast. */
export function where(condition: Node<'bool'>, a: Node, b: Node): Node {
  if (condition.dtype !== 'bool') throw shapeError('where', 'needs a bool condition', condition)
  checkFloats('where', a, b)
  return apply('Where', [condition, a, b], broadcast('where', [condition, a, b]))
}

/** The value without its gradient. */
export const stopGradient = (x: Node): Node => ({ ...apply('Alias', [x], x.shape), vjp: () => [undefined] })

/** Sum of one or more values of one shape. */
export function sum(parts: readonly Node[]): Node {
  const first = firstOf('sum', parts)
  if (parts.some(part => show(part.shape) !== show(first.shape)))
    throw shapeError('sum', 'needs values of one shape', ...parts)
  return elementwise('sum', 'Sum', ...parts)
}

function elementwise(name: string, op: string, ...inputs: readonly Node[]): Node {
  checkFloats(name, ...inputs)
  return apply(op, inputs, broadcast(name, inputs))
}

function checkFloats(name: string, ...nodes: readonly AnyNode[]): void {
  for (const node of nodes)
    if (node.dtype !== 'float32') throw shapeError(name, `needs float32 values. Got ${node.dtype}`, node)
}

/** The shape that several broadcast to. */
function broadcast(name: string, nodes: readonly AnyNode[]): readonly Dim[] {
  let shape: readonly Dim[] | undefined = []
  for (const node of nodes) shape = shape && joint(shape, node.shape)
  if (shape === undefined)
    throw shapeError(name, `cannot broadcast ${nodes.map(node => show(node.shape)).join(' with ')}`, ...nodes)
  return shape
}

/** The shape that two broadcast to, if there is one. */
function joint(a: readonly Dim[], b: readonly Dim[]): Dim[] | undefined {
  const rank = Math.max(a.length, b.length)
  const shape: Dim[] = []
  for (let axis = 0; axis < rank; axis++) {
    const x = a[a.length - rank + axis] ?? 1
    const y = b[b.length - rank + axis] ?? 1
    if (x !== y && x !== 1 && y !== 1) return undefined
    shape.push(x === 1 ? y : x)
  }
  return shape
}

// Reductions over some axes, all by default; with `keep` they stay, of size 1.

/** Sum. */
export const reduceSum = (x: Node, axes = axesOf(x), keep = false): Node => reduce('reduceSum', x, axes, keep)
/** Mean. */
export const reduceMean = (x: Node, axes = axesOf(x), keep = false): Node => reduce('reduceMean', x, axes, keep)
/** Largest value; equal ones share the gradient. */
export const reduceMax = (x: Node, axes = axesOf(x), keep = false): Node => reduce('reduceMax', x, axes, keep)

function axesOf(x: AnyNode): readonly number[] {
  return x.shape.map((_, axis) => axis)
}

function reduce(name: 'reduceSum' | 'reduceMean' | 'reduceMax', x: Node, axes: readonly number[], keep: boolean): Node {
  for (const axis of axes) checkAxis(name, x, axis)
  if (new Set(axes).size !== axes.length) throw shapeError(name, `needs distinct axes. Got ${show(axes)}`, x)
  checkFloats(name, x)
  // Over no axes, the result is the value itself; ONNX would take an empty list for all axes.
  if (axes.length === 0) return x
  const shape = x.shape.flatMap((dim, axis) => (axes.includes(axis) ? (keep ? [1] : []) : [dim]))
  return apply(`R${name.slice(1)}`, [x, integers(axes)], shape, { keepdims: keep ? 1 : 0, axes })
}

// Shape. These take any element type.

/** Returns the same values in order under another shape. One size may be a symbol, which takes the remaining values. */
export function reshape<T extends DType>(x: Node<T>, shape: readonly Dim[]): Node<T> {
  checkSizes('reshape', shape, x)
  if (shape.filter(dim => typeof dim === 'string').length > 1)
    throw shapeError('reshape', `can leave one size open. Got ${show(shape)}`, x)
  const [from, to] = [x.shape, shape].map(dims =>
    dims.reduce((product: number, dim) => product * (typeof dim === 'number' ? dim : 1), 1),
  ) as [number, number]
  const isOpen = shape.some(dim => typeof dim === 'string')
  if (x.shape.every(dim => typeof dim === 'number') && (isOpen ? from % to !== 0 : from !== to))
    throw shapeError('reshape', `cannot give ${from} values the shape ${show(shape)}`, x)
  const sizes = integers(shape.map(dim => (typeof dim === 'number' ? dim : -1)))
  return apply('Reshape', [x, sizes], shape, {}, x.dtype)
}

/** Axes in another order: axis i of the result is axis `permutation[i]` of x. */
export function transpose<T extends DType>(x: Node<T>, permutation: readonly number[]): Node<T> {
  const rank = x.shape.length
  if (permutation.length !== rank || axesOf(x).some(axis => !permutation.includes(axis)))
    throw shapeError('transpose', `needs a permutation of ${rank} axes. Got ${show(permutation)}`, x)
  const shape = permutation.map(axis => x.shape[axis]!)
  return apply('Transpose', [x], shape, { perm: permutation }, x.dtype)
}

/** Repeats axes of size 1 to reach `shape`, whose sizes must all be known. */
export function expand<T extends DType>(x: Node<T>, shape: readonly Dim[]): Node<T> {
  checkSizes('expand', shape, x)
  const sizes = integers(known('expand', shape, x))
  if (show(joint(x.shape, shape) ?? []) !== show(shape))
    throw shapeError('expand', `cannot repeat ${show(x.shape)} to ${show(shape)}`, x)
  return apply('Expand', [x, sizes], shape, {}, x.dtype)
}

/** Elements [start, end) of one axis. */
export function slice<T extends DType>(x: Node<T>, axis: number, start: number, end: number): Node<T> {
  checkAxis('slice', x, axis)
  const size = x.shape[axis]!
  const isRange = Number.isInteger(start) && Number.isInteger(end) && start >= 0 && start < end
  if (!isRange || (typeof size === 'number' && end > size))
    throw shapeError('slice', `[${start}, ${end}) lies outside axis ${axis}`, x)
  const shape = x.shape.with(axis, end - start)
  return apply('Slice', [x, integers([start]), integers([end]), integers([axis])], shape, { axis, start, end }, x.dtype)
}

/** Parts of one rank joined along one axis, whose sizes must be known; all others must agree. */
export function concat<T extends DType>(parts: readonly Node<T>[], axis: number): Node<T> {
  const first = firstOf('concat', parts)
  checkAxis('concat', first, axis)
  const rest = (part: Node<T>): string => `${part.dtype} ${show(part.shape.with(axis, 0))}`
  if (parts.some(part => part.shape.length !== first.shape.length || rest(part) !== rest(first)))
    throw shapeError('concat', `needs parts of one type that differ along axis ${axis} only`, ...parts)
  const size = parts.reduce((sum, part) => sum + known('concat', [part.shape[axis]!], part)[0]!, 0)
  return apply('Concat', parts, first.shape.with(axis, size), { axis }, first.dtype)
}

/** x [..., h, w] with its border repeated `by` pixels outwards on all four sides: [..., h+2by, w+2by]. */
export const padReplicate = (x: Node, by: number): Node => pad('padReplicate', x, by, 'edge')

/** x [..., h, w] with `by` zeros around it on all four sides: [..., h+2by, w+2by]. */
export const padZero = (x: Node, by: number): Node => pad('padZero', x, by, 'constant')

function pad(name: string, x: Node, by: number, mode: 'edge' | 'constant'): Node {
  const rank = x.shape.length
  if (rank < 2 || !Number.isInteger(by) || by < 0)
    throw shapeError(name, `needs two axes or more and a width of 0 or more. Got ${by}`, x)
  const before = axesOf(x).map(axis => (axis >= rank - 2 ? by : 0))
  checkFloats(name, x)
  const shape = x.shape.map((dim, axis) => (axis >= rank - 2 ? shift(dim, 2 * by) : dim))
  return apply('Pad', [x, integers([...before, ...before])], shape, { mode, by })
}

/**
 * Squares of `side` x `side` pixels turned into channels: x [n, c, h, w] to [n, side² c, h/side, w/side]. Channel
 * (row · side + column) · c + k of the result is channel k at that place in the squares. The sizes must be known.
 */
export function spaceToDepth(x: Node, side: number): Node {
  const [n, c, h, w] = checkSquares('spaceToDepth', x, side)
  if (h % side !== 0 || w % side !== 0) throw shapeError('spaceToDepth', `needs sides that are multiples of ${side}`, x)
  return apply('SpaceToDepth', [x], [n, c * side * side, h / side, w / side], { blocksize: side })
}

/** The inverse of {@link spaceToDepth}: x [n, side² c, h, w] to [n, c, side h, side w]. The sizes must be known. */
export function depthToSpace(x: Node, side: number): Node {
  const [n, c, h, w] = checkSquares('depthToSpace', x, side)
  if (c % (side * side) !== 0) throw shapeError('depthToSpace', `needs a multiple of ${side * side} channels`, x)
  return apply('DepthToSpace', [x], [n, c / (side * side), side * h, side * w], { blocksize: side })
}

function checkSquares(name: string, x: Node, side: number): [number, number, number, number] {
  checkFloats(name, x)
  if (x.shape.length !== 4 || !Number.isInteger(side) || side < 1)
    throw shapeError(name, `needs four axes and squares of at least 1 pixel. Got ${side}`, x)
  return known(name, x.shape, x) as [number, number, number, number]
}

/** Rows of x [n, ...] by index, `rows` [m] in [0, n): [m, ...]. A row outside fails when the graph runs. */
export function gatherRows<T extends DType>(x: Node<T>, rows: Node<'int64'>): Node<T> {
  checkRows('gatherRows', rows)
  checkAxis('gatherRows', x, 0)
  return apply('Gather', [x, rows], [...rows.shape, ...x.shape.slice(1)], { axis: 0 }, x.dtype)
}

/** `base` [n, ...] with `values` [m, ...] added at `rows` [m], m known; equal rows add up. */
export function scatterRows(values: Node, rows: Node<'int64'>, base: Node): Node {
  checkFloats('scatterRows', values, base)
  checkRows('scatterRows', rows)
  const [m] = known('scatterRows', rows.shape, rows) as [number]
  if (base.shape.length === 0 || show(values.shape) !== show([m, ...base.shape.slice(1)]))
    throw shapeError('scatterRows', `needs ${m} rows of ${show(base.shape.slice(1))}`, values, rows, base)
  return apply('ScatterND', [base, reshape(rows, [m, 1]), values], base.shape, { reduction: 'add' })
}

function firstOf<T extends DType>(name: string, parts: readonly Node<T>[]): Node<T> {
  if (parts.length === 0) throw shapeError(name, 'needs at least one part. Got none')
  return parts[0]!
}

function checkAxis(name: string, x: AnyNode, axis: number): void {
  if (!Number.isInteger(axis) || axis < 0 || axis >= x.shape.length)
    throw shapeError(name, `needs axes in [0, ${x.shape.length}). Got ${axis}`, x)
}

function checkRows(name: string, rows: AnyNode): void {
  if (rows.dtype !== 'int64' || rows.shape.length !== 1) throw shapeError(name, 'needs rows as an int64 vector', rows)
}

// Products.

/** Matrix product over the last two axes, [..., m, k] by [..., k, n]; the axes before them are broadcast. */
export function matmul(a: Node, b: Node): Node {
  checkFloats('matmul', a, b)
  const lead = joint(a.shape.slice(0, -2), b.shape.slice(0, -2))
  const isMatrices = a.shape.length >= 2 && b.shape.length >= 2
  if (!isMatrices || a.shape.at(-1) !== b.shape.at(-2) || lead === undefined)
    throw shapeError('matmul', `cannot multiply ${show(a.shape)} by ${show(b.shape)}`, a, b)
  return apply('MatMul', [a, b], [...lead, a.shape.at(-2)!, b.shape.at(-1)!])
}

/**
 * Cross-correlation of x [n, c, h, w] with w [o, c, kh, kw], stride 1, without padding, plus a bias [o] if given: [n,
 * o, h-kh+1, w-kw+1]. Pad x first to replicate borders. The sizes of w must be known.
 */
export function conv2d(x: Node, w: Node, bias?: Node): Node {
  checkMaps('conv2d', x, w, 1)
  const [n, , h, width] = x.shape as readonly [Dim, Dim, Dim, Dim]
  const [o, , kh, kw] = known('conv2d', w.shape, x, w) as [number, number, number, number]
  if (bias !== undefined) checkFloats('conv2d', bias)
  if (bias !== undefined && show(bias.shape) !== show([o]))
    throw shapeError('conv2d', `needs a bias of shape [${o}]`, bias, w)
  if (Number(h) < kh || Number(width) < kw)
    throw shapeError('conv2d', `needs an image of at least ${kh}x${kw} pixels`, x, w)
  const shape = [n, o, shift(h, 1 - kh), shift(width, 1 - kw)]
  return apply('Conv', bias === undefined ? [x, w] : [x, w, bias], shape, { kernel_shape: [kh, kw] })
}

/**
 * The transposed map of {@link conv2d}: g [n, o, h, w] with w [o, c, kh, kw] to [n, c, h+kh-1, w+kw-1]. The sizes of w
 * must be known.
 */
export function convTranspose2d(g: Node, w: Node): Node {
  checkMaps('convTranspose2d', g, w, 0)
  const [n, , h, width] = g.shape as readonly [Dim, Dim, Dim, Dim]
  const [, c, kh, kw] = known('convTranspose2d', w.shape, g, w) as [number, number, number, number]
  const shape = [n, c, shift(h, kh - 1), shift(width, kw - 1)]
  return apply('ConvTranspose', [g, w], shape, { kernel_shape: [kh, kw] })
}

/** Maps [n, channels, h, w] and weights of four axes, of which `axis` holds the channels. */
function checkMaps(name: string, maps: Node, weights: Node, axis: 0 | 1): void {
  checkFloats(name, maps, weights)
  if (maps.shape.length !== 4 || weights.shape.length !== 4)
    throw shapeError(name, 'needs maps and weights of four axes', maps, weights)
  if (maps.shape[1] !== weights.shape[axis])
    throw shapeError(name, `needs ${weights.shape[axis]} input channels`, maps, weights)
}
