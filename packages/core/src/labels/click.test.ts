/** Clicks and hints against plain searches, on random label maps and masks. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isCutsError } from '../errors.ts'
import { dice } from '../metrics/index.ts'
import { connectedComponents, largestComponent } from './components.ts'
import { maskOfLabel } from './hint.ts'
import { bestLevel, innermostPixel, labelHint, regionAt } from './index.ts'

const [width, height] = [7, 6]
const area = width * height
const maskData = fc.uint8Array({ minLength: area, maxLength: area, max: 1 })
const labelMap = fc
  .array(fc.integer({ min: 0, max: 3 }), { minLength: area, maxLength: area })
  .map(values => ({ width, height, labels: Int32Array.from(values, value => 10 * value) }))

describe('connectedComponents', () => {
  it('with corners joins what a chain of touching pixels joins, and numbers components in raster order', () => {
    fc.assert(
      fc.property(labelMap, ({ labels }) => {
        const { components, count } = connectedComponents(labels, width, height, 8)
        const reach = Int32Array.from({ length: area }, (_, i) => i)
        for (let changed = true; changed; ) {
          changed = false
          for (let i = 0; i < area; i++)
            for (let j = 0; j < area; j++) {
              const touches =
                Math.abs((i % width) - (j % width)) <= 1 &&
                Math.abs(Math.floor(i / width) - Math.floor(j / width)) <= 1 &&
                labels[i] === labels[j]
              if (touches && reach[j]! < reach[i]!) {
                reach[i] = reach[j]!
                changed = true
              }
            }
        }
        // Each pixel knows the first pixel of its component; those firsts, in order, are numbered 0, 1, 2, ...
        const firsts = [...new Set(reach)].sort((a, b) => a - b)
        expect(count).toBe(firsts.length)
        expect([...components]).toEqual(Array.from(reach, first => firsts.indexOf(first)))
      }),
      { numRuns: 40 },
    )
  })
})

describe('largestComponent', () => {
  it('is a component of the mask, and none is larger', () => {
    fc.assert(
      fc.property(maskData, mask => {
        const largest = largestComponent(mask, width, height)
        const { components, count } = connectedComponents(mask, width, height, 8)
        const sizes = Array.from({ length: count }, (_, c) =>
          components.reduce((sum, component, i) => sum + (component === c && mask[i] === 1 ? 1 : 0), 0),
        )
        const held = new Set(components.filter((_, i) => largest[i] === 1))
        expect(held.size).toBe(mask.includes(1) ? 1 : 0)
        expect(largest.reduce((sum, value) => sum + value, 0)).toBe(Math.max(0, ...sizes))
        expect(largest.every((value, i) => value <= mask[i]!)).toBe(true)
      }),
    )
  })

  it('is the first of equally large ones, and takes any nonzero value as inside', () => {
    expect([...largestComponent(Uint8Array.of(0, 9, 0, 255), 4, 1)]).toEqual([0, 1, 0, 0])
  })
})

describe('innermostPixel', () => {
  it('is the pixel of the largest component with the most room around it, the image border counting as an edge', () => {
    fc.assert(
      fc.property(maskData, data => {
        const component = largestComponent(data, width, height)
        const room = (x: number, y: number): number => {
          let nearest = Number.POSITIVE_INFINITY
          for (let v = -1; v <= height; v++)
            for (let u = -1; u <= width; u++) {
              const isInside = u >= 0 && v >= 0 && u < width && v < height && component[v * width + u] === 1
              if (!isInside) nearest = Math.min(nearest, (x - u) ** 2 + (y - v) ** 2)
            }
          return nearest
        }
        let most = 0
        for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) most = Math.max(most, room(x, y))
        const point = innermostPixel({ width, height, data })
        expect(point === undefined).toBe(!data.includes(1))
        if (point === undefined) return
        expect(component[point.y * width + point.x]).toBe(1)
        expect(room(point.x, point.y)).toBe(most)
      }),
    )
  })

  it('lies inside a ring, not in its hole, where the centroid would be', () => {
    const data = new Uint8Array(81)
    for (let y = 0; y < 9; y++) for (let x = 0; x < 9; x++) if (x < 2 || x > 6 || y < 2 || y > 6) data[y * 9 + x] = 1
    const { x, y } = innermostPixel({ width: 9, height: 9, data })!
    expect(data[y * 9 + x]).toBe(1)
  })

  it('of a mask that fills the image is its middle', () => {
    expect(innermostPixel({ width: 5, height: 9, data: new Uint8Array(45).fill(1) })).toEqual({ x: 2, y: 2 })
    expect(innermostPixel({ width: 1, height: 1, data: Uint8Array.of(1) })).toEqual({ x: 0, y: 0 })
  })
})

describe('regionAt and labelHint', () => {
  it('click: every pixel of the label under the click, connected or not, and no other', () => {
    fc.assert(
      fc.property(labelMap, fc.nat(width - 1), fc.nat(height - 1), (map, x, y) => {
        const { data } = regionAt(map, x, y)
        const clicked = map.labels[y * width + x]
        expect([...data]).toEqual(Array.from(map.labels, label => (label === clicked ? 1 : 0)))
      }),
    )
  })

  it('hint: no label covers more of the truth, and equally good ones are met later', () => {
    fc.assert(
      fc.property(labelMap, maskData, (map, data) => {
        const { label, mask } = labelHint(map, { width, height, data })
        const under = Array.from(map.labels).filter((_, i) => data[i] === 1)
        const count = (wanted: number | undefined): number => under.filter(value => value === wanted).length
        if (under.length === 0) expect(label).toBeUndefined()
        for (const other of under) {
          expect(count(label)).toBeGreaterThanOrEqual(count(other))
          if (count(other) === count(label)) expect(under.indexOf(label!)).toBeLessThanOrEqual(under.indexOf(other))
        }
        expect(mask.data).toEqual(label === undefined ? new Uint8Array(area) : maskOfLabel(map, label).data)
      }),
    )
  })

  it('keep the geometry of the map', () => {
    const geometry = { spacingMm: [0.5, 0.5], originMm: [0, 3], direction: [1, 0, 0, 1] } as const
    const map = { width: 2, height: 1, labels: Int32Array.of(0, 1), geometry }
    expect(regionAt(map, 1, 0).geometry).toBe(geometry)
    expect(labelHint(map, { width: 2, height: 1, data: Uint8Array.of(0, 0) }).mask.geometry).toBe(geometry)
  })

  it('refuse clicks outside the image or between pixels, saying where it lies', () => {
    const map = { width: 4, height: 3, labels: new Int32Array(12) }
    for (const [x, y] of [
      [-1, 0],
      [4, 0],
      [0, 3],
      [1.5, 0],
      [Number.NaN, 0],
    ] as const) {
      try {
        regionAt(map, x, y)
        expect.unreachable()
      } catch (error) {
        if (!isCutsError(error, 'InvalidArgument')) throw error
        expect(error.message).toBe(`(${x}, ${y}) lies outside the image of 4x3 pixels.`)
        expect(error.remedy).toBe('Give x from 0 to 3 and y from 0 to 2.')
      }
    }
  })
})

describe('bestLevel', () => {
  it('is the first mask that no other beats', () => {
    fc.assert(
      fc.property(fc.array(maskData, { minLength: 1, maxLength: 3 }), maskData, (drawn, truth) => {
        // Every mask twice, so that the best one always has an equal.
        const levels = [...drawn, ...drawn]
        const masks = levels.map(data => ({ width, height, data }))
        const { level, mask } = bestLevel(masks, { width, height, data: truth })
        const scores = levels.map(data => dice(data, truth))
        expect(level).toBe(scores.indexOf(Math.max(...scores)))
        expect(mask).toBe(masks[level])
      }),
    )
  })

  it('needs a level', () => {
    expect(() => bestLevel([], { width: 1, height: 1, data: Uint8Array.of(1) })).toThrow(/at least one level/)
  })
})
