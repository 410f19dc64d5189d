/**
 * The expression graph: immutable nodes whose element type and shape are known when they are built. A mistake is thus
 * an error at the line that made it, not a failure inside the engine. A graph is only its output nodes; everything else
 * is reached through their inputs.
 */
import { CutsError } from '@cuts/core'

/** Bytes are inputs of some external models. The only operator that reads them here is a cast made by `apply`. */
export type DType = 'float32' | 'int64' | 'bool' | 'uint8'

/** A size, or a symbol (with an offset, such as `H+4`) if it is known only when the graph runs. */
export type Dim = number | string

export type Attribute = number | readonly number[] | string | { readonly float: number }

/** A value of the graph: `Node` holds floats, `Node<'int64'>` integers and `Node<'bool'>` booleans. */
export interface Node<T extends DType = 'float32'> {
  /** ONNX operator name, or `Input`, `Constant`, or `Alias` (the same value with a gradient rule of its own). */
  readonly op: string
  readonly inputs: readonly AnyNode[]
  readonly dtype: T
  readonly shape: readonly Dim[]
  readonly attributes: { readonly [name: string]: Attribute }
  /** Name of an input, or a label that error messages and the ONNX file show. */
  readonly label: string | undefined
  /** Values of a constant. */
  readonly value?: Float32Array | BigInt64Array
  /** Gradients of the inputs given that of the output; replaces the table's rule for this node. */
  readonly vjp?: (gradient: Node) => readonly (Node | undefined)[]
}

/** A value of any element type. */
export type AnyNode = Node<DType>

/**
 * Returns a value fed at every run, under `name`. Sizes are integers of at least 1, or symbols such as `'N'` for sizes
 * known only at run time; equal symbols are equal sizes. Make an input once and use the node wherever it is read.
 * Throws `InvalidArgument` for an invalid name or size.
 */
export function input(name: string, shape: readonly Dim[]): Node
export function input<T extends DType>(name: string, shape: readonly Dim[], dtype: T): Node<T>
export function input(name: string, shape: readonly Dim[], dtype: DType = 'float32'): AnyNode {
  if (name === '') throw new CutsError('InvalidArgument', 'input needs a name. Got an empty one.')
  checkSizes(`input ${name}`, shape)
  return { op: 'Input', inputs: [], dtype, shape, attributes: {}, label: name }
}

/**
 * Returns a fixed float tensor of `shape`; a plain number is a scalar, and without a shape an array is a vector. Throws
 * `InvalidArgument` if the number of values does not match the shape.
 */
export function constant(value: number | Float32Array | readonly number[], shape?: readonly number[]): Node {
  const data = typeof value === 'number' ? Float32Array.of(value) : Float32Array.from(value)
  const dims = shape ?? (typeof value === 'number' ? [] : [data.length])
  if (sizeOf(dims) !== data.length)
    throw new CutsError(
      'InvalidArgument',
      `a constant of shape ${show(dims)} needs ${sizeOf(dims)} values. Got ${data.length}.`,
    )
  return { op: 'Constant', inputs: [], dtype: 'float32', shape: dims, attributes: {}, label: undefined, value: data }
}

/** A fixed vector of 64-bit integers, for rows to gather and for {@link apply}. Throws `RangeError` for a fraction. */
export function integers(values: readonly number[]): Node<'int64'> {
  const value = BigInt64Array.from(values, BigInt)
  return { op: 'Constant', inputs: [], dtype: 'int64', shape: [values.length], attributes: {}, label: undefined, value }
}

/**
 * Applies any ONNX operator, for operators the builder does not have (`domain:Type` outside the standard). The caller
 * must give the right shape, type and attributes of the result; a gradient comes from {@link withGradient}.
 */
export function apply<T extends DType = 'float32'>(
  op: string,
  inputs: readonly AnyNode[],
  shape: readonly Dim[],
  attributes: Node['attributes'] = {},
  dtype: T = 'float32' as T,
): Node<T> {
  return { op, inputs, dtype, shape, attributes, label: undefined }
}

/**
 * Returns the same value under a label that error messages and the ONNX file show. Given a function, errors thrown
 * while it builds also start with the label: `named('hidden', () => matmul(x, weights))`. The labelled node differs
 * from the unlabelled one: ask for gradients of the node that is used. Throws `InvalidArgument` for an input, whose
 * name is its label.
 */
export function named<T extends DType>(label: string, node: Node<T> | (() => Node<T>)): Node<T> {
  const value = typeof node === 'function' ? underLabel(label, node) : node
  if (value.op === 'Input') throw shapeError('named', `cannot rename an input to ${label}`, value)
  return { ...value, label }
}

/** Returns the result of `build`. The label leads the message of errors thrown meanwhile. */
export function underLabel<T>(label: string, build: () => T): T {
  try {
    return build()
  } catch (cause) {
    if (!(cause instanceof CutsError)) throw cause
    const { code, message, remedy, action } = cause
    throw new CutsError(code, `${label}: ${message}`, { cause, remedy, action })
  }
}

/**
 * Returns `value` as a function of `inputs` with a gradient rule of its own: for operators without a rule in the table,
 * and for compositions whose gradient has a cheaper form than the sum of their parts'. `vjp` gets the gradient of the
 * loss by the value, of its shape, and returns those by the inputs, each of its input's shape, or `undefined` for no
 * gradient.
 */
export function withGradient(
  value: Node,
  inputs: readonly Node[],
  vjp: (gradient: Node) => readonly (Node | undefined)[],
): Node {
  return { ...apply('Alias', [value, ...inputs], value.shape), vjp }
}

/** Sizes of a shape that must be known numbers. Throws otherwise, naming the operator and the nodes. */
export function known(op: string, shape: readonly Dim[], ...nodes: readonly AnyNode[]): number[] {
  return shape.map(dim => {
    if (typeof dim !== 'number') throw shapeError(op, `needs known sizes. Got ${show(shape)}`, ...nodes)
    return dim
  })
}

export function sizeOf(shape: readonly Dim[]): number {
  return known('size', shape).reduce((product, dim) => product * dim, 1)
}

const symbol = /^([A-Za-z_]\w*?)([+-]\d+)?$/

/** Adds to a size; symbols carry the offset. */
export function shift(dim: Dim, by: number): Dim {
  if (typeof dim === 'number') return dim + by
  const { name, offset } = parseSymbol(dim)!
  return offset + by === 0 ? name : `${name}${offset + by > 0 ? '+' : ''}${offset + by}`
}

/** Parses a symbol: `H+4` is 4 more than H. Returns undefined if the text is not a symbol. */
export function parseSymbol(dim: string): { name: string; offset: number } | undefined {
  const [, name, offset] = symbol.exec(dim) ?? []
  return name === undefined ? undefined : { name, offset: Number(offset ?? 0) }
}

/** Throws unless every size is an integer of at least 1 or a symbol. */
export function checkSizes(subject: string, shape: readonly Dim[], ...nodes: readonly AnyNode[]): void {
  for (const dim of shape)
    if (typeof dim === 'number' ? !Number.isInteger(dim) || dim < 1 : parseSymbol(dim) === undefined)
      throw shapeError(subject, `needs sizes of at least 1 or symbols such as N. Got ${show(shape)}`, ...nodes)
}

export function show(shape: readonly Dim[]): string {
  return `[${shape.join(', ')}]`
}

/** Returns a node as messages show it: `hidden [2, 3]`, or, without a label, `Add [2, 3] from x and hidden`. */
export function describe(node: AnyNode): string {
  const dtype = node.dtype === 'float32' ? '' : `${node.dtype} `
  const sources = node.label === undefined ? nearestLabels(node) : []
  const from = sources.length === 0 ? '' : ` from ${sources.join(' and ')}`
  return `${node.label ?? node.op} ${dtype}${show(node.shape)}${from}`
}

/** Returns the nearest labels among the inputs of a node, at most three. */
function nearestLabels(node: AnyNode): string[] {
  const labels = new Set<string>()
  const seen = new Set<AnyNode>()
  let front: readonly AnyNode[] = node.inputs
  while (front.length > 0 && labels.size < 3) {
    const unlabelled = front.filter(source => source.label === undefined && !seen.has(source))
    for (const source of front) if (source.label !== undefined) labels.add(source.label)
    for (const source of unlabelled) seen.add(source)
    front = unlabelled.flatMap(source => source.inputs)
  }
  return [...labels].slice(0, 3)
}

/** Returns an `InvalidArgument` error with the problem and the nodes involved. */
export function shapeError(op: string, problem: string, ...nodes: readonly AnyNode[]): CutsError {
  const about = nodes.map(describe).join(', ')
  return new CutsError('InvalidArgument', `${op} ${problem}${about === '' ? '' : ` (${about})`}.`)
}
