/**
 * The expression graph: immutable nodes whose element type and shape are known when they are built, so that a mistake is
 * an error at the line that made it, not a failure inside the runtime. A graph is just its output nodes; everything
 * else is reached through their inputs.
 */
import { CutsError } from '@cuts/core'

export type DType = 'float32' | 'int64' | 'bool'

/** A size, or a symbol (with an offset, such as `H+4`) where it is known only when the graph runs. */
export type Dim = number | string

export type Attribute = number | readonly number[] | string | { readonly float: number }

export interface Node {
  /** ONNX operator name, or `Input`, `Constant`, or `Alias` (the same value with a gradient rule of its own). */
  readonly op: string
  readonly inputs: readonly Node[]
  readonly dtype: DType
  readonly shape: readonly Dim[]
  readonly attributes: { readonly [name: string]: Attribute }
  /** Name of an input, or a label that error messages and the ONNX file show. */
  readonly label: string | undefined
  /** Values of a constant. */
  readonly value?: Float32Array | BigInt64Array
  /** Gradients of the inputs given that of the output; replaces the table's rule for this node. */
  readonly vjp?: (gradient: Node) => readonly (Node | undefined)[]
}

/** A value fed at every run. */
export function input(name: string, shape: readonly Dim[], dtype: DType = 'float32'): Node {
  return { op: 'Input', inputs: [], dtype, shape, attributes: {}, label: name }
}

/** A fixed float tensor; a plain number is a scalar. */
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

/** A fixed vector of 64-bit integers: shapes, axes and indices of ONNX operators. */
export function integers(values: readonly number[]): Node {
  const value = BigInt64Array.from(values, BigInt)
  return { op: 'Constant', inputs: [], dtype: 'int64', shape: [values.length], attributes: {}, label: undefined, value }
}

/** One operator applied; shape and type are the caller's to get right. */
export function apply(
  op: string,
  inputs: readonly Node[],
  shape: readonly Dim[],
  attributes: Node['attributes'] = {},
  dtype: DType = 'float32',
): Node {
  return { op, inputs, dtype, shape, attributes, label: undefined }
}

/** The same node under a name that errors and the ONNX file show. */
export function named(label: string, node: Node): Node {
  return { ...node, label }
}

/**
 * `value` as a function of `inputs` with a gradient rule of its own: for compositions whose gradient has a cheaper form
 * than the sum of their parts'.
 */
export function withGradient(
  value: Node,
  inputs: readonly Node[],
  vjp: (gradient: Node) => readonly (Node | undefined)[],
): Node {
  return {
    op: 'Alias',
    inputs: [value, ...inputs],
    dtype: value.dtype,
    shape: value.shape,
    attributes: {},
    label: undefined,
    vjp,
  }
}

/** Sizes of a shape that must be known numbers. Throws otherwise, naming the operator. */
export function known(op: string, shape: readonly Dim[]): number[] {
  return shape.map(dim => {
    if (typeof dim !== 'number') throw shapeError(op, `needs known sizes. Got ${show(shape)}`)
    return dim
  })
}

export function sizeOf(shape: readonly Dim[]): number {
  return known('size', shape).reduce((product, dim) => product * dim, 1)
}

/** Adds to a size; symbols carry the offset. */
export function shift(dim: Dim, by: number): Dim {
  if (typeof dim === 'number') return dim + by
  const match = /^(\w+?)([+-]\d+)?$/.exec(dim)
  const offset = Number(match?.[2] ?? 0) + by
  return offset === 0 ? match![1]! : `${match![1]}${offset > 0 ? '+' : ''}${offset}`
}

export function show(shape: readonly Dim[]): string {
  return `[${shape.join(', ')}]`
}

export function shapeError(op: string, problem: string, ...nodes: readonly Node[]): CutsError {
  const from = nodes.map(node => `${node.label ?? node.op} ${show(node.shape)}`).join(', ')
  return new CutsError('InvalidArgument', `${op} ${problem}${from === '' ? '' : ` (${from})`}.`)
}
