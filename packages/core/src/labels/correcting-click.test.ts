import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Mask } from '../image/image.ts'
import { correctingClick, innermostPixel } from './index.ts'

function maskOf(...rows: readonly string[]): Mask {
  const [width, height] = [rows[0]!.length, rows.length]
  return { width, height, data: Uint8Array.from(rows.join(''), character => (character === '#' ? 1 : 0)) }
}

const [width, height] = [9, 6]
const anyMask = fc
  .uint8Array({ minLength: width * height, maxLength: width * height, max: 1 })
  .map((data): Mask => ({ width, height, data }))

/** The same by looking at every pair of pixels, beyond the border too. */
function naive(mask: Mask, truth: Mask) {
  let best: { depth: number; x: number; y: number; sign: 1 | -1 } | undefined
  for (const [sign, a, b] of [
    [1, truth, mask],
    [-1, mask, truth],
  ] as const) {
    const inside = (x: number, y: number): boolean =>
      x >= 0 && y >= 0 && x < width && y < height && a.data[y * width + x] === 1 && b.data[y * width + x] === 0
    for (let y = 0; y < height; y++)
      for (let x = 0; x < width; x++) {
        let depth = Number.POSITIVE_INFINITY
        for (let v = -1; v <= height; v++)
          for (let u = -1; u <= width; u++) if (!inside(u, v)) depth = Math.min(depth, (u - x) ** 2 + (v - y) ** 2)
        if (depth > (best?.depth ?? 0)) best = { depth, x, y, sign }
      }
  }
  return best && { x: best.x, y: best.y, sign: best.sign }
}

describe('the click that corrects a mask', () => {
  const nothing = maskOf('.......', '.......', '.......')

  it('is in the middle of the truth where there is no mask yet', () => {
    const truth = maskOf('.###...', '.###..#', '.###...')
    expect(correctingClick(nothing, truth)).toEqual({ x: 2, y: 1, sign: 1 })
    expect(innermostPixel(truth)).toEqual({ x: 2, y: 1 })
  })

  it('is in the deeper of the two errors, not in the one of more pixels', () => {
    // Seven pixels in a line are missed, one deep; nine in a square are marked by mistake, two deep.
    const truth = maskOf('#######', '.......', '.......', '.......', '.......')
    const mask = maskOf('.......', '.......', '.###...', '.###...', '.###...')
    expect(correctingClick(mask, truth)).toEqual({ x: 2, y: 3, sign: -1 })
  })

  it('of equal errors is the missed one, of equal pixels the first in raster order', () => {
    expect(correctingClick(maskOf('##.....'), maskOf('.....##'))).toEqual({ x: 5, y: 0, sign: 1 })
    expect(correctingClick(maskOf('.##..##'), maskOf('.......'))).toEqual({ x: 1, y: 0, sign: -1 })
  })

  it('is none where nothing is wrong', () => {
    expect(correctingClick(nothing, nothing)).toBeUndefined()
    expect(correctingClick(maskOf('.#.'), maskOf('.#.'))).toBeUndefined()
  })

  it('is what looking at every pair of pixels finds', () => {
    fc.assert(
      fc.property(anyMask, anyMask, (mask, truth) => {
        expect(correctingClick(mask, truth)).toEqual(naive(mask, truth))
      }),
    )
  })

  it('refuses masks of two sizes', () => {
    expect(() => correctingClick(maskOf('#'), maskOf('##'))).toThrow(/1x1 cannot be corrected with one of 2x1/)
  })
})
