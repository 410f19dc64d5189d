import type { Image, Mask } from '@cuts/core'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { drawContours } from './contour-picture.ts'
import type { Rgb } from './oklab.ts'

const colour: Rgb = [255, 0, 0]

function blank(width: number, height: number): Image {
  return { width, height, channels: 1, sampleType: 'uint8', pixels: new Float32Array(width * height) }
}

function picture(red: Uint8Array, width: number): string[] {
  const rows: string[] = []
  for (let i = 0; i < red.length; i += 3 * width) {
    const row = Array.from({ length: width }, (_, x) => (red[i + 3 * x] === 255 ? '#' : '.'))
    rows.push(row.join(''))
  }
  return rows
}

describe('drawContours', () => {
  const dot: Mask = { width: 3, height: 3, data: Uint8Array.from([0, 0, 0, 0, 1, 0, 0, 0, 0]) }

  test('the outer line hugs one enlarged pixel', () => {
    const { data, width } = drawContours(blank(3, 3), [{ mask: dot, colour }], { upscale: 2, lineWidth: 1 })
    expect(picture(data, width)).toEqual(['......', '.####.', '.#..#.', '.#..#.', '.####.', '......'])
  })

  test('the inner line stays within it', () => {
    const contour = { mask: dot, colour, side: 'inside' } as const
    const { data, width } = drawContours(blank(3, 3), [contour], { upscale: 3, lineWidth: 1 })
    const empty = '.........'
    expect(picture(data, width)).toEqual([
      empty,
      empty,
      empty,
      '...###...',
      '...#.#...',
      '...###...',
      empty,
      empty,
      empty,
    ])
  })

  test('a mask that fills the image is framed, an empty one leaves no line', () => {
    const full: Mask = { width: 2, height: 2, data: new Uint8Array(4).fill(1) }
    const empty: Mask = { width: 2, height: 2, data: new Uint8Array(4) }
    for (const side of ['inside', 'outside'] as const) {
      const framed = drawContours(blank(2, 2), [{ mask: full, colour, side }], { upscale: 2, lineWidth: 1 })
      expect(picture(framed.data, framed.width)).toEqual(['####', '#..#', '#..#', '####'])
      const none = drawContours(blank(2, 2), [{ mask: empty, colour, side }], { upscale: 2, lineWidth: 1 })
      expect(none.data.every(value => value === 0)).toBe(true)
    }
  })

  test('lines are the pixels within lineWidth of the other side, whatever the mask', () => {
    const cells = fc.array(fc.integer({ min: 0, max: 1 }), { minLength: 20, maxLength: 20 })
    const line = fc.integer({ min: 1, max: 3 })
    fc.assert(
      fc.property(cells, line, fc.constantFrom('inside', 'outside'), (values, lineWidth, side) => {
        const mask: Mask = { width: 5, height: 4, data: Uint8Array.from(values) }
        const result = drawContours(blank(5, 4), [{ mask, colour, side }], { upscale: 2, lineWidth })
        for (let y = 0; y < 8; y++)
          for (let x = 0; x < 10; x++)
            expect(result.data[3 * (10 * y + x)] === 255).toBe(isOnLine(mask, { x, y, factor: 2, lineWidth, side }))
      }),
    )
  })

  test('truth inside and prediction outside both show where they agree', () => {
    const other: Rgb = [0, 0, 255]
    const { data } = drawContours(
      blank(3, 3),
      [
        { mask: dot, colour, side: 'inside' },
        { mask: dot, colour: other, side: 'outside' },
      ],
      { upscale: 4 },
    )
    const count = (channel: number): number => data.filter((value, i) => i % 3 === channel && value === 255).length
    // Line width 1 at 12 px: the rim of a 4x4 block, and the ring around it.
    expect([count(0), count(2)]).toEqual([12, 20])
  })

  test('small images are enlarged to about 512 px, large ones twice', () => {
    const sizes = [64, 128, 400, 700].map(side => {
      const mask: Mask = { width: side, height: 8, data: new Uint8Array(8 * side) }
      return drawContours(blank(side, 8), [{ mask, colour }]).width
    })
    expect(sizes).toEqual([512, 512, 800, 1400])
  })

  test('settings and sizes that do not fit are refused', () => {
    expect(() => drawContours(blank(3, 3), [], { upscale: 1.5 })).toThrow('Got 1.5.')
    expect(() => drawContours(blank(3, 3), [], { lineWidth: 0 })).toThrow('Got 0.')
    expect(() => drawContours(blank(4, 3), [{ mask: dot, colour }])).toThrow('Got 3x3.')
  })
})

/** The definition, pixel by pixel: Chebyshev distance to the other side; the frame closes masks that meet the border. */
function isOnLine(
  mask: Mask,
  at: { x: number; y: number; factor: number; lineWidth: number; side: 'inside' | 'outside' },
): boolean {
  const width = mask.width * at.factor
  const height = mask.height * at.factor
  const isSet = (x: number, y: number): boolean =>
    mask.data[Math.floor(y / at.factor) * mask.width + Math.floor(x / at.factor)] === 1
  const here = isSet(at.x, at.y)
  let nearOther = false
  let nearBeyond = false
  for (let y = at.y - at.lineWidth; y <= at.y + at.lineWidth; y++) {
    for (let x = at.x - at.lineWidth; x <= at.x + at.lineWidth; x++) {
      if (x < 0 || y < 0 || x >= width || y >= height) nearBeyond = true
      else if (isSet(x, y) !== here) nearOther = true
    }
  }
  return at.side === 'inside' ? here && (nearOther || nearBeyond) : here ? nearBeyond : nearOther
}
