/**
 * One rule per operator: the vector-Jacobian products, that is the gradients of the inputs given the gradient of the
 * output, as graph nodes. Reverse-mode differentiation is this table and a walk over the graph.
 */
import { type AnyNode, apply, constant, integers, known, type Node, shapeError, sizeOf } from './node.ts'
import {
  clip,
  conv2d,
  convTranspose2d,
  depthToSpace,
  div,
  expand,
  gatherRows,
  less,
  matmul,
  mul,
  neg,
  reduceSum,
  reshape,
  scatterRows,
  slice,
  spaceToDepth,
  sub,
  transpose,
  where,
} from './operators.ts'

/** A node as its rule sees it. Gradients flow between floats only, so a rule that reads other inputs must cast them. */
interface Applied extends Node {
  readonly inputs: readonly Node[]
}

export type Vjp = (node: Applied, gradient: Node) => readonly (Node | undefined)[]

const zero = constant(0)

export const vjpTable: { readonly [op: string]: Vjp } = {
  Add: ({ inputs: [a, b] }, g) => [sumTo(g, a!), sumTo(g, b!)],
  Sub: ({ inputs: [a, b] }, g) => [sumTo(g, a!), sumTo(neg(g), b!)],
  Mul: ({ inputs: [a, b] }, g) => [sumTo(mul(g, b!), a!), sumTo(mul(g, a!), b!)],
  Div: (node, g) => {
    const [a, b] = node.inputs
    const scaled = div(g, b!)
    return [sumTo(scaled, a!), sumTo(neg(mul(scaled, node)), b!)]
  },
  Max: ({ inputs: [a, b] }, g) => {
    const second = less(a!, b!)
    return [sumTo(where(second, zero, g), a!), sumTo(where(second, g, zero), b!)]
  },
  Neg: (_, g) => [neg(g)],
  Exp: (node, g) => [mul(g, node)],
  Log: ({ inputs: [x] }, g) => [div(g, x!)],
  Sqrt: (node, g) => [div(g, mul(constant(2), node))],
  Tanh: (node, g) => [mul(g, sub(constant(1), mul(node, node)))],
  Sigmoid: (node, g) => [mul(g, mul(node, sub(constant(1), node)))],
  LeakyRelu: (node, g) => {
    const slope = (node.attributes.alpha as { float: number }).float
    // The slope if x is negative or zero, else 1, in two passes over floats: comparing and choosing takes three times
    // as long.
    return [mul(g, clip(mul(node, constant(3e38)), slope, 1))]
  },
  Clip: ({ inputs: [x, low, high] }, g) => [where(less(x!, low!), zero, where(less(high!, x!), zero, g))],
  Where: ({ inputs: [condition, a, b] }, g) => [
    undefined,
    sumTo(where(condition as AnyNode as Node<'bool'>, g, zero), a!),
    sumTo(where(condition as AnyNode as Node<'bool'>, zero, g), b!),
  ],
  ReduceSum: (node, g) => [spread(node, g)],
  ReduceMean: (node, g) => [spread(node, div(g, countOf(node)))],
  ReduceMax: (node, g) => {
    // Equal maxima share the gradient.
    const [x] = node.inputs
    const { axes, keepdims } = node.attributes as { axes: readonly number[]; keepdims: number }
    const isTop = where(less(x!, spread(node, node)), zero, constant(1))
    return [mul(isTop, spread(node, div(g, reduceSum(isTop, axes, keepdims === 1))))]
  },
  Reshape: ({ inputs: [x] }, g) => [reshapeTo(g, x!)],
  Transpose: (node, g) => {
    const permutation = node.attributes.perm as readonly number[]
    return [
      transpose(
        g,
        permutation.map((_, axis) => permutation.indexOf(axis)),
      ),
    ]
  },
  Expand: ({ inputs: [x] }, g) => [sumTo(g, x!)],
  Slice: (node, g) => {
    const { axis, start, end } = node.attributes as { axis: number; start: number; end: number }
    const { shape } = node.inputs[0]!
    const [size] = known('slice', [shape[axis]!]) as [number]
    const before = shape.map((_, i) => (i === axis ? start : 0))
    const after = shape.map((_, i) => (i === axis ? size - end : 0))
    return [apply('Pad', [g, integers([...before, ...after])], shape, { mode: 'constant' })]
  },
  Concat: (node, g) => {
    const axis = node.attributes.axis as number
    let at = 0
    return node.inputs.map(part => {
      const size = part.shape[axis] as number
      at += size
      return apply('Slice', [g, integers([at - size]), integers([at]), integers([axis])], part.shape, {
        axis,
        start: at - size,
        end: at,
      })
    })
  },
  Pad: (node, g) => {
    const by = node.attributes.by as number | undefined
    if (by === undefined) throw shapeError('Pad', 'has a gradient for borders of one width only', node)
    const [height, width] = known('pad', node.inputs[0]!.shape.slice(-2)) as [number, number]
    if (node.attributes.mode === 'constant') {
      const rank = g.shape.length
      return [slice(slice(g, rank - 2, by, by + height), rank - 1, by, by + width)]
    }
    // Replication is linear and separable: each axis is a product with a 0/1 matrix, the gradient one with its
    // transpose.
    const lead = node.inputs[0]!.shape.slice(0, -2)
    const rows = Number(lead.reduce((a, b) => Number(a) * Number(b), 1))
    const overColumns = matmul(reshape(g, [rows * (height + 2 * by), width + 2 * by]), replication(width, by, false))
    const asRows = reshape(overColumns, [rows, height + 2 * by, width])
    const left = expand(reshape(replication(height, by, true), [1, height, height + 2 * by]), [
      rows,
      height,
      height + 2 * by,
    ])
    return [reshape(matmul(left, asRows), node.inputs[0]!.shape)]
  },
  SpaceToDepth: (node, g) => [depthToSpace(g, node.attributes.blocksize as number)],
  DepthToSpace: (node, g) => [spaceToDepth(g, node.attributes.blocksize as number)],
  Gather: (node, g) => {
    const [x, rows] = node.inputs
    return [scatterRows(g, rows as AnyNode as Node<'int64'>, expandTo(zero, x!)), undefined]
  },
  ScatterND: ({ inputs: [, indices, values] }, g) => {
    const rows = reshape(indices as AnyNode as Node<'int64'>, [values!.shape[0]!])
    return [g, undefined, gatherRows(g, rows)]
  },
  Sum: ({ inputs }, g) => inputs.map(() => g),
  MatMul: ({ inputs: [a, b] }, g) => [sumTo(matmul(g, swapLast(b!)), a!), sumTo(matmul(swapLast(a!), g), b!)],
  Conv: (node, g) => {
    const [x, w, bias] = node.inputs
    return [convTranspose2d(g, w!), kernelGradient(x!, g), bias === undefined ? undefined : reduceSum(g, [0, 2, 3])]
  },
  ConvTranspose: ({ inputs: [x, w] }, g) => [conv2d(g, w!), kernelGradient(g, x!)],
}

/** [o, c, kh, kw] of a kernel between large [n, c, ., .] and small [n, o, ., .]: batch and channels change places. */
function kernelGradient(large: Node, small: Node): Node {
  const swapped = [1, 0, 2, 3]
  return transpose(conv2d(transpose(large, swapped), transpose(small, swapped)), swapped)
}

/** Undoes broadcasting: sums `g` over the axes along which `target` was repeated. */
function sumTo(g: Node, target: Node): Node {
  const extra = g.shape.length - target.shape.length
  const axes = g.shape.flatMap((dim, axis) =>
    axis < extra || (target.shape[axis - extra] === 1 && dim !== 1) ? [axis] : [],
  )
  const summed = axes.length === 0 ? g : reduceSum(g, axes, true)
  return summed.shape.length === target.shape.length ? summed : reshapeTo(summed, target)
}

/** Undoes a reduction: repeats `g` along the axes that were summed. */
function spread(node: Applied, g: Node): Node {
  const x = node.inputs[0]!
  const axes = node.attributes.axes as readonly number[]
  const shape = x.shape.map((dim, axis) => (axes.includes(axis) ? 1 : dim))
  return expandTo(g.shape.length === shape.length ? g : apply('Unsqueeze', [g, integers(axes)], shape), x)
}

/** Returns the number of values that went into each result of a reduction. */
function countOf(node: Applied): Node {
  const x = node.inputs[0]!
  const sizes = (node.attributes.axes as readonly number[]).map(axis => x.shape[axis]!)
  if (sizes.every(size => typeof size === 'number')) return constant(sizeOf(sizes))
  const values = (of: Node): Node => apply('Cast', [apply('Size', [of], [], {}, 'int64')], [], { to: 1 })
  return div(values(x), values(node))
}

/** The same values in the shape of x. */
function reshapeTo(g: Node, x: Node): Node {
  return apply('Reshape', [g, sizesOf(x)], x.shape)
}

function expandTo(g: Node, x: Node): Node {
  return apply('Expand', [g, sizesOf(x)], x.shape)
}

/** Returns the shape of x as a value; open sizes are filled in at run time. */
function sizesOf(x: Node): Node<'int64'> {
  const isKnown = x.shape.every(size => typeof size === 'number')
  return isKnown ? integers(known('size', x.shape)) : apply('Shape', [x], [x.shape.length], {}, 'int64')
}

function swapLast(x: Node): Node {
  const rank = x.shape.length
  return transpose(
    x,
    Array.from({ length: rank }, (_, axis) => (axis < rank - 2 ? axis : 2 * rank - 3 - axis)),
  )
}

/** The 0/1 matrix [size + 2 by, size] that replicates a border, or its transpose. */
function replication(size: number, by: number, transposed: boolean): Node {
  const padded = size + 2 * by
  const values = new Float32Array(padded * size)
  for (let row = 0; row < padded; row++) {
    const column = Math.min(size - 1, Math.max(0, row - by))
    values[transposed ? column * padded + row : row * size + column] = 1
  }
  return constant(values, transposed ? [size, padded] : [padded, size])
}
