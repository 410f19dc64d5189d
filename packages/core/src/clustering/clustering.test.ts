import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { adjustedRand } from '../metrics/index.ts'
import { checkOptions } from '../options/index.ts'
import { createRandom } from '../random/index.ts'
import { densePoints, kMeans, spectralKMeans, spectralKMeansOptions } from './index.ts'
import { sparsePoints } from './kmeans.ts'
import { diffusionOperator } from './spectral-kmeans.ts'

const search = { restarts: 8, iterations: 100 }

/** Points around well separated centres: [n][2], and the centre each came from. */
function blobs(count: number, groups: number, seed: number): { rows: Float64Array; truth: Int32Array } {
  const random = createRandom(seed)
  const truth = Int32Array.from({ length: count }, (_, i) => i % groups)
  const rows = new Float64Array(2 * count)
  for (const [i, g] of truth.entries()) {
    rows[2 * i] = 20 * Math.cos((2 * Math.PI * g) / groups) + random.normal()
    rows[2 * i + 1] = 20 * Math.sin((2 * Math.PI * g) / groups) + random.normal()
  }
  return { rows, truth }
}

describe('kmeans', () => {
  it('finds separated groups', () => {
    const { rows, truth } = blobs(120, 4, 1)
    const { labels, count } = kMeans(densePoints(rows, 2), undefined, 4, createRandom(2), search)
    expect(count).toBe(4)
    expect(adjustedRand(labels, truth)).toBe(1)
  })

  it('reaches the best of all partitions of a few points on a line', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 60 }), { minLength: 3, maxLength: 8 }), values => {
        const { inertia } = kMeans(densePoints(Float64Array.from(values), 1), undefined, 2, createRandom(3), search)
        // On a line the optimal two groups are a prefix and a suffix of the sorted values.
        const sorted = values.toSorted((a, b) => a - b)
        let best = spread(sorted)
        for (let k = 1; k < sorted.length; k++)
          best = Math.min(best, spread(sorted.slice(0, k)) + spread(sorted.slice(k)))
        expect(inertia).toBeGreaterThanOrEqual(best - 1e-9)
        expect(inertia).toBeLessThanOrEqual(1.5 * best + 1e-9)
      }),
    )
  })

  function spread(values: readonly number[]): number {
    const mean = values.reduce((a, b) => a + b, 0) / values.length
    return values.reduce((sum, value) => sum + (value - mean) ** 2, 0)
  }

  it('counts weights as copies', () => {
    const { labels, centres } = kMeans(
      densePoints(Float64Array.of(0, 1, 10), 1),
      Float64Array.of(3, 1, 2),
      2,
      createRandom(1),
      search,
    )
    expect(labels[0]).toBe(labels[1])
    expect(centres[labels[0]!]).toBeCloseTo(0.25, 12)
  })

  it('gives fewer clusters where points coincide', () => {
    expect(kMeans(densePoints(new Float64Array(5), 1), undefined, 3, createRandom(1), search).count).toBe(1)
  })

  it('measures sparse points as it measures the same dense ones', () => {
    const random = createRandom(5)
    const dense = Float64Array.from({ length: 60 }, () => (random.uniform() < 0.6 ? 0 : random.normal()))
    const columns: number[] = []
    const values: number[] = []
    const offsets = [0]
    for (let i = 0; i < 10; i++) {
      for (let d = 0; d < 6; d++)
        if (dense[6 * i + d] !== 0) {
          columns.push(d)
          values.push(dense[6 * i + d]!)
        }
      offsets.push(values.length)
    }
    const rows = {
      offsets: Int32Array.from(offsets),
      columns: Int32Array.from(columns),
      values: Float64Array.from(values),
    }
    const [a, b] = [densePoints(dense, 6), sparsePoints(rows, 6)].map(points =>
      kMeans(points, undefined, 3, createRandom(1), search),
    )
    expect([...a!.labels]).toEqual([...b!.labels])
    expect(b!.inertia).toBeCloseTo(a!.inertia, 9)
  })
})

describe('spectralKMeans', () => {
  const prototypesOf = (rows: Float64Array) => ({
    count: rows.length / 2,
    dims: 2,
    mass: new Float64Array(rows.length / 2).fill(1),
    mean: rows,
    position: new Float64Array(rows.length),
    assignment: Int32Array.from({ length: rows.length / 2 }, (_, i) => i),
    width: rows.length / 2,
    height: 1,
  })
  const options = checkOptions('kmeans', spectralKMeansOptions, {
    clusters: 2,
    neighbourShare: 0.05,
    time: 8,
    restarts: 10,
  })

  it('has a diffusion operator whose rows are distributions', () => {
    const { rows } = blobs(90, 3, 4)
    const { offsets, values } = diffusionOperator(prototypesOf(rows), options)
    for (let i = 0; i < 90; i++) {
      const row = values.subarray(offsets[i], offsets[i + 1])
      expect(row.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 12)
      expect(row.every(value => value > 0)).toBe(true)
    }
  })

  it('separates groups', () => {
    const { rows, truth } = blobs(90, 3, 4)
    expect(adjustedRand(spectralKMeans(prototypesOf(rows), { ...options, clusters: 3 }, createRandom(1)), truth)).toBe(
      1,
    )
  })

  it('survives points that all coincide', () => {
    expect(new Set(spectralKMeans(prototypesOf(new Float64Array(20)), options, createRandom(1))).size).toBe(1)
  })
})
