import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { receptiveRadius } from './parameters.ts'
import { readTile, tiles } from './tiles.ts'

describe('tiles', () => {
  const size = fc.integer({ min: 1, max: 70 })

  it('cover every pixel once, with the halo as far as the image reaches', () => {
    fc.assert(
      fc.property(size, size, fc.integer({ min: 1, max: 40 }), (width, height, side) => {
        const seen = new Uint8Array(width * height)
        for (const tile of tiles(width, height, side)) {
          expect(Math.max(tile.width, tile.height)).toBeLessThanOrEqual(side)
          expect(tile.left).toBe(Math.max(0, tile.x - receptiveRadius))
          expect(tile.bottom).toBe(Math.min(height, tile.y + tile.height + receptiveRadius))
          for (let y = tile.y; y < tile.y + tile.height; y++)
            for (let x = tile.x; x < tile.x + tile.width; x++) seen[y * width + x]!++
        }
        expect(seen.every(count => count === 1)).toBe(true)
      }),
      { numRuns: 50 },
    )
  })

  it('read the pixels of every channel', () => {
    const [width, height, channels] = [30, 25, 2]
    const data = Float32Array.from({ length: channels * width * height }, (_, i) => i)
    for (const tile of tiles(width, height, 7)) {
      const read = readTile({ width, height, channels, data }, tile)
      let at = 0
      for (let c = 0; c < channels; c++)
        for (let y = tile.top; y < tile.bottom; y++)
          for (let x = tile.left; x < tile.right; x++) expect(read[at++]).toBe((c * height + y) * width + x)
      expect(read.length).toBe(at)
    }
  })
})
