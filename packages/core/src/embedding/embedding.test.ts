import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createRandom } from '../random/index.ts'
import { leadingEigenpairs, symmetricEigen } from './eigen.ts'
import { createFeatures, type FeatureSpace, featureSpace } from './feature-space.ts'
import { reduceEmbedding } from './index.ts'
import { principalBasis, project } from './reduce.ts'

describe('symmetricEigen', () => {
  it('solves the 2x2 case by hand', () => {
    const { values, vectors } = symmetricEigen(Float64Array.of(2, 1, 1, 2), 2)
    expect(values[0]).toBeCloseTo(3, 12)
    expect(values[1]).toBeCloseTo(1, 12)
    expect(Math.abs(vectors[0]!)).toBeCloseTo(Math.SQRT1_2, 12)
  })
})

describe('leadingEigenpairs', () => {
  it('gives orthonormal vectors with A v = lambda v, the largest first', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 30 }), fc.nat(), (n, seed) => {
        const random = createRandom(seed)
        // A = B B^T with columns of falling size: a spectrum with gaps.
        const b = Float64Array.from({ length: n * n }, (_, k) => random.normal() * 0.5 ** (k % n))
        const a = new Float64Array(n * n)
        for (let i = 0; i < n; i++)
          for (let j = 0; j < n; j++) for (let k = 0; k < n; k++) a[i * n + j]! += b[i * n + k]! * b[j * n + k]!
        const count = Math.min(3, n)
        const { values, vectors } = leadingEigenpairs(a, n, count)
        const largest = symmetricEigen(a, n).values
        for (let v = 0; v < count; v++) {
          expect(Math.abs(values[v]! - largest[v]!)).toBeLessThan(1e-8 * largest[0]!)
          for (let i = 0; i < n; i++) {
            let product = 0
            for (let j = 0; j < n; j++) product += a[i * n + j]! * vectors[v * n + j]!
            expect(Math.abs(product - values[v]! * vectors[v * n + i]!)).toBeLessThan(1e-5 * largest[0]!)
          }
          for (let u = 0; u <= v; u++) {
            let dot = 0
            for (let i = 0; i < n; i++) dot += vectors[u * n + i]! * vectors[v * n + i]!
            expect(dot).toBeCloseTo(u === v ? 1 : 0, 8)
          }
        }
      }),
      { numRuns: 40 },
    )
  })

  it('survives matrices without rank', () => {
    const { values, vectors } = leadingEigenpairs(new Float64Array(9), 3, 2)
    expect([...values]).toEqual([0, 0])
    expect(vectors.every(Number.isFinite)).toBe(true)
  })
})

describe('reduceEmbedding', () => {
  const width = 16
  const height = 12
  const pixels = width * height

  it('keeps all distances when no component is dropped', () => {
    const random = createRandom(2)
    const dims = 4
    const data = Float32Array.from({ length: dims * pixels }, () => random.normal())
    const reduced = reduceEmbedding({ width, height, dims, data }, { normalise: false, components: dims })
    for (let i = 1; i < pixels; i += 7) {
      let before = 0
      let after = 0
      for (let d = 0; d < dims; d++) {
        before += (data[d * pixels + i]! - data[d * pixels]!) ** 2
        after += (reduced.data[i * dims + d]! - reduced.data[d]!) ** 2
      }
      expect(after).toBeCloseTo(before, 4)
    }
  })

  it('finds the one direction in which pixels differ', () => {
    const data = new Float32Array(3 * pixels)
    for (let i = 0; i < pixels; i++) for (let d = 0; d < 3; d++) data[d * pixels + i] = 5 + i * [2, -1, 2][d]!
    const reduced = reduceEmbedding({ width, height, dims: 3, data }, { normalise: false, components: 2 })
    for (let i = 0; i < pixels; i++) {
      // Length of (2, -1, 2) is 3; centred on the mean index.
      expect(reduced.data[2 * i]).toBeCloseTo(3 * (i - (pixels - 1) / 2), 2)
      expect(reduced.data[2 * i + 1]).toBeCloseTo(0, 3)
    }
  })

  it('takes rounding noise for what it is', () => {
    const random = createRandom(3)
    const data = Float32Array.from({ length: 4 * pixels }, () => 1 + 1e-7 * random.normal())
    const reduced = reduceEmbedding({ width, height, dims: 4, data }, { normalise: true, components: 4 })
    expect(reduced.data.every(value => value === 0)).toBe(true)
  })

  it('makes pixels of one direction equal when normalising, zero vectors included', () => {
    const data = new Float32Array(2 * pixels)
    for (let i = 1; i < pixels; i++) for (let d = 0; d < 2; d++) data[d * pixels + i] = i * (d + 1)
    const reduced = reduceEmbedding({ width, height, dims: 2, data }, { normalise: true, components: 2 })
    for (let i = 2; i < pixels; i++) expect(reduced.data[2 * i]).toBeCloseTo(reduced.data[2]!, 5)
    expect(reduced.data.every(Number.isFinite)).toBe(true)
  })
})

describe('project', () => {
  it('gives of pieces what it gives of the whole', () => {
    const random = createRandom(4)
    const [width, height, dims] = [9, 6, 7]
    const pixels = width * height
    const data = Float32Array.from({ length: dims * pixels }, () => random.normal())
    const whole = { width, height, dims, data }
    for (const normalise of [true, false]) {
      const options = { normalise, components: 3 }
      const basis = principalBasis([whole], options)
      const out = { width, height, dims: 4, data: new Float32Array(4 * pixels).fill(-1) }
      for (const [left, right] of [
        [0, 4],
        [4, 9],
      ] as const) {
        const columns = Array.from({ length: dims * height }, (_, row) =>
          data.slice(row * width + left, row * width + right),
        )
        const piece = { width: right - left, height, dims, data: Float32Array.from(columns.flatMap(row => [...row])) }
        project(piece, basis, out, { x: left, y: 0 })
      }
      const expected = reduceEmbedding(whole, options).data
      for (let i = 0; i < pixels; i++) {
        for (let c = 0; c < 3; c++) expect(out.data[4 * i + c]).toBe(expected[3 * i + c])
        expect(out.data[4 * i + 3]).toBe(-1)
      }
    }
  })

  it('takes its basis from several pieces as from one that holds them all', () => {
    const random = createRandom(6)
    const dims = 5
    const piece = (pixels: number) => ({
      width: pixels,
      height: 1,
      dims,
      data: Float32Array.from({ length: dims * pixels }, () => random.normal()),
    })
    const [a, b] = [piece(11), piece(4)]
    const rows = Array.from({ length: dims }, (_, d) => [
      ...a.data.slice(d * 11, (d + 1) * 11),
      ...b.data.slice(d * 4, (d + 1) * 4),
    ])
    const both = { width: 15, height: 1, dims, data: Float32Array.from(rows.flat()) }
    const options = { normalise: true, components: 2 }
    expect(principalBasis([a, b], options)).toEqual(principalBasis([both], options))
  })

  it('refuses another number of dims, and rows too short', () => {
    const one = { width: 1, height: 1, dims: 3, data: Float32Array.of(1, 2, 3) }
    const basis = principalBasis([one], { normalise: false, components: 2 })
    const out = { width: 1, height: 1, dims: 2, data: new Float32Array(2) }
    expect(() => project({ ...one, dims: 2 }, basis, out)).toThrow(/dims of an embedding/)
    expect(() => project(one, basis, { ...out, dims: 1 })).toThrow(/dims of the features/)
  })
})

describe('featureSpace', () => {
  const [width, height] = [5, 4]
  const random = createRandom(8)
  const embedding = { width, height, dims: 3, data: Float32Array.from({ length: 60 }, () => 3 * random.normal()) }
  const values = { width, height, dims: 2, data: Float32Array.from({ length: 40 }, () => 100 + random.normal()) }
  const options = { normalise: false, components: 3, intensityWeight: 1 }
  const features = (space: FeatureSpace) => {
    const partial = createFeatures(space, { width, height })
    partial.add(embedding, { x: 0, y: 0 })
    return partial.finish(values)
  }
  /** Mean squared distance of two pixels over all pairs, in the given columns. */
  function spread(data: ArrayLike<number>, dims: number, from: number, to: number): number {
    let sum = 0
    for (let i = 0; i < 20; i++)
      for (let j = 0; j < 20; j++)
        for (let d = from; d < to; d++) sum += (data[i * dims + d]! - data[j * dims + d]!) ** 2
    return sum / 400
  }

  it('makes both parts of a squared distance as large on average, or weight squared times', () => {
    for (const weight of [1, 0.5, 2]) {
      const { dims, data } = features(featureSpace([{ embedding, values }], { ...options, intensityWeight: weight }))
      expect(dims).toBe(5)
      expect(spread(data, 5, 3, 5) / spread(data, 5, 0, 3)).toBeCloseTo(weight ** 2, 4)
    }
  })

  it('leaves values out at weight 0 or where there are none, and adds nothing where they do not vary', () => {
    expect(featureSpace([{ embedding, values }], { ...options, intensityWeight: 0 }).valueDims).toBe(0)
    expect(featureSpace([{ embedding }], options).valueDims).toBe(0)
    const flat = { ...values, data: new Float32Array(40).fill(7) }
    expect(featureSpace([{ embedding, values: flat }], options).valueScale).toBe(0)
  })

  it('refuses values of another image', () => {
    const space = featureSpace([{ embedding, values }], options)
    const partial = createFeatures(space, { width, height })
    expect(() => partial.finish({ ...values, data: new Float32Array(41) })).toThrow(/values beside/)
  })
})
