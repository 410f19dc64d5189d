import { createRandom } from '@cuts/core'
import { expect, it } from 'vitest'
import { ofUnitLength } from './joined.ts'

it('every pixel has length 1 in its own direction, or stays nothing', () => {
  const random = createRandom(1)
  const [width, height, dims] = [4, 3, 5]
  const data = Float32Array.from({ length: dims * width * height }, (_, i) => (i % 12 === 7 ? 0 : 3 * random.normal()))
  const scaled = ofUnitLength({ width, height, dims, data })
  expect(scaled).toMatchObject({ width, height, dims })
  for (let pixel = 0; pixel < 12; pixel++) {
    const [before, after] = [data, scaled.data].map(of => Array.from({ length: dims }, (_, d) => of[12 * d + pixel]!))
    const length = Math.hypot(...before!)
    for (const [d, value] of after!.entries()) expect(value).toBeCloseTo(length === 0 ? 0 : before![d]! / length, 6)
  }
})
