/** Against versions that follow the definitions word by word. */
import { describe, expect, it } from 'vitest'
import type { Mask } from '../image/image.ts'
import { createRandom } from '../random/index.ts'
import { eachPolygonRun, fillHoles, flood, growMask, keepLargest, shrinkMask, smoothMask } from './index.ts'

const random = createRandom(5)
const [width, height] = [19, 13]
const pixels = Array.from({ length: width * height }, (_, i) => ({ x: i % width, y: Math.floor(i / width) }))
const maskOf = (inside: (p: { x: number; y: number }, i: number) => boolean): Mask => ({
  width,
  height,
  data: Uint8Array.from(pixels, (p, i) => (inside(p, i) ? 1 : 0)),
})
const noisy = (share: number): Mask => maskOf(() => random.uniform() < share)

describe('growMask and shrinkMask', () => {
  it('take what is within the radius, and leave what is too near the outside', () => {
    for (const share of [0.05, 0.3, 0.9, 0])
      for (const radius of [0, 1, 1.5, 2, 4.3]) {
        const mask = noisy(share)
        const near = (p: { x: number; y: number }, value: number): boolean =>
          pixels.some((q, j) => mask.data[j] === value && Math.hypot(p.x - q.x, p.y - q.y) <= radius + 1e-9)
        expect(growMask(mask, radius)).toEqual(maskOf(p => near(p, 1)))
        expect(shrinkMask(mask, radius)).toEqual(maskOf(p => !near(p, 0)))
      }
  })
})

describe('smoothMask', () => {
  it('keeps straight edges, and drops specks, hairs and pinholes', () => {
    const left = maskOf(({ x }) => x < 8)
    for (const radius of [0.7, 1, 2]) {
      expect(smoothMask(left, radius)).toEqual(left)
      expect(
        smoothMask(
          maskOf(({ x, y }) => x < 8 !== (x === 3 && y === 6)),
          radius,
        ),
      ).toEqual(left)
      expect(
        smoothMask(
          maskOf(({ x, y }) => x < 8 || (x === 15 && y === 6)),
          radius,
        ),
      ).toEqual(left)
    }
    expect(
      smoothMask(
        maskOf(({ y }) => y === 6),
        1,
      ).data,
    ).not.toContain(1)
  })
})

/** All that can be reached from some pixels, one step by sides (4) or also corners (8) at a time. */
function reach(from: readonly number[], steps: 4 | 8, allowed: (i: number) => boolean): Set<number> {
  const reached = new Set(from.filter(allowed))
  for (const i of reached)
    for (const [j, q] of pixels.entries()) {
      const [dx, dy] = [Math.abs(q.x - pixels[i]!.x), Math.abs(q.y - pixels[i]!.y)]
      if ((steps === 4 ? dx + dy === 1 : Math.max(dx, dy) === 1) && allowed(j)) reached.add(j)
    }
  return reached
}

const isBorder = ({ x, y }: { x: number; y: number }): boolean =>
  x === 0 || y === 0 || x === width - 1 || y === height - 1

it('fillHoles adds what the border does not reach', () => {
  for (const share of [0.4, 0.55, 0.7]) {
    const mask = noisy(share)
    const open = reach(
      pixels.flatMap((p, i) => (isBorder(p) ? [i] : [])),
      4,
      i => mask.data[i] === 0,
    )
    expect(fillHoles(mask)).toEqual(maskOf((_, i) => !open.has(i)))
  }
})

it('keepLargest keeps one of the largest parts, whole', () => {
  for (const share of [0, 0.1, 0.25, 0.4]) {
    const mask = noisy(share)
    const parts = pixels.flatMap((_, i) => (mask.data[i] === 1 ? [reach([i], 8, j => mask.data[j] === 1)] : []))
    const most = Math.max(0, ...parts.map(({ size }) => size))
    const kept = new Set([...keepLargest(mask).data.entries()].flatMap(([i, value]) => (value === 1 ? [i] : [])))
    expect(kept.size).toBe(most)
    if (most > 0) expect(parts).toContainEqual(kept)
  }
})

it('flood takes what is reached by sides, once', () => {
  for (let n = 0; n < 20; n++) {
    const mask = noisy(0.6)
    const start = random.integer(pixels.length)
    const expected = reach([start], 4, i => mask.data[i] === 1)
    const taken = new Set<number>()
    flood(
      mask,
      pixels[start]!,
      i => mask.data[i] === 1 && !taken.has(i),
      (row, from, to) => {
        for (let x = from; x <= to; x++) {
          expect(taken).not.toContain(row * width + x)
          taken.add(row * width + x)
        }
      },
    )
    expect(taken).toEqual(expected)
  }
})

describe('eachPolygonRun', () => {
  const draw = (corners: readonly { x: number; y: number }[]): Mask => {
    const data = new Uint8Array(width * height)
    eachPolygonRun(corners, { width, height }, (row, from, to) => {
      expect(from).toBeLessThanOrEqual(to)
      data.fill(1, row * width + from, row * width + to + 1)
    })
    return { width, height, data }
  }

  it('draws a triangle by its three half-planes, whichever way round it goes', () => {
    for (let n = 0; n < 40; n++) {
      const corner = () => ({ x: 30 * random.uniform() - 5, y: 20 * random.uniform() - 4 })
      const [a, b, c] = [corner(), corner(), corner()]
      const side = (p: typeof a, q: typeof a, r: typeof a): number =>
        (q.x - p.x) * (r.y - p.y) - (q.y - p.y) * (r.x - p.x)
      const turn = Math.sign(side(a, b, c))
      const inside = maskOf(p => [side(a, b, p), side(b, c, p), side(c, a, p)].every(value => value * turn > 0))
      expect(draw([a, b, c])).toEqual(inside)
      expect(draw([c, b, a])).toEqual(inside)
    }
  })

  it('leaves out what is enclosed twice, and draws nothing of a line', () => {
    const square = (low: number, high: number) => [
      { x: low, y: low },
      { x: high, y: low },
      { x: high, y: high },
      { x: low, y: high },
    ]
    // The way from one square to the other and back encloses nothing.
    const ring = [...square(1.5, 10.5), { x: 1.5, y: 1.5 }, ...square(4.5, 7.5), { x: 4.5, y: 4.5 }]
    const within = (p: { x: number; y: number }, low: number, high: number): boolean =>
      Math.min(p.x, p.y) > low && Math.max(p.x, p.y) < high
    expect(draw(ring)).toEqual(maskOf(p => within(p, 1.5, 10.5) && !within(p, 4.5, 7.5)))
    expect(
      draw([
        { x: 2, y: 2.2 },
        { x: 9, y: 9.2 },
      ]).data,
    ).not.toContain(1)
    expect(draw([]).data).not.toContain(1)
  })
})
