import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createTreeBuilder } from '../condensation/tree-builder.ts'
import { isCutsError } from '../errors.ts'
import { createRandom } from '../random/index.ts'
import { assembleTree, partsOfTree } from './assemble.ts'
import { cutTree, leavesBelow, lowestCommonAncestor, type MergeTree, mapLabels } from './index.ts'
import { lifetimes } from './nodes.ts'

/** Random merges of `leaves` points: the heavier is kept, several merges share a height, some happen before the start. */
function randomTree(leaves: number, seed: number): MergeTree {
  const random = createRandom(seed)
  const mass = Float64Array.from({ length: leaves }, () => 1 + random.integer(20))
  const weights = mass.slice()
  const builder = createTreeBuilder(mass)
  const alive = Array.from({ length: leaves }, (_, i) => i)
  let height = -3
  let step = random.integer(2)
  while (alive.length > 1) {
    const [a] = alive.splice(random.integer(alive.length), 1) as [number]
    const b = alive[random.integer(alive.length)]!
    const [kept, gone] = weights[a]! >= weights[b]! ? [a, b] : [b, a]
    if (gone === b) alive[alive.indexOf(b)] = a
    weights[kept]! += weights[gone]!
    builder.merge(kept, gone, height, step)
    if (random.integer(3) > 0) {
      height += random.uniform()
      step++
    }
  }
  return builder.finish(step + 1, height + 0.5, -3)
}

const trees = fc
  .record({ leaves: fc.integer({ min: 1, max: 40 }), seed: fc.nat() })
  .map(({ leaves, seed }) => randomTree(leaves, seed))

/** Leaves below every node, straight from the children. */
function leafSets({ leaves, children }: MergeTree): Set<number>[] {
  const sets = Array.from({ length: leaves }, (_, leaf) => new Set([leaf]))
  for (let node = leaves; node < 2 * leaves - 1; node++) {
    const [a, b] = [children[2 * (node - leaves)]!, children[2 * (node - leaves) + 1]!]
    sets.push(new Set([...sets[a]!, ...sets[b]!]))
  }
  return sets
}

describe('cuts', () => {
  it('are nested, and a label stays with its region until a heavier one absorbs it', () => {
    fc.assert(
      fc.property(trees, tree => {
        for (let clusters = tree.leaves; clusters > 1; clusters--) {
          const fine = cutTree(tree, clusters)
          const coarse = cutTree(tree, clusters - 1)
          expect(new Set(fine).size).toBe(clusters)
          const massOf = (labels: Int32Array, label: number): number =>
            labels.reduce((sum, at, leaf) => sum + (at === label ? tree.mass[leaf]! : 0), 0)
          // One label goes: all its leaves go to one other label, which was no lighter; no other leaf changes.
          const changed = fine.map((label, leaf) => (label === coarse[leaf] ? -1 : label)).filter(label => label !== -1)
          const [gone] = changed
          expect(changed.every(label => label === gone)).toBe(true)
          expect(changed.length).toBe(fine.filter(label => label === gone).length)
          const into = new Set([...coarse].filter((_, leaf) => fine[leaf] === gone))
          expect(into.size).toBe(1)
          expect(massOf(fine, [...into][0]!)).toBeGreaterThanOrEqual(massOf(fine, gone!))
        }
      }),
      { numRuns: 40 },
    )
  })
})

describe('nodes', () => {
  it('sum their masses and hold their leaves', () => {
    fc.assert(
      fc.property(trees, tree => {
        for (const [node, set] of leafSets(tree).entries()) {
          expect([...leavesBelow(tree, node)]).toEqual([...set].sort((a, b) => a - b))
          expect(tree.mass[node]).toBe([...set].reduce((sum, leaf) => sum + tree.mass[leaf]!, 0))
          expect(set.has(tree.survivor[node]!)).toBe(true)
        }
      }),
      { numRuns: 40 },
    )
  })

  it('agree with a search of all nodes on the smallest that holds given ones', () => {
    fc.assert(
      fc.property(trees, fc.array(fc.nat(), { minLength: 1, maxLength: 5 }), (tree, some) => {
        const sets = leafSets(tree)
        const nodes = some.map(at => at % sets.length)
        const holding = sets.map((set, node) => ({
          node,
          size: set.size,
          all: nodes.every(n => isWithin(sets[n]!, set)),
        }))
        const best = holding.filter(({ all }) => all).sort((a, b) => a.size - b.size)[0]!
        expect(lowestCommonAncestor(tree, nodes)).toBe(best.node)
      }),
    )
    const tree = randomTree(4, 1)
    expect(() => lowestCommonAncestor(tree, [])).toThrow(/at least one node/)
    expect(() => lowestCommonAncestor(tree, [2, 7])).toThrow(/\[0, 7\). Got 7/)
    expect(() => leavesBelow(tree, -1)).toThrow(/Got -1/)
    expect(() => leavesBelow(tree, 0.5)).toThrow(/Got 0.5/)
  })

  it('live until the merge that ends them', () => {
    fc.assert(
      fc.property(trees, tree => {
        const lives = lifetimes(tree)
        expect(lives.every(life => life >= 0)).toBe(true)
        // Along any path to the root lifetimes add up to the whole span of heights.
        for (let leaf = 0; leaf < tree.leaves; leaf++) {
          let span = 0
          for (let node = leaf; node !== -1; node = tree.parent[node]!) span += lives[node]!
          expect(span).toBeCloseTo(tree.height.at(-1)! - tree.height[0]!, 9)
        }
      }),
    )
  })
})

function isWithin(small: Set<number>, large: Set<number>): boolean {
  return [...small].every(leaf => large.has(leaf))
}

describe('mapLabels', () => {
  it('looks every pixel up, whatever the arrays, and writes where it is told', () => {
    fc.assert(
      fc.property(fc.array(fc.nat({ max: 9 }), { minLength: 1, maxLength: 50 }), assignment => {
        const labels = Int32Array.from({ length: 10 }, (_, i) => 100 - i)
        const expected = assignment.map(p => 100 - p)
        const out = new Int32Array(assignment.length)
        expect(mapLabels(Int32Array.from(assignment), labels, out)).toBe(out)
        expect([...out]).toEqual(expected)
        expect([...mapLabels(Uint16Array.from(assignment), labels, new Uint16Array(assignment.length))]).toEqual(
          expected,
        )
      }),
    )
    expect(() => mapLabels(new Int32Array(3), new Int32Array(1), new Int32Array(2))).toThrow(/out must hold 3/)
  })
})

function thrownBy(action: () => unknown): unknown {
  try {
    action()
  } catch (error) {
    return error
  }
  return undefined
}

describe('assembleTree', () => {
  const good = {
    leafMass: [3, 2, 1],
    startHeight: 0,
    children: [1, 2, 0, 3],
    mergeHeight: [1, 2],
    mergeStep: [1, 2],
    iterations: 3,
    lastHeight: 2.5,
  }

  it('makes the same tree of its parts', () => {
    fc.assert(
      fc.property(trees, tree => {
        expect(assembleTree(partsOfTree(tree))).toEqual(tree)
      }),
    )
  })

  it('works out what follows', () => {
    const tree = assembleTree(good)
    expect([...tree.parent]).toEqual([4, 3, 3, 4, -1])
    expect([...tree.mass]).toEqual([3, 2, 1, 3, 6])
    expect([...tree.survivor]).toEqual([0, 1, 2, 1, 0])
    expect([...tree.height]).toEqual([0, 0, 0, 1, 2])
  })

  it.each([
    [{ leafMass: [] }, 'it has no leaves'],
    [{ leafMass: [3, 2, 0] }, 'the mass of leaf 2 is 0'],
    [{ leafMass: [3, 2, Number.NaN] }, 'the mass of leaf 2 is NaN'],
    [{ children: [1, 2, 0] }, '3 leaves need 4 children'],
    [{ children: [1, 2, 0, 4] }, 'merge 1 joins node 4, which does not exist yet'],
    [{ children: [1, 2, 0, 2] }, 'node 2 is joined twice'],
    [{ children: [2, 1, 0, 3] }, 'merge 0 names its lighter child first'],
    [{ mergeHeight: [1] }, '3 leaves need 2 values of mergeHeight, not 1'],
    [{ mergeHeight: [2, 1] }, 'merge 1 is lower than the merge before it'],
    [{ mergeHeight: [-1, 1] }, 'merge 0 is lower than the merge before it'],
    [{ mergeHeight: [1, Number.NaN] }, 'merge 1 is lower than the merge before it'],
    [{ mergeStep: [2, 1] }, 'merge 1 has an earlier step than the merge before it'],
    [{ mergeStep: [1, 4] }, 'it ends before its last merge'],
    [{ startHeight: Number.NEGATIVE_INFINITY }, 'a height is not finite'],
    [{ lastHeight: 1.5 }, 'it ends below its last merge'],
    [{ iterations: -1 }, 'its number of iterations is -1'],
  ])('refuses %j', (change, rule) => {
    const error = thrownBy(() => assembleTree({ ...good, ...change }))
    expect(isCutsError(error, 'Unreadable')).toBe(true)
    expect(String(error)).toContain(rule)
  })
})
