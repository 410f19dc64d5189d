import { createRandom } from '@cuts/core'
import { expect, it } from 'vitest'
import { looksLikeTomography, tomography } from './hounsfield.ts'

const random = createRandom(2)
const scan = (values: readonly number[], sampleType: 'int16' | 'uint8' | 'uint16' | 'float32' = 'int16') => ({
  channels: 1,
  sampleType,
  pixels: Float32Array.from({ length: 4000 }, () => values[random.integer(values.length)]! + 20 * random.normal()),
})

it('tells computed tomography by its air, and nothing else for it', () => {
  expect(looksLikeTomography(scan([-1000, -100, 40, 900]))).toBe(true)
  expect(looksLikeTomography(scan([-2000, -1000, 40], 'float32'))).toBe(true)
  // Magnetic resonance, standardised values, a dose, unsigned numbers, bytes.
  expect(looksLikeTomography(scan([0, 200, 900]))).toBe(false)
  expect(
    looksLikeTomography({ ...scan([0]), pixels: Float32Array.from([-2, -1, 0, 1, 2]), sampleType: 'float32' }),
  ).toBe(false)
  expect(looksLikeTomography(scan([-1000, 90_000], 'float32'))).toBe(false)
  expect(looksLikeTomography(scan([1000, 2000], 'uint16'))).toBe(false)
  expect(looksLikeTomography(scan([0, 255], 'uint8'))).toBe(false)
  expect(looksLikeTomography({ ...scan([-1000, 40]), channels: 2 })).toBe(false)
})

it('has windows that go from dark to bright', () => {
  for (const [, low, high] of tomography) expect(high).toBeGreaterThan(low)
})
