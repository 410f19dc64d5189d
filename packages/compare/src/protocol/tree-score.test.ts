/** What a tree holds, against trying everything. */
import { assembleTree, createRandom, cutTree, labelHint, leavesBelow, type Mask } from '@cuts/core'
import { dice } from '@cuts/core/metrics'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { recallCounts } from '../comparison.ts'
import type { PredictedTree } from '../method.ts'
import { defaultProtocol } from './protocol.ts'
import { scorePrediction } from './score.ts'
import { scoreTree } from './tree-score.ts'

const [width, height] = [9, 7]

function example(seed: number): { readonly source: PredictedTree; readonly truth: Mask } {
  const random = createRandom(seed)
  const count = 2 + random.integer(24)
  const labels = Int32Array.from({ length: width * height }, (_, i) => (i < count ? i : random.integer(count)))
  const mass = new Float64Array(2 * count - 1)
  for (const leaf of labels) mass[leaf]!++
  const alive = Array.from({ length: count }, (_, leaf) => leaf)
  const children: number[] = []
  for (let node = count; alive.length > 1; node++) {
    const [a] = alive.splice(random.integer(alive.length), 1)
    const [b] = alive.splice(random.integer(alive.length), 1)
    children.push(...(mass[a!]! >= mass[b!]! ? [a!, b!] : [b!, a!]))
    mass[node] = mass[a!]! + mass[b!]!
    alive.push(node)
  }
  const merges = Array.from({ length: count - 1 }, (_, merge) => merge + 1)
  const tree = assembleTree({
    leafMass: mass.slice(0, count),
    startHeight: 0,
    children,
    mergeHeight: merges,
    mergeStep: merges,
    iterations: count,
    lastHeight: count,
  })
  const nodes = Array.from({ length: 2 * count - 1 }, (_, node) => node)
  const proposals = nodes.filter(() => random.integer(2) === 0).sort((a, b) => ((a * 7) % 11) - ((b * 7) % 11) || a - b)
  const clusters = [...new Set([1, 2, 3, 5, count].filter(number => number <= count))].sort((a, b) => a - b)
  const data = Uint8Array.from(labels, () => (random.integer(3) === 0 ? 1 : 0))
  data[random.integer(data.length)] = 1
  return {
    source: {
      tree,
      leaves: { width, height, labels },
      proposals,
      levels: { clusters, auto: random.integer(clusters.length) },
    },
    truth: { width, height, data },
  }
}

const seeds = fc.nat(1e6)

function diceOf({ tree, leaves }: PredictedTree, node: number, truth: Mask): number {
  const below = new Set(leavesBelow(tree, node))
  return dice(
    Uint8Array.from(leaves.labels, leaf => (below.has(leaf) ? 1 : 0)),
    truth.data,
  )
}

describe('what a tree holds', () => {
  it('is its best node, and the best among the first proposals', () => {
    fc.assert(
      fc.property(seeds, seed => {
        const { source, truth } = example(seed)
        const { bestNode, recall } = scoreTree(source, truth)
        const all = Array.from(source.tree.parent, (_, node) => diceOf(source, node, truth))
        expect(bestNode).toBeCloseTo(Math.max(...all), 12)
        for (const [index, count] of recallCounts.entries())
          expect(recall[index]).toBeCloseTo(
            Math.max(0, ...source.proposals.slice(0, count).map(node => all[node]!)),
            12,
          )
      }),
    )
  })

  it('never shrinks with further proposals, and is never more than the best node', () => {
    fc.assert(
      fc.property(seeds, seed => {
        const { source, truth } = example(seed)
        const { bestNode, recall } = scoreTree(source, truth)
        expect(recall).toEqual([...recall].sort((a, b) => a - b))
        expect(recall.at(-1)!).toBeLessThanOrEqual(bestNode)
      }),
    )
  })

  it('loses to the choice of a level without labels what the label hint says, and no level beats the best node', () => {
    let compared = 0
    fc.assert(
      fc.property(seeds, seed => {
        const { source, truth } = example(seed)
        const { tree, leaves, levels } = source
        const maps = levels!.clusters.map(clusters => {
          const labels = cutTree(tree, clusters)
          return { ...leaves, labels: leaves.labels.map(leaf => labels[leaf]!) }
        })
        const isTie = maps.some(({ labels }) => {
          const counts = new Map<number, number>()
          for (const [i, label] of labels.entries())
            if (truth.data[i] === 1) counts.set(label, (counts.get(label) ?? 0) + 1)
          const most = Math.max(...counts.values())
          return [...counts.values()].filter(count => count === most).length > 1
        })
        const hinted = maps.map(map => dice(labelHint(map, truth).mask.data, truth.data))
        const { bestNode, regret } = scoreTree(source, truth)
        expect(bestNode).toBeGreaterThanOrEqual(Math.max(...hinted) - 1e-12)
        expect(regret).toBeGreaterThanOrEqual(0)
        // Of equally frequent regions, the hint takes the one that it meets first.
        if (isTie) return
        compared++
        expect(regret).toBeCloseTo(Math.max(...hinted) - hinted[levels!.auto]!, 12)
      }),
    )
    expect(compared).toBeGreaterThan(10)
  })

  it('is scored with regions that were read from it, whatever the protocol, and not with others', () => {
    const { source, truth } = example(5)
    const halves = cutTree(source.tree, 2)
    const labels = { width, height, labels: source.leaves.labels.map(leaf => halves[leaf]!) }
    const of = (change: object) =>
      scorePrediction({ kind: 'labels', map: labels, source, ...change }, truth, { ...defaultProtocol, hint: 'point' })
    expect(of({}).tree).toEqual(scoreTree(source, truth))
    expect(of({ source: undefined }).tree).toBeUndefined()
    expect(scoreTree({ ...source, levels: undefined }, truth)).not.toHaveProperty('regret')
    expect(scoreTree({ ...source, proposals: [] }, truth).recall).toEqual([0, 0, 0, 0])
  })
})
