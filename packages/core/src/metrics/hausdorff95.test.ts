import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { hausdorff95 } from './index.ts'

const masks = fc
  .record({ width: fc.integer({ min: 1, max: 9 }), height: fc.integer({ min: 1, max: 9 }) })
  .chain(size => {
    const mask = fc.uint8Array({ minLength: size.width * size.height, maxLength: size.width * size.height, max: 1 })
    return fc.record({ width: fc.constant(size.width), height: fc.constant(size.height), a: mask, b: mask })
  })

describe('hausdorff95', () => {
  it('is the larger 95th percentile of distances between boundaries', () => {
    fc.assert(
      fc.property(masks, ({ width, height, a, b }) => {
        if (!a.includes(1) || !b.includes(1)) return
        const edge = (mask: Uint8Array): (readonly [number, number])[] => {
          const at = (x: number, y: number): number =>
            x < 0 || y < 0 || x >= width || y >= height ? 0 : mask[y * width + x]!
          const found: (readonly [number, number])[] = []
          for (let y = 0; y < height; y++)
            for (let x = 0; x < width; x++)
              if (at(x, y) === 1 && at(x - 1, y) * at(x + 1, y) * at(x, y - 1) * at(x, y + 1) === 0) found.push([x, y])
          return found
        }
        const percentile = (from: Uint8Array, to: Uint8Array): number => {
          const distances = edge(from).map(([x, y]) => Math.min(...edge(to).map(([u, v]) => Math.hypot(x - u, y - v))))
          distances.sort((p, q) => p - q)
          const rank = 0.95 * (distances.length - 1)
          const [low, high] = [distances[Math.floor(rank)]!, distances[Math.ceil(rank)]!]
          return low + (rank - Math.floor(rank)) * (high - low)
        }
        expect(hausdorff95(a, b, width, height)).toBeCloseTo(Math.max(percentile(a, b), percentile(b, a)), 9)
      }),
    )
  })

  it('does not see a stray pixel that decides the Hausdorff distance', () => {
    const square = new Uint8Array(50 * 50)
    for (let y = 10; y < 30; y++) square.fill(1, y * 50 + 10, y * 50 + 30)
    const stray = square.slice()
    stray[49 * 50 + 49] = 1
    expect(hausdorff95(stray, square, 50, 50)).toBe(0)
  })

  it('is 0 for two empty masks and the image diagonal where one is empty', () => {
    const [empty, full] = [new Uint8Array(12), new Uint8Array(12).fill(1)]
    expect(hausdorff95(empty, empty, 4, 3)).toBe(0)
    expect(hausdorff95(empty, full, 4, 3)).toBe(5)
    expect(hausdorff95(full, empty, 4, 3)).toBe(5)
  })
})
