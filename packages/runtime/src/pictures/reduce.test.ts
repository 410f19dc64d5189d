import { createRandom, type Image } from '@cuts/core'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { reduceImage, reduceLabels, reduceMask } from './reduce.ts'

const side = fc.integer({ min: 1, max: 40 })

describe('pictures made small', () => {
  test('what fits is left alone', () => {
    const image: Image = { width: 3, height: 2, channels: 1, sampleType: 'uint8', pixels: new Float32Array(6) }
    const map = { width: 3, height: 2, labels: new Int32Array(6) }
    const mask = { width: 3, height: 2, data: new Uint8Array(6) }
    expect([reduceImage(image, 3), reduceLabels(map, 3), reduceMask(mask, 3)]).toEqual([image, map, mask])
  })

  test('a pixel of the image is the mean of its block, a label one of its block, and both lie alike', () => {
    fc.assert(
      fc.property(side, side, fc.integer({ min: 1, max: 20 }), (width, height, most) => {
        const random = createRandom(width * 50 + height)
        const labels = Int32Array.from({ length: width * height }, () => random.integer(2))
        const image: Image = { width, height, channels: 1, sampleType: 'uint8', pixels: Float32Array.from(labels) }
        const small = reduceImage(image, most)
        const map = reduceLabels({ width, height, labels }, most)
        const mask = reduceMask({ width, height, data: Uint8Array.from(labels) }, most)
        expect(Math.max(small.width, small.height)).toBeLessThanOrEqual(most)
        expect([map.width, map.height, mask.width, mask.height]).toEqual([
          small.width,
          small.height,
          small.width,
          small.height,
        ])
        expect([...mask.data]).toEqual([...map.labels])
        const step = Math.ceil(Math.max(width, height) / most)
        for (let i = 0; i < map.labels.length; i++) {
          const [x, y] = [(i % small.width) * step, Math.floor(i / small.width) * step]
          const block: number[] = []
          for (let v = y; v < Math.min(height, y + step); v++)
            for (let u = x; u < Math.min(width, x + step); u++) block.push(labels[v * width + u]!)
          expect(block).toContain(map.labels[i])
          expect(small.pixels[i]).toBeCloseTo(block.reduce((a, b) => a + b, 0) / block.length, 5)
        }
      }),
    )
  })
})
