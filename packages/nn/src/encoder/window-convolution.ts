/**
 * Convolution of many small windows at once. Windows stand side by side in every row: x [h, c, n, w] (row, channel,
 * window, column). Shifting columns k times gives every row its k c neighbours to the right; a k x k convolution is then
 * k products of [o, k c] with rows of that, and all the work is in large matrix products over n w columns. Only k copies
 * of the input are made where gathering whole neighbourhoods would make k^2.
 */
import { apply, integers, known, type Node, shapeError, withGradient } from '../graph/node.ts'
import { add, concat, matmul, reduceSum, reshape, slice, sum, transpose } from '../graph/operators.ts'

/**
 * x [h, c, n, w] with weights [o, c, k, k] and bias [o] to [h-k+1, o, n, w-k+1]. `inputGradient` is false where x is
 * data, whose gradient nobody asks for.
 */
export function windowConv2d(x: Node, weight: Node, bias: Node, inputGradient: boolean): Node {
  const [h, c, n, w] = known('windowConv2d', x.shape) as [number, number, number, number]
  const [o, ci, k] = known('windowConv2d', weight.shape) as [number, number, number]
  if (c !== ci) throw shapeError('windowConv2d', `needs ${ci} channels`, x, weight)
  const outH = h - k + 1
  const outW = w - k + 1
  const columns = n * outW
  const offsets = Array.from({ length: k }, (_, i) => i)

  // Every row with its k shifts [h, k c, n outW]; the weights of each kernel row as [o, k c] in the same order.
  const shifted = reshape(
    concat(
      offsets.map(dx => slice(x, 3, dx, dx + outW)),
      1,
    ),
    [h, k * c, columns],
  )
  const rowsFrom = offsets.map(dy => slice(shifted, 0, dy, dy + outH))
  const byRow = reshape(transpose(weight, [2, 0, 3, 1]), [k, o, k * c])
  const kernelRows = offsets.map(dy => reshape(slice(byRow, 0, dy, dy + 1), [o, k * c]))
  const products = sum(offsets.map(dy => matmul(kernelRows[dy]!, rowsFrom[dy]!)))
  const value = add(reshape(products, [outH, o, n, outW]), reshape(bias, [1, o, 1, 1]))

  return withGradient(value, [x, weight, bias], g => {
    const rows = reshape(g, [outH, o, columns])
    const dKernelRows = rowsFrom.map(from => reduceSum(matmul(rows, transpose(from, [0, 2, 1])), [0], true))
    const dWeight = transpose(reshape(concat(dKernelRows, 0), [k, o, k, c]), [1, 3, 0, 2])
    const dBias = reduceSum(g, [0, 2, 3])
    if (!inputGradient) return [undefined, dWeight, dBias]
    const dShifted = sum(offsets.map(dy => place(matmul(transpose(kernelRows[dy]!, [1, 0]), rows), 0, dy, h)))
    const parts = reshape(dShifted, [h, k * c, n, outW])
    return [sum(offsets.map(dx => place(slice(parts, 1, dx * c, (dx + 1) * c), 3, dx, w))), dWeight, dBias]
  })
}

/** `x` within zeros: its elements along `axis` start at `start` of `size`. */
function place(x: Node, axis: number, start: number, size: number): Node {
  const before = x.shape.map((_, i) => (i === axis ? start : 0))
  const after = x.shape.map((dim, i) => (i === axis ? size - start - (dim as number) : 0))
  return apply('Pad', [x, integers([...before, ...after])], x.shape.with(axis, size), { mode: 'constant' })
}
