import { expect, it } from 'vitest'
import { createRandom } from '../random/index.ts'
import { snapToRegions } from './snap.ts'

it('takes a region by the majority of its pixels, at any level', () => {
  const random = createRandom(2)
  for (let n = 0; n < 50; n++) {
    const segments = 12
    const leaves = Int32Array.from({ length: 150 }, (_, i) => (i < segments ? i : random.integer(segments)))
    const mass = new Float64Array(segments)
    for (const leaf of leaves) mass[leaf]!++
    const inside = Uint8Array.from(leaves, () => random.integer(2))
    const lookup = Int32Array.from({ length: segments }, () => random.integer(4))
    const majority = (belongs: (leaf: number) => boolean): number => {
      const own = [...inside].filter((_, i) => belongs(leaves[i]!))
      return own.filter(value => value === 1).length > own.length / 2 ? 1 : 0
    }
    expect([...snapToRegions({ leaves, segments, mass }, inside)]).toEqual(
      Array.from({ length: segments }, (_, segment) => majority(leaf => leaf === segment)),
    )
    expect([...snapToRegions({ leaves, segments, mass }, inside, lookup)]).toEqual(
      Array.from(lookup, region => majority(leaf => lookup[leaf] === region)),
    )
  }
})
