import { loadNpz, referencePath, sharedDataReason } from '@cuts/testing'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { checkOptions } from '../options/index.ts'
import { createRandom } from '../random/index.ts'
import { samplePairs, samplingOptions } from './index.ts'
import { patchSsim } from './patch-ssim.ts'

const path = referencePath('patch_ssim.npz')
const options = checkOptions('sampling', samplingOptions)

describe.skipIf(path === undefined)(`patch similarity against scikit-image (${sharedDataReason} if skipped)`, () => {
  // The reference was computed in single precision, whose rounding of squares (about 2^-23 mean^2) is divided by the
  // variances: that much the reference itself is uncertain, on top of the tolerance of 1e-5.
  it('agrees on all 80 pairs to 1e-5 plus the rounding of the reference', () => {
    const reference = loadNpz(path!)
    const a = reference.a!.data as Float32Array
    const b = reference.b!.data as Float32Array
    let within = 0
    for (let i = 0; i < 80; i++) {
      const channels = Number((reference.channels!.data as BigInt64Array)[i])
      // The two patches side by side in one image of 10x5.
      const data = new Float32Array(channels * 50)
      let rounding = 0
      for (let c = 0; c < channels; c++) {
        const [first, second] = [a, b].map(patches => patches.subarray((i * 3 + c) * 25, (i * 3 + c + 1) * 25)) as [
          Float32Array,
          Float32Array,
        ]
        for (let y = 0; y < 5; y++) {
          data.set(first.subarray(5 * y, 5 * y + 5), (c * 5 + y) * 10)
          data.set(second.subarray(5 * y, 5 * y + 5), (c * 5 + y) * 10 + 5)
        }
        rounding += (2 ** -22 * square(mean(first))) / (variance(first) + variance(second)) / channels
      }
      const error = Math.abs(
        patchSsim({ width: 10, height: 5, channels, data }, 2, 2, 2, 7) - (reference.ssim!.data as Float32Array)[i]!,
      )
      expect(error, `pair ${i}`).toBeLessThan(1e-5 + rounding)
      if (error < 1e-5) within++
    }
    expect(within).toBeGreaterThan(60)
  })

  const square = (x: number): number => x * x
  const mean = (values: Float32Array): number => values.reduce((sum, value) => sum + value, 0) / values.length
  const variance = (values: Float32Array): number =>
    values.reduce((sum, value) => sum + square(value - mean(values)), 0) / values.length
})

describe('samplePairs', () => {
  const imageArbitrary = fc
    .record({ width: fc.integer({ min: 1, max: 24 }), height: fc.integer({ min: 1, max: 24 }), seed: fc.nat() })
    .map(({ width, height, seed }) => {
      const random = createRandom(seed)
      const data = Float32Array.from(
        { length: width * height },
        (_, i) => Math.sin(i / 7) * 0.5 + 0.2 * random.normal(),
      )
      return { width, height, channels: 1, data }
    })

  it('keeps pairs inside the image and the neighbourhood, never pairs a pixel with itself, honours the threshold', () => {
    fc.assert(
      fc.property(imageArbitrary, fc.nat(), (image, seed) => {
        const { anchors, positives, valid } = samplePairs(image, 16, options, createRandom(seed))
        for (let s = 0; s < 16; s++) {
          const [row, column] = [anchors[2 * s]!, anchors[2 * s + 1]!]
          const [otherRow, otherColumn] = [positives[2 * s]!, positives[2 * s + 1]!]
          for (const [r, c] of [
            [row, column],
            [otherRow, otherColumn],
          ] as const) {
            expect(r >= 0 && r < image.height && c >= 0 && c < image.width).toBe(true)
          }
          expect(Math.abs(row - otherRow)).toBeLessThanOrEqual(options.radius)
          expect(Math.abs(column - otherColumn)).toBeLessThanOrEqual(options.radius)
          if (image.width * image.height > 1) expect(row === otherRow && column === otherColumn).toBe(false)
          const similarity = patchSsim(image, row, column, otherRow, otherColumn, 2)
          if (valid[s] === 1) expect(similarity).toBeGreaterThan(options.threshold)
        }
      }),
      { numRuns: 60 },
    )
  })

  it('marks every pair of a one-pixel image as degenerate', () => {
    const { valid } = samplePairs(
      { width: 1, height: 1, channels: 1, data: Float32Array.of(0.3) },
      4,
      options,
      createRandom(1),
    )
    expect([...valid]).toEqual([0, 0, 0, 0])
  })

  it('reaches all sides of the neighbourhood and depends only on the generator', () => {
    const image = { width: 64, height: 64, channels: 1, data: new Float32Array(4096) }
    const pairs = samplePairs(image, 2000, options, createRandom(3))
    const offsets = new Set<number>()
    for (let i = 0; i < pairs.anchors.length; i += 2) offsets.add(pairs.positives[i]! - pairs.anchors[i]!)
    expect(Math.min(...offsets)).toBe(-5)
    expect(Math.max(...offsets)).toBe(5)
    expect(samplePairs(image, 2000, options, createRandom(3))).toEqual(pairs)
    expect(samplePairs(image, 2000, options, createRandom(4))).not.toEqual(pairs)
  })
})
