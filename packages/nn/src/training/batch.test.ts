import { isCutsError } from '@cuts/core'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { drawImage, drawItems, drawPairs } from '../testing/small-encoder.ts'
import { cutSquare, imageBatch, windowBatch } from './batch.ts'

describe('cutSquare', () => {
  it('reads the nearest pixel of the image, for any size and position', () => {
    const size = fc.integer({ min: 1, max: 20 })
    fc.assert(
      fc.property(size, size, fc.nat(), fc.nat(), fc.integer({ min: 0, max: 8 }), (width, height, r, c, radius) => {
        const image = drawImage(width, height, 2)
        const [row, column] = [r % height, c % width]
        const side = 2 * radius + 1
        const out = new Float32Array(2 * side * side + 2).fill(9)
        cutSquare(image, row, column, radius, out, 1)
        for (let i = 0; i < 2 * side * side; i++) {
          const plane = Math.floor(i / (side * side))
          const y = Math.min(height - 1, Math.max(0, row - radius + (Math.floor(i / side) % side)))
          const x = Math.min(width - 1, Math.max(0, column - radius + (i % side)))
          expect(out[i + 1]).toBe(image.data[(plane * height + y) * width + x])
        }
        expect([out[0], out.at(-1)]).toEqual([9, 9])
      }),
      { numRuns: 100 },
    )
  })
})

describe('batches', () => {
  it('hold anchors, then positives, patches of the anchors and the pairs that count, in either mode', () => {
    const items = drawItems(2, 4, 20, 18)
    const windows = windowBatch(items)
    const images = imageBatch(items)
    expect(windows.pixelShape).toEqual([1, 3, 17, 17 * 16])
    expect(images.pixelShape).toEqual([2, 3, 18, 20])
    expect(windows.patches).toEqual(images.patches)
    expect([...windows.valid]).toEqual([1, 1, 1, 0, 1, 1, 1, 0])
    const middle = (8 * 17 + 8) * 16 // channel 0, row 8 of 17, column 8
    for (let sample = 0; sample < 16; sample++) {
      const { image, pairs } = items[Math.floor(sample / 4) % 2]!
      const at = 2 * (sample % 4)
      const positions = sample < 8 ? pairs.anchors : pairs.positives
      const pixel = positions[at]! * 20 + positions[at + 1]!
      expect(windows.pixels[middle + sample]).toBe(image.data[pixel])
      expect(images.rows![sample]).toBe(BigInt((Math.floor(sample / 4) % 2) * 360 + pixel))
      if (sample < 8) expect(windows.patches[sample * 75 + 12]).toBe(image.data[pixel])
    }
  })

  it('take images of different sizes as windows only', () => {
    const items = [...drawItems(1, 3, 20, 20), ...drawItems(1, 3, 9, 30)]
    expect(windowBatch(items).pixelShape).toEqual([1, 3, 17, 17 * 12])
    expect(attempt(() => imageBatch(items))).toMatch(/images of one size. Got 20x20 and 9x30/)
  })

  it('refuse no images, and images that do not go together', () => {
    const grey = drawImage(20, 20, 1)
    const mixed = [...drawItems(1, 3), { image: grey, pairs: drawPairs(grey, 3) }]
    expect(attempt(() => windowBatch([]))).toMatch(/at least one image/)
    expect(attempt(() => windowBatch(mixed))).toMatch(/same channels/)
    expect(attempt(() => imageBatch([...drawItems(1, 3), ...drawItems(1, 4)]))).toMatch(/number of samples/)
  })
})

function attempt(action: () => unknown): string {
  try {
    action()
  } catch (error) {
    return isCutsError(error) ? error.message : 'no CutsError'
  }
  return 'no error'
}
