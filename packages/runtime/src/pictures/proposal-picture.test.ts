import { expect, it } from 'vitest'
import { drawProposal } from './proposal-picture.ts'

const [width, height] = [5, 4]
const data = Uint8Array.from({ length: 3 * width * height }, (_, i) => 2 * i)
const picture = { kind: 'rgb', width, height, data } as const
const colour = [1, 2, 3] as const

it('keeps the region, dims the rest, and draws the line outside', () => {
  // Two pixels in the corner, so that the line meets the border of the picture.
  const mask = { width, height, data: new Uint8Array(width * height) }
  mask.data[0] = mask.data[1] = 1
  const drawn = drawProposal(picture, mask, colour)
  const line = [2, 5, 6]
  for (let i = 0; i < width * height; i++) {
    const [before, after] = [data, drawn.data].map(of => [...of.subarray(3 * i, 3 * i + 3)])
    if (mask.data[i] === 1) expect(after).toEqual(before)
    else if (line.includes(i)) expect(after).toEqual([...colour])
    else expect(after).toEqual(before!.map(value => value / 2))
  }
  expect(picture.data[12]).toBe(24)
})

it('refuses a mask of another size', () => {
  expect(() => drawProposal(picture, { width: 4, height: 5, data: new Uint8Array(20) })).toThrow(/5x4 .* 4x5/)
})
