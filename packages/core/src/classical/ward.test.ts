import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { PrototypeCloud } from '../prototypes/index.ts'
import { createRandom } from '../random/index.ts'
import { cutTree } from '../tree/index.ts'
import { wardTree } from './index.ts'

/** Prototypes of two features on a chain or a ring, of random masses. */
const cloud = fc
  .record({
    count: fc.integer({ min: 1, max: 12 }),
    ring: fc.boolean(),
    steps: fc.constantFrom(3, 1000),
    seed: fc.nat(),
  })
  .map(({ count, ring, steps, seed }): PrototypeCloud => {
    const random = createRandom(seed)
    const sets = Array.from({ length: count }, (_, p) =>
      [p - 1, p + 1, ...(ring ? [(p + 1) % count, (p + count - 1) % count] : [])].filter(
        (q, i, all) => q >= 0 && q < count && q !== p && all.indexOf(q) === i,
      ),
    )
    /** The same both ways; of no length where a place has met itself. */
    const edge = (p: number, q: number): number => ((Math.min(p, q) * 31 + Math.max(p, q) * 17 + seed) % 13) + 1
    const contacts = sets.flatMap((set, p) => set.toSorted((a, b) => a - b).map(q => edge(p, q)))
    const boundaries = {
      length: Float64Array.from(contacts, contact => 1 + (contact % 4)),
      strength: Float64Array.from(contacts, contact => contact / 3),
    }
    const offsets = Int32Array.from([0, ...sets.map((_, p) => sets.slice(0, p + 1).flat().length)])
    return {
      count,
      dims: 2,
      mass: Float64Array.from({ length: count }, () => 1 + random.integer(5)),
      mean: Float64Array.from({ length: 2 * count }, () => random.integer(steps) / steps),
      position: new Float64Array(2 * count),
      width: count,
      height: 1,
      adjacency: {
        offsets,
        neighbours: Int32Array.from(sets.flatMap(set => set.toSorted((a, b) => a - b))),
        boundaries,
      },
    }
  })

describe('wardTree', () => {
  it('joins, at every step, neighbours whose union adds least to the squares within groups', () => {
    fc.assert(
      fc.property(cloud, fc.constantFrom(0, 0.5, 1), (prototypes, weight) => {
        const tree = wardTree(prototypes, weight)
        for (let clusters = prototypes.count; clusters > 1; clusters--) {
          const [before, after] = [cutTree(tree, clusters), cutTree(tree, clusters - 1)]
          const labels = [...new Set(before)]
          expect(labels.length).toBe(clusters)
          const added = (a: number, b: number): number =>
            factorBetween(
              prototypes,
              weight,
              p => before[p] === a,
              q => before[q] === b,
            ) *
            (squares(prototypes, p => before[p] === a || before[p] === b) -
              squares(prototypes, p => before[p] === a) -
              squares(prototypes, p => before[p] === b))
          let least = Number.POSITIVE_INFINITY
          for (const [p, q] of touching(prototypes))
            if (before[p] !== before[q]) least = Math.min(least, added(before[p]!, before[q]!))
          const gone = labels.filter(label => !after.includes(label))
          expect(gone.length).toBe(1)
          const kept = after[before.indexOf(gone[0]!)]!
          expect(added(kept, gone[0]!)).toBeCloseTo(least, 9)
        }
      }),
    )
  })

  it('says what is missing where prototypes do not know their neighbours, or lie in parts', () => {
    const apart: PrototypeCloud = {
      count: 2,
      dims: 1,
      mass: Float64Array.of(1, 1),
      mean: Float64Array.of(0, 1),
      position: new Float64Array(4),
      width: 2,
      height: 1,
    }
    expect(() => wardTree(apart)).toThrow(/needs prototypes with neighbours/)
    const adjacency = { offsets: Int32Array.of(0, 0, 0), neighbours: new Int32Array(0) }
    expect(() => wardTree({ ...apart, adjacency })).toThrow(/connected prototypes/)
  })
})

/** Sum of squared distances of the chosen prototypes' pixels from their common mean. */
function squares({ count, dims, mass, mean }: PrototypeCloud, chosen: (p: number) => boolean): number {
  const members = Array.from({ length: count }, (_, p) => p).filter(chosen)
  const total = members.reduce((sum, p) => sum + mass[p]!, 0)
  let sum = 0
  for (let d = 0; d < dims; d++) {
    const centre = members.reduce((all, p) => all + mass[p]! * mean[p * dims + d]!, 0) / total
    for (const p of members) sum += mass[p]! * (mean[p * dims + d]! - centre) ** 2
  }
  return sum
}

/** 1 - weight + weight g^2, g being the mean strength of the edge between two groups relative to that of all pairs. */
function factorBetween(
  prototypes: PrototypeCloud,
  weight: number,
  isOne: (p: number) => boolean,
  isOther: (p: number) => boolean,
): number {
  const { offsets, neighbours, boundaries } = prototypes.adjacency!
  let [length, edges, all] = [0, 0, 0]
  for (let p = 0; p < prototypes.count; p++)
    for (let e = offsets[p]!; e < offsets[p + 1]!; e++) {
      all += boundaries!.strength[e]! / neighbours.length
      if (!isOne(p) || !isOther(neighbours[e]!)) continue
      length += boundaries!.length[e]!
      edges += boundaries!.length[e]! * boundaries!.strength[e]!
    }
  const strength = edges / length / all
  return 1 - weight + weight * strength * strength
}

function touching({ count, adjacency }: PrototypeCloud): (readonly [number, number])[] {
  const { offsets, neighbours } = adjacency!
  return Array.from({ length: count }, (_, p) =>
    [...neighbours.subarray(offsets[p], offsets[p + 1])].map(q => [p, q] as const),
  ).flat()
}
