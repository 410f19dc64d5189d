/** Mistakes in a graph are errors where it is built, with the shapes that do not fit. */
import { isCutsError } from '@cuts/core'
import { describe, expect, it } from 'vitest'
import { constant, input, named, shift } from './node.ts'
import {
  add,
  concat,
  conv2d,
  convTranspose2d,
  expand,
  matmul,
  padReplicate,
  reduceMean,
  reshape,
  slice,
  transpose,
} from './operators.ts'

const image = input('image', [1, 3, 'H', 'W'])
const matrix = named('hidden', add(input('x', [2, 3]), constant(1)))

describe('shapes', () => {
  it('are known when a node is built', () => {
    expect(add(input('a', [2, 1, 3]), input('b', [4, 1])).shape).toEqual([2, 4, 3])
    expect(reduceMean(input('a', [2, 4, 3]), [0, 2]).shape).toEqual([4])
    expect(reduceMean(input('a', [2, 4, 3]), [0, 2], true).shape).toEqual([1, 4, 1])
    expect(transpose(input('a', [2, 4, 3]), [1, 2, 0]).shape).toEqual([4, 3, 2])
    expect(concat([matrix, matrix], 1).shape).toEqual([2, 6])
    expect(conv2d(input('x', [2, 3, 17, 9]), input('w', [8, 3, 5, 5])).shape).toEqual([2, 8, 13, 5])
    expect(convTranspose2d(input('g', [2, 8, 13, 5]), input('w', [8, 3, 5, 5])).shape).toEqual([2, 3, 17, 9])
  })

  it('may stay open where they depend on the image', () => {
    const padded = padReplicate(image, 2)
    expect(padded.shape).toEqual([1, 3, 'H+4', 'W+4'])
    expect(conv2d(padded, input('w', [16, 3, 5, 5])).shape).toEqual([1, 16, 'H', 'W'])
    expect(shift(shift('H', -7), 4)).toBe('H-3')
  })
})

describe('mistakes', () => {
  const mistakes: readonly [string, () => unknown, RegExp][] = [
    ['broadcast', () => add(matrix, input('b', [2])), /Add cannot broadcast \[2, 3\] with \[2\]/],
    ['inner sizes of a product', () => matmul(matrix, matrix), /matmul cannot multiply .*hidden \[2, 3\]/],
    ['channels', () => conv2d(image, input('w', [16, 4, 5, 5])), /conv2d needs 4 input channels.*image \[1, 3, H, W\]/],
    ['permutation', () => transpose(matrix, [0]), /transpose needs a permutation of 2 axes/],
    ['range', () => slice(matrix, 1, 2, 4), /slice \[2, 4\) lies outside axis 1 \(hidden/],
    ['two open sizes', () => reshape(image, ['H', 'W']), /reshape can leave one size open/],
    ['open size where a number is needed', () => expand(constant(0), ['H']), /expand needs known sizes/],
    ['number of values', () => constant([1, 2, 3], [2, 2]), /\[2, 2\] needs 4 values\. Got 3/],
  ]
  for (const [name, build, message] of mistakes)
    it(`in ${name} is refused`, () => {
      expect(build).toThrow(message)
      try {
        build()
      } catch (error) {
        expect(isCutsError(error, 'InvalidArgument')).toBe(true)
      }
    })
})
