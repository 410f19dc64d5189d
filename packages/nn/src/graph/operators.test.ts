/** Mistakes in a graph are errors where it is built, with the shapes that do not fit. */
import { isCutsError } from '@cuts/core'
import { describe, expect, it } from 'vitest'
import { type AnyNode, constant, input, integers, type Node, named, shift } from './node.ts'
import {
  add,
  clip,
  concat,
  conv2d,
  convTranspose2d,
  depthToSpace,
  exp,
  expand,
  gatherRows,
  leakyRelu,
  less,
  matmul,
  maximum,
  mul,
  padReplicate,
  padZero,
  reduceMax,
  reduceMean,
  reduceSum,
  reshape,
  scatterRows,
  slice,
  spaceToDepth,
  sum,
  tanh,
  transpose,
  where,
} from './operators.ts'

const image = input('image', [1, 3, 'H', 'W'])
const x = input('x', [2, 3])
const matrix = named('hidden', add(x, constant(1)))
const rows = input('rows', [2], 'int64')

describe('shapes', () => {
  it('are known when a node is built', () => {
    expect(add(input('a', [2, 1, 3]), input('b', [4, 1])).shape).toEqual([2, 4, 3])
    expect(reduceMean(input('a', [2, 4, 3]), [0, 2]).shape).toEqual([4])
    expect(reduceMean(input('a', [2, 4, 3]), [0, 2], true).shape).toEqual([1, 4, 1])
    expect(reduceMean(input('a', [2, 4, 3])).shape).toEqual([])
    expect(transpose(input('a', [2, 4, 3]), [1, 2, 0]).shape).toEqual([4, 3, 2])
    expect(concat([matrix, matrix], 1).shape).toEqual([2, 6])
    expect(matmul(input('a', [5, 1, 2, 3]), input('b', [4, 3, 7])).shape).toEqual([5, 4, 2, 7])
    expect(conv2d(input('x', [2, 3, 17, 9]), input('w', [8, 3, 5, 5])).shape).toEqual([2, 8, 13, 5])
    expect(convTranspose2d(input('g', [2, 8, 13, 5]), input('w', [8, 3, 5, 5])).shape).toEqual([2, 3, 17, 9])
  })

  it('may stay open where they depend on the image', () => {
    const padded = padReplicate(image, 2)
    expect(padded.shape).toEqual([1, 3, 'H+4', 'W+4'])
    expect(conv2d(padded, input('w', [16, 3, 5, 5])).shape).toEqual([1, 16, 'H', 'W'])
    expect(shift(shift('H', -7), 4)).toBe('H-3')
  })

  it('and types go together: integers stay integers', () => {
    const types: readonly AnyNode[] = [reshape(rows, [1, 2]), slice(rows, 0, 0, 1), concat([rows, rows], 0)]
    expect(types.map(node => node.dtype)).toEqual(['int64', 'int64', 'int64'])
    expect(less(x, x).dtype).toBe('bool')
  })
})

/** A node whose type the compiler does not know of, as in JavaScript. */
const untyped = (node: AnyNode): Node => node as Node

describe('mistakes', () => {
  const weights = input('w', [16, 4, 5, 5])
  const mistakes: readonly [string, () => unknown, string][] = [
    ['broadcast', () => add(matrix, input('b', [2])), 'add cannot broadcast [2, 3] with [2] (hidden [2, 3], b [2]).'],
    [
      'broadcast of three',
      () => where(less(x, x), x, input('b', [4])),
      'where cannot broadcast [2, 3] with [2, 3] with [4] (Less bool [2, 3] from x, x [2, 3], b [4]).',
    ],
    ['element type', () => mul(x, untyped(rows)), 'mul needs float32 values. Got int64 (rows int64 [2]).'],
    ['condition', () => where(x as AnyNode as Node<'bool'>, x, x), 'where needs a bool condition (x [2, 3]).'],
    ['slope', () => leakyRelu(x, 2), 'leakyRelu needs a slope in [0, 1]. Got 2 (x [2, 3]).'],
    ['limits', () => clip(x, 1, 0), 'clip needs low <= high. Got 1 and 0 (x [2, 3]).'],
    ['no parts of a sum', () => sum([]), 'sum needs at least one part. Got none.'],
    ['parts of a sum', () => sum([x, constant(1)]), 'sum needs values of one shape (x [2, 3], Constant []).'],
    ['axis of a sum', () => reduceSum(matrix, [2]), 'reduceSum needs axes in [0, 2). Got 2 (hidden [2, 3]).'],
    ['negative axis', () => reduceMean(matrix, [-1]), 'reduceMean needs axes in [0, 2). Got -1 (hidden [2, 3]).'],
    ['axis twice', () => reduceMax(matrix, [0, 0]), 'reduceMax needs distinct axes. Got [0, 0] (hidden [2, 3]).'],
    ['number of elements', () => reshape(matrix, [4]), 'reshape cannot give 6 values the shape [4] (hidden [2, 3]).'],
    [
      'open number of elements',
      () => reshape(x, ['N', 4]),
      'reshape cannot give 6 values the shape [N, 4] (x [2, 3]).',
    ],
    [
      'size of zero',
      () => reshape(x, [0, 6]),
      'reshape needs sizes of at least 1 or symbols such as N. Got [0, 6] (x [2, 3]).',
    ],
    [
      'two open sizes',
      () => reshape(image, ['H', 'W']),
      'reshape can leave one size open. Got [H, W] (image [1, 3, H, W]).',
    ],
    [
      'number of axes',
      () => transpose(matrix, [0]),
      'transpose needs a permutation of 2 axes. Got [0] (hidden [2, 3]).',
    ],
    ['axes', () => transpose(matrix, [0, 0]), 'transpose needs a permutation of 2 axes. Got [0, 0] (hidden [2, 3]).'],
    ['repetition', () => expand(matrix, [4, 3]), 'expand cannot repeat [2, 3] to [4, 3] (hidden [2, 3]).'],
    [
      'open size where a number is needed',
      () => expand(constant(0), ['H']),
      'expand needs known sizes. Got [H] (Constant []).',
    ],
    ['range', () => slice(matrix, 1, 2, 4), 'slice [2, 4) lies outside axis 1 (hidden [2, 3]).'],
    ['empty range', () => slice(image, 2, 2, 2), 'slice [2, 2) lies outside axis 2 (image [1, 3, H, W]).'],
    ['axis of a slice', () => slice(matrix, 2, 0, 1), 'slice needs axes in [0, 2). Got 2 (hidden [2, 3]).'],
    ['no parts', () => concat([], 0), 'concat needs at least one part. Got none.'],
    [
      'parts',
      () => concat([x, input('b', [3, 2])], 0),
      'concat needs parts of one type that differ along axis 0 only (x [2, 3], b [3, 2]).',
    ],
    [
      'types of parts',
      () => concat([input('a', [2]), untyped(rows)], 0),
      'concat needs parts of one type that differ along axis 0 only (a [2], rows int64 [2]).',
    ],
    [
      'border',
      () => padReplicate(input('v', [3]), 1),
      'padReplicate needs two axes or more and a width of 0 or more. Got 1 (v [3]).',
    ],
    [
      'border of zeros',
      () => padZero(x, -1),
      'padZero needs two axes or more and a width of 0 or more. Got -1 (x [2, 3]).',
    ],
    [
      'squares',
      () => spaceToDepth(input('i', [1, 4, 4, 9]), 2),
      'spaceToDepth needs sides that are multiples of 2 (i [1, 4, 4, 9]).',
    ],
    [
      'size of squares',
      () => spaceToDepth(x, 2),
      'spaceToDepth needs four axes and squares of at least 1 pixel. Got 2 (x [2, 3]).',
    ],
    [
      'channels of squares',
      () => depthToSpace(input('i', [1, 6, 4, 9]), 2),
      'depthToSpace needs a multiple of 4 channels (i [1, 6, 4, 9]).',
    ],
    [
      'rows that are floats',
      () => gatherRows(x, input('r', [2]) as AnyNode as Node<'int64'>),
      'gatherRows needs rows as an int64 vector (r [2]).',
    ],
    ['rows of a scalar', () => gatherRows(constant(1), rows), 'gatherRows needs axes in [0, 0). Got 0 (Constant []).'],
    [
      'rows to add',
      () => scatterRows(x, rows, input('base', [5, 4])),
      'scatterRows needs 2 rows of [4] (x [2, 3], rows int64 [2], base [5, 4]).',
    ],
    [
      'inner sizes of a product',
      () => matmul(matrix, matrix),
      'matmul cannot multiply [2, 3] by [2, 3] (hidden [2, 3], hidden [2, 3]).',
    ],
    [
      'leading axes of a product',
      () => matmul(input('a', [2, 3, 3]), input('b', [4, 3, 3])),
      'matmul cannot multiply [2, 3, 3] by [4, 3, 3] (a [2, 3, 3], b [4, 3, 3]).',
    ],
    [
      'vectors of a product',
      () => matmul(matrix, input('v', [3])),
      'matmul cannot multiply [2, 3] by [3] (hidden [2, 3], v [3]).',
    ],
    ['channels', () => conv2d(image, weights), 'conv2d needs 4 input channels (image [1, 3, H, W], w [16, 4, 5, 5]).'],
    [
      'axes of a convolution',
      () => conv2d(matrix, weights),
      'conv2d needs maps and weights of four axes (hidden [2, 3], w [16, 4, 5, 5]).',
    ],
    [
      'small image',
      () => conv2d(input('i', [1, 4, 4, 9]), weights),
      'conv2d needs an image of at least 5x5 pixels (i [1, 4, 4, 9], w [16, 4, 5, 5]).',
    ],
    [
      'bias',
      () => conv2d(input('i', [1, 4, 9, 9]), weights, input('b', [4])),
      'conv2d needs a bias of shape [16] (b [4], w [16, 4, 5, 5]).',
    ],
    [
      'channels of the transposed',
      () => convTranspose2d(image, weights),
      'convTranspose2d needs 16 input channels (image [1, 3, H, W], w [16, 4, 5, 5]).',
    ],
    ['number of values', () => constant([1, 2, 3], [2, 2]), 'a constant of shape [2, 2] needs 4 values. Got 3.'],
    ['size of an input', () => input('x', [2.5]), 'input x needs sizes of at least 1 or symbols such as N. Got [2.5].'],
    ['symbol', () => input('x', ['N*2']), 'input x needs sizes of at least 1 or symbols such as N. Got [N*2].'],
    ['no name', () => input('', [1]), 'input needs a name. Got an empty one.'],
    ['new name of an input', () => named('y', x), 'named cannot rename an input to y (x [2, 3]).'],
  ]
  it.each(mistakes)('in %s is refused', (_, build, message) => {
    const failure = attempt(build)
    expect(isCutsError(failure, 'InvalidArgument')).toBe(true)
    expect((failure as Error).message).toBe(message)
  })

  it('are told with the nearest labels, and with those that they are built under', () => {
    const unlabelled = exp(tanh(mul(matrix, input('scale', []))))
    const message = 'matmul cannot multiply [2, 3] by [2, 3] (Exp [2, 3] from hidden and scale, x [2, 3]).'
    expect(() => matmul(unlabelled, x)).toThrow(message)
    const failure = attempt(() => named('block', () => exp(named('scores', () => matmul(unlabelled, x)))))
    expect((failure as Error).message).toBe(`block: scores: ${message}`)
    expect(isCutsError((failure as Error).cause)).toBe(true)
  })

  it('of type do not compile', () => {
    // @ts-expect-error: integers are no floats
    expect(() => maximum(x, integers([1]))).toThrow()
    // @ts-expect-error: a condition is no float
    expect(() => add(x, less(x, x))).toThrow()
    // @ts-expect-error: rows are integers
    expect(() => gatherRows(x, constant([1]))).toThrow()
  })
})

describe('over no axes', () => {
  it('a reduction is the value itself', () => {
    expect(reduceSum(x, [])).toBe(x)
  })
})

function attempt(action: () => unknown): unknown {
  try {
    return action()
  } catch (error) {
    return error
  }
}
