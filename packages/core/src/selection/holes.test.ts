import fc from 'fast-check'
import { expect, it } from 'vitest'
import { createRandom } from '../random/index.ts'
import { withoutHoles } from './holes.ts'
import { segmentGraph } from './segment-graph.ts'

/** By flooding from the border around the members and the mask, then from the members into what was not reached. */
function byFlooding(width: number, members: Int32Array, allowed: Uint8Array, mask: Uint8Array): number[] {
  const size = mask.length
  const around = (p: number): number[] => [
    ...(p % width > 0 ? [p - 1] : []),
    ...(p % width < width - 1 ? [p + 1] : []),
    ...[p - width, p + width].filter(q => q >= 0 && q < size),
  ]
  const closed = new Set([...members, ...[...mask.keys()].filter(p => mask[p] === 1)])
  const open = [...mask.keys()].filter(p => around(p).length < 4 && !closed.has(p))
  const seen = new Set(open)
  for (const p of open)
    for (const q of around(p))
      if (!closed.has(q) && !seen.has(q)) {
        seen.add(q)
        open.push(q)
      }
  const filled = new Set(members)
  for (const p of filled)
    for (const q of around(p)) if (!closed.has(q) && !seen.has(q) && allowed[q] === 1) filled.add(q)
  return [...filled].sort((a, b) => a - b)
}

it('finds for every size what flooding each of them finds', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 8 }), fc.integer({ min: 1, max: 8 }), fc.nat(), (width, height, seed) => {
      const random = createRandom(seed)
      const size = width * height
      const labels = Int32Array.from({ length: size }, (_, p) => p)
      const graph = segmentGraph({ width, height, labels }, size, new Float64Array(size))
      const mask = Uint8Array.from({ length: size }, () => (random.uniform() < 0.2 ? 1 : 0))
      const allowed = mask.map(value => (value === 0 && random.uniform() < 0.9 ? 1 : 0))
      const order = Int32Array.from(labels.filter(p => allowed[p] === 1 && random.uniform() < 0.7))
      for (let at = order.length - 1; at > 0; at--) {
        const other = random.integer(at + 1)
        ;[order[at], order[other]] = [order[other]!, order[at]!]
      }
      const stops = [...order.keys()].map(at => at + 1).filter(() => random.uniform() < 0.5)
      const found = withoutHoles({ graph, segments: size }, order, stops, { allowed, mask })
      expect(found.map(members => [...members].sort((a, b) => a - b))).toEqual(
        stops.map(stop => byFlooding(width, order.subarray(0, stop), allowed, mask)),
      )
    }),
    { numRuns: 400 },
  )
})
