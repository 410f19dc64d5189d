/** Outlines filled again by counting crossings, on random maps. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { connectedComponents } from './components.ts'
import { outlineRegions, type Ring } from './index.ts'

const [width, height] = [8, 7]
const labelMap = fc
  .array(fc.integer({ min: 0, max: 2 }), { minLength: width * height, maxLength: width * height })
  .map(values => ({ width, height, labels: Int32Array.from(values, value => 7 * value) }))

const corners = (ring: Ring): [number, number][] =>
  Array.from({ length: ring.length / 2 }, (_, k) => [ring[2 * k]!, ring[2 * k + 1]!])
const area = (ring: Ring): number =>
  corners(ring).reduce((sum, [x, y], k, all) => {
    const [u, v] = all[(k + 1) % all.length]!
    return sum + (x * v - u * y) / 2
  }, 0)

/** Whether a ray to the right of (x, y) crosses the rings an odd number of times. */
function isInside(rings: readonly Ring[], x: number, y: number): boolean {
  let crossings = 0
  for (const ring of rings)
    for (const [k, [ax, ay]] of corners(ring).entries()) {
      const [, by] = corners(ring)[(k + 1) % (ring.length / 2)]!
      if (ay > y !== by > y && ax > x) crossings++
    }
  return crossings % 2 === 1
}

describe('outlineRegions', () => {
  it('filled, give every region back, each part once', () => {
    fc.assert(
      fc.property(labelMap, map => {
        const outlines = outlineRegions(map)
        expect(outlines.length).toBe(connectedComponents(map.labels, width, height, 4).count)
        for (let y = 0, i = 0; y < height; y++)
          for (let x = 0; x < width; x++, i++) {
            const over = outlines.filter(({ exterior, holes }) => isInside([exterior, ...holes], x + 0.5, y + 0.5))
            expect(over.map(outline => outline.label)).toEqual([map.labels[i]])
          }
      }),
    )
  })

  it('are simple rings that turn at every corner, the region on one side', () => {
    fc.assert(
      fc.property(labelMap, map => {
        for (const { exterior, holes } of outlineRegions(map)) {
          expect(area(exterior)).toBeGreaterThan(0)
          for (const hole of holes) expect(area(hole)).toBeLessThan(0)
          for (const ring of [exterior, ...holes]) {
            const all = corners(ring)
            expect(new Set(all.map(String)).size).toBe(all.length)
            for (const [k, [x, y]] of all.entries()) {
              const [u, v] = all[(k + 1) % all.length]!
              const [s, t] = all[(k + 2) % all.length]!
              expect([x === u, y === v]).toEqual([u !== s, v !== t])
            }
          }
        }
      }),
    )
  })

  it('of a frame are the frame and its hole', () => {
    const labels = Int32Array.from('111101111', Number)
    expect(outlineRegions({ width: 3, height: 3, labels })).toEqual([
      { label: 0, exterior: [2, 1, 2, 2, 1, 2, 1, 1], holes: [] },
      { label: 1, exterior: [3, 0, 3, 3, 0, 3, 0, 0], holes: [[1, 1, 1, 2, 2, 2, 2, 1]] },
    ])
  })
})
