import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createRandom } from '../random/index.ts'
import { gaussianBlur } from './index.ts'

function noise(count: number, seed: number): Float32Array {
  const random = createRandom(seed)
  return Float32Array.from({ length: count }, () => random.normal())
}

/** The full two-dimensional sum with every pixel looked up by itself. */
function naiveBlur(data: Float32Array, width: number, height: number, sigma: number): Float64Array {
  const radius = Math.max(1, Math.round(4 * sigma))
  const inside = (value: number, size: number): number => Math.min(size - 1, Math.max(0, value))
  return Float64Array.from(data, (_, i) => {
    const plane = Math.floor(i / (width * height)) * width * height
    const [x, y] = [i % width, Math.floor((i - plane) / width)]
    let value = 0
    let weights = 0
    for (let dy = -radius; dy <= radius; dy++)
      for (let dx = -radius; dx <= radius; dx++) {
        const weight = Math.exp(-(dx * dx + dy * dy) / (2 * sigma * sigma))
        weights += weight
        value += weight * data[plane + inside(y + dy, height) * width + inside(x + dx, width)]!
      }
    return value / weights
  })
}

describe('gaussianBlur', () => {
  it('is the weighted mean over the neighbourhood, border replicated, each plane by itself', () => {
    const size = fc.integer({ min: 1, max: 9 })
    const sigmas = fc.constantFrom(0.3, 0.7, 1, 1.5)
    fc.assert(
      fc.property(
        size,
        size,
        fc.integer({ min: 1, max: 3 }),
        sigmas,
        fc.nat(),
        (width, height, planes, sigma, seed) => {
          const data = noise(planes * width * height, seed)
          const blurred = gaussianBlur({ width, height, channels: planes, data }, sigma).data
          const expected = naiveBlur(data, width, height, sigma)
          // Two roundings to single precision of values of a few units.
          for (let i = 0; i < data.length; i++) expect(Math.abs(blurred[i]! - expected[i]!)).toBeLessThan(1e-6)
        },
      ),
      { numRuns: 40 },
    )
  })

  it('spreads one bright pixel to the Gaussian of that width', () => {
    const side = 41
    const data = new Float32Array(side * side)
    data[20 * side + 20] = 1
    const blurred = gaussianBlur({ width: side, height: side, channels: 1, data }, 2).data
    let [mass, spread] = [0, 0]
    for (let i = 0; i < blurred.length; i++) {
      mass += blurred[i]!
      spread += blurred[i]! * ((i % side) - 20) ** 2
    }
    expect(mass).toBeCloseTo(1, 5)
    // What lies beyond 4 sigma is cut off: a share of 6e-5, weighing 16 sigma^2.
    expect(spread / mass).toBeCloseTo(4, 1)
    expect(blurred[20 * side + 22]! / blurred[20 * side + 20]!).toBeCloseTo(Math.exp(-0.5), 5)
  })

  it('copies at sigma 0 and leaves a constant image and its input alone', () => {
    const data = noise(12, 3)
    const before = data.slice()
    const image = { width: 4, height: 3, channels: 1, data }
    const copy = gaussianBlur(image, 0)
    expect(copy).toEqual(image)
    expect(copy.data).not.toBe(data)
    const even = { ...image, data: new Float32Array(12).fill(0.7) }
    for (const value of gaussianBlur(even, 1.5).data) expect(value).toBeCloseTo(0.7, 6)
    gaussianBlur(image, 2)
    expect(data).toEqual(before)
  })
})
