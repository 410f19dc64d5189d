/** Measures against analytic shapes and a naive count, with the tolerances that their estimators allow. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Image, LabelMap } from '../image/image.ts'
import type { LabelVolume, Volume } from '../image/volume.ts'
import { measureRegions } from './index.ts'

/** Label 1 where the shape is, 0 elsewhere. */
function drawn(width: number, height: number, inside: (x: number, y: number) => boolean): LabelMap {
  const labels = Int32Array.from({ length: width * height }, (_, i) =>
    inside(i % width, Math.floor(i / width)) ? 1 : 0,
  )
  return { width, height, labels }
}

const shapeOf = (map: LabelMap | LabelVolume) => measureRegions(map).find(({ label }) => label === 1)!

describe('measureRegions', () => {
  it('of a disc gives its area, centre and perimeter', () => {
    for (const radius of [8, 15.5, 40]) {
      const [cx, cy] = [60.25, 55.5]
      const disc = shapeOf(drawn(128, 110, (x, y) => Math.hypot(x - cx, y - cy) <= radius))
      expect(Math.abs(disc.size / (Math.PI * radius ** 2) - 1)).toBeLessThan(0.02)
      expect(disc.centroid[0]).toBeCloseTo(cx, 0)
      expect(disc.centroid[1]).toBeCloseTo(cy, 0)
      expect(Math.abs(disc.perimeter! / (2 * Math.PI * radius) - 1)).toBeLessThan(0.02)
    }
  })

  it('of a disc on pixels that are no squares gives what it is in millimetres', () => {
    const geometry = { spacingMm: [0.5, 0.8], originMm: [-10, 4], direction: [0, -1, 1, 0] } as const
    const map = drawn(160, 100, (x, y) => Math.hypot((x - 80) * 0.5, (y - 50) * 0.8) <= 20)
    const disc = shapeOf({ ...map, geometry })
    expect(Math.abs(disc.areaMm2! / (Math.PI * 400) - 1)).toBeLessThan(0.01)
    expect(Math.abs(disc.perimeterMm! / (2 * Math.PI * 20) - 1)).toBeLessThan(0.03)
    // The first axis runs along the second of the world: (80, 50) px are (40, 40) mm along the axes.
    expect(disc.centroidMm![0]).toBeCloseTo(-10 - 40, 6)
    expect(disc.centroidMm![1]).toBeCloseTo(4 + 40, 6)
  })

  it('of a rectangle: exact extent, and the perimeter short by the share that its docstring states', () => {
    const [w, h] = [300, 200]
    const rectangle = shapeOf(drawn(400, 300, (x, y) => x >= 20 && x < 20 + w && y >= 30 && y < 30 + h))
    expect(rectangle.size).toBe(w * h)
    expect(rectangle.boundingBox).toEqual({ first: [20, 30], last: [319, 229] })
    expect(rectangle.centroid).toEqual([20 + (w - 1) / 2, 30 + (h - 1) / 2])
    const straight = (Math.PI / 8) * (1 + Math.SQRT2) // 0.948
    // Corners cost less than a pixel each.
    expect(Math.abs(rectangle.perimeter! - straight * 2 * (w + h))).toBeLessThan(4)
  })

  it('of straight edges in all directions: from 5.2 % too short to 2.6 % too long, right on average', () => {
    const ratios = Array.from({ length: 24 }, (_, k) => {
      const angle = (k * Math.PI) / 48
      const side = 240
      const [cos, sin] = [Math.cos(angle), Math.sin(angle)]
      const square = drawn(360, 360, (x, y) => {
        const [u, v] = [x - 180.3, y - 179.6]
        return Math.abs(cos * u + sin * v) <= side / 2 && Math.abs(cos * v - sin * u) <= side / 2
      })
      return shapeOf(square).perimeter! / (4 * side)
    })
    expect(Math.min(...ratios)).toBeGreaterThan(1 - 0.052 - 0.008)
    expect(Math.max(...ratios)).toBeLessThan(1 + 0.026 + 0.008)
    expect(Math.abs(ratios.reduce((sum, ratio) => sum + ratio, 0) / ratios.length - 1)).toBeLessThan(0.01)
  })

  it('of an ellipsoid in a turned volume: volume and centre in the patient', () => {
    const [width, height, depth] = [64, 60, 30]
    const spacingMm = [0.7, 0.9, 2] as const
    const centre = [30, 28, 14]
    const axesMm = [15, 18, 20]
    const labels = new Int32Array(width * height * depth)
    for (let i = 0; i < labels.length; i++) {
      const at = [i % width, Math.floor(i / width) % height, Math.floor(i / (width * height))]
      const far = at.reduce((sum, p, axis) => sum + (((p - centre[axis]!) * spacingMm[axis]!) / axesMm[axis]!) ** 2, 0)
      labels[i] = far <= 1 ? 1 : 0
    }
    const [c, s] = [Math.cos(0.4), Math.sin(0.4)]
    const direction = [c, -s, 0, s, c, 0, 0, 0, -1]
    const region = shapeOf({ width, height, depth, labels, geometry: { spacingMm, originMm: [5, -6, 7], direction } })
    const expected = (4 / 3) * Math.PI * axesMm.reduce((product, a) => product * a, 1)
    expect(Math.abs(region.volumeMm3! / expected - 1)).toBeLessThan(0.01)
    const [x, y, z] = centre.map((p, axis) => p * spacingMm[axis]!) as [number, number, number]
    const placed = [5 + c * x - s * y, -6 + s * x + c * y, 7 - z]
    for (const [axis, mm] of placed.entries()) expect(region.centroidMm![axis]).toBeCloseTo(mm, 6)
    expect(region).not.toHaveProperty('areaMm2')
    expect(region).not.toHaveProperty('perimeter')
  })

  it('gives no millimetres where the spacing is unknown', () => {
    const region = shapeOf(drawn(5, 4, x => x > 2))
    for (const field of ['areaMm2', 'volumeMm3', 'centroidMm', 'perimeterMm', 'intensity'])
      expect(region).not.toHaveProperty(field)
  })

  it('is what a search over all pixels finds, for every label, in images and volumes', () => {
    const [width, height, depth] = [4, 3, 2]
    const total = width * height * depth
    const label = fc.constantFrom(0, 3, 4, 900)
    const value = fc.float({ min: -1000, max: 1000, noNaN: true })
    fc.assert(
      fc.property(
        fc.array(label, { minLength: total, maxLength: total }),
        fc.array(value, { minLength: 2 * total, maxLength: 2 * total }),
        (ids, values) => {
          const labels = Int32Array.from(ids)
          const volume: Volume = {
            width,
            height,
            depth,
            channels: 2,
            pixels: Float32Array.from(values),
            sampleType: 'float32',
          }
          const measured = measureRegions({ width, height, depth, labels }, volume)
          expect(measured.map(region => region.label)).toEqual([...new Set(ids)].sort((a, b) => a - b))
          for (const region of measured) {
            const inside = [...labels.keys()].filter(i => labels[i] === region.label)
            const along = [(i: number) => i % width, (i: number) => Math.floor(i / width) % height].concat(i =>
              Math.floor(i / (width * height)),
            )
            expect(region.size).toBe(inside.length)
            for (const [axis, position] of along.entries()) {
              const at = inside.map(position)
              expect(region.boundingBox.first[axis]).toBe(Math.min(...at))
              expect(region.boundingBox.last[axis]).toBe(Math.max(...at))
              expect(region.centroid[axis]).toBeCloseTo(at.reduce((sum, p) => sum + p, 0) / at.length, 10)
            }
            for (const [c, channel] of region.intensity!.entries()) {
              const seen = inside.map(i => volume.pixels[c * total + i]!)
              const mean = seen.reduce((sum, v) => sum + v, 0) / seen.length
              expect(channel.mean).toBeCloseTo(mean, 8)
              const variance = seen.reduce((sum, v) => sum + (v - mean) ** 2, 0) / seen.length
              expect(channel.standardDeviation).toBeCloseTo(Math.sqrt(variance), 8)
              expect([channel.min, channel.max]).toEqual([Math.min(...seen), Math.max(...seen)])
            }
          }
        },
      ),
      { numRuns: 50 },
    )
  })

  it('does not change when the image is mirrored or turned, but for places', () => {
    const side = 12
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 2 }), { minLength: side ** 2, maxLength: side ** 2 }), ids => {
        const labels = Int32Array.from(ids)
        const map = { width: side, height: side, labels }
        const mirrored = labels.map((_, i) => labels[i - (i % side) + side - 1 - (i % side)]!)
        const turned = labels.map((_, i) => labels[(i % side) * side + Math.floor(i / side)]!)
        for (const other of [mirrored, turned]) {
          const moved = measureRegions({ ...map, labels: other })
          for (const [r, region] of measureRegions(map).entries()) {
            expect(moved[r]!.size).toBe(region.size)
            expect(moved[r]!.perimeter).toBeCloseTo(region.perimeter!, 8)
          }
        }
      }),
      { numRuns: 50 },
    )
  })

  it('leaves out what is not finite, and keeps small spreads of large values', () => {
    const image: Image = {
      width: 4,
      height: 1,
      channels: 2,
      pixels: Float32Array.of(1e6, 1e6 + 1, Number.NaN, Number.POSITIVE_INFINITY, ...Array(4).fill(Number.NaN)),
      sampleType: 'float32',
    }
    const [region] = measureRegions({ width: 4, height: 1, labels: new Int32Array(4) }, image)
    expect(region!.intensity![0]).toEqual({ mean: 1e6 + 0.5, standardDeviation: 0.5, min: 1e6, max: 1e6 + 1 })
    expect(Object.values(region!.intensity![1]!)).toEqual(Array(4).fill(Number.NaN))
  })

  it('refuses labels and intensities that do not fit', () => {
    expect(() => measureRegions({ width: 2, height: 2, labels: new Int32Array(3) })).toThrow(
      'must hold 4 values. Got 3',
    )
    const image = { width: 1, height: 1, channels: 1, pixels: new Float32Array(1), sampleType: 'uint8' } as const
    expect(() => measureRegions({ width: 2, height: 1, labels: new Int32Array(2) }, image)).toThrow('must hold 2')
  })
})
