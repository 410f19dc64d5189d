/** Boundaries in condensation: links that know them, and heights by what merges cost. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { checkOptions } from '../options/index.ts'
import { adjacencyOfContacts, type Contact } from '../prototypes/adjacency.ts'
import { superpixels } from '../prototypes/index.ts'
import type { PrototypeCloud } from '../prototypes/prototypes.ts'
import { createRandom } from '../random/index.ts'
import { assembleTree, partsOfTree } from '../tree/assemble.ts'
import { leavesBelow } from '../tree/index.ts'
import { condensationOptions, condense } from './index.ts'
import { relink, touchingLinks } from './links.ts'

const options = checkOptions('condensation', condensationOptions, { graph: 'adjacency' })

/** Prototypes in a row, with the strengths of the boundaries between them. */
function row(mean: readonly number[], strength: readonly number[], mass = mean.map(() => 10)): PrototypeCloud {
  const contacts: Map<number, Contact>[] = mean.map(() => new Map())
  for (const [i, edges] of strength.entries()) {
    const contact = { length: 5, edges: 5 * edges }
    contacts[i]!.set(i + 1, contact)
    contacts[i + 1]!.set(i, contact)
  }
  return {
    count: mean.length,
    dims: 1,
    mass: Float64Array.from(mass),
    mean: Float64Array.from(mean),
    position: Float64Array.from(mean.flatMap((_, i) => [i, 0])),
    width: mean.length,
    height: 1,
    adjacency: adjacencyOfContacts(contacts, true),
  }
}

/** A noisy image with edges, as superpixels. */
const clouds = fc.record({ seed: fc.nat(), side: fc.integer({ min: 4, max: 14 }) }).map(({ seed, side }) => {
  const random = createRandom(seed)
  const data = Float32Array.from({ length: side * side }, (_, i) => (i % side < side / 2 ? 0 : 2) + random.normal())
  const edges = Float32Array.from({ length: side * side }, () => random.uniform() ** 2)
  return superpixels({ width: side, height: side, dims: 1, data, edges }, { count: side, compactness: 0.1 })
})

describe('boundaries', () => {
  it('decide between equal steps: regions join across the weak edge first', () => {
    const first = (strength: readonly number[], boundaryWeight: number): number[] => {
      const tree = condense(row([0, 1, 2], strength), { ...options, boundaryWeight })
      return [tree.children[0]!, tree.children[1]!].sort()
    }
    expect(first([1, 0.2], 0.5)).toEqual([1, 2])
    expect(first([0.2, 1], 0.5)).toEqual([0, 1])
  })

  it('change nothing if all are alike, or at weight 0', () => {
    fc.assert(
      fc.property(clouds, cloud => {
        const { offsets, neighbours, boundaries } = cloud.adjacency!
        const { length } = boundaries!
        const plain = condense({ ...cloud, adjacency: { offsets, neighbours } }, { ...options, heights: 'bandwidth' })
        expect(condense(cloud, { ...options, heights: 'bandwidth', boundaryWeight: 0 })).toEqual(plain)
        const alike = {
          ...cloud,
          adjacency: { offsets, neighbours, boundaries: { length, strength: length.map(() => 3) } },
        }
        expect(condense(alike, { ...options, heights: 'bandwidth' })).toEqual(plain)
      }),
      { numRuns: 40 },
    )
  })

  it('join when regions do: lengths and edges add up', () => {
    fc.assert(
      fc.property(clouds, fc.nat(), (cloud, seed) => {
        if (cloud.count < 3) return
        const links = touchingLinks(cloud, 0.5)!
        const sum = (): number[] => {
          const each = links.flatMap((around, i) => [...around].filter(([j]) => j > i).map(([, link]) => link))
          return [each.reduce((s, { length }) => s + length, 0), each.reduce((s, { edges }) => s + edges, 0)]
        }
        const kept = seed % cloud.count
        const [gone, common] = [...links[kept]!][0] ?? []
        if (gone === undefined) return
        const [length, edges] = sum()
        const lost = { ...common! }
        relink(links, kept, gone, 0.5)
        expect(sum()[0]).toBeCloseTo(length! - lost.length, 9)
        expect(sum()[1]).toBeCloseTo(edges! - lost.edges, 9)
        for (const [i, around] of links.entries())
          for (const [j, link] of around) {
            expect(links[j]!.get(i)).toBe(link)
            expect(link.factor).toBeGreaterThanOrEqual(0.5)
            expect(link.factor).toBeLessThanOrEqual(0.5 + 0.5 * 400)
          }
      }),
    )
  })
})

describe('heights by cost', () => {
  it('are the costs of the merges: the reduced mass times the distance times the strength of the edge', () => {
    const tree = condense(row([0, 1, 4], [1, 3], [10, 10, 20]), options)
    // Mean strength 2: the first merge costs 5 * 1 * 0.5, the second 10 * 3.5 * 1.5.
    expect(tree.height[4]! - tree.height[3]!).toBeCloseTo(Math.log((10 * 3.5 * 1.5) / (5 * 1 * 0.5)), 9)
  })

  it('are Ward costs without boundaries', () => {
    const cloud = row([0, 1, 4], [1, 1], [10, 10, 20])
    const { offsets, neighbours } = cloud.adjacency!
    const tree = condense({ ...cloud, adjacency: { offsets, neighbours } }, options)
    expect(tree.height[4]! - tree.height[3]!).toBeCloseTo(Math.log((10 * 3.5 ** 2) / 5), 9)
  })

  it('keep the regions, and give a merge tree', () => {
    fc.assert(
      fc.property(clouds, cloud => {
        const regions = (heights: 'cost' | 'bandwidth'): string[] => {
          const tree = condense(cloud, { ...options, graph: 'adjacency+twins', heights })
          expect(assembleTree(partsOfTree(tree))).toEqual(tree)
          return Array.from(tree.parent, (_, node) => leavesBelow(tree, node).join()).sort()
        }
        expect(regions('cost')).toEqual(regions('bandwidth'))
      }),
      { numRuns: 60 },
    )
  })

  it('leave points that coincide together from the start', () => {
    const tree = condense(row([1, 1, 5, 5], [1, 1, 1]), options)
    expect([...tree.step.subarray(4)]).toEqual([0, 0, 1])
    expect(tree.height[4]).toBe(tree.height[0])
    const constant = condense(row([2, 2, 2], [1, 1]), options)
    expect([...constant.step]).toEqual([0, 0, 0, 0, 0])
  })
})
