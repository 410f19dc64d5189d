/**
 * What the tree behind a row holds, from counts of its leaves: the best single region, the best among so many proposals,
 * and what choosing the level without labels costs. O(pixels + nodes x levels).
 */
import type { Mask } from '@cuts/core'
import { bestAmong, bestNode, countNodesOfImage, diceOfNode, type NodeCounts } from '@cuts/runtime/pipeline'
import { recallCounts, type TreeScores } from '../comparison.ts'
import type { PredictedTree } from '../method.ts'

/** Throws `Mismatch` when leaves and truth differ in size. */
export function scoreTree({ tree, leaves, proposals, levels }: PredictedTree, truth: Mask): TreeScores {
  const counts = countNodesOfImage(tree, leaves, truth)
  const best = (nodes: readonly number[]): number => {
    const node = bestAmong(counts, nodes)
    return node === undefined ? 0 : diceOfNode(counts, node)
  }
  const scores = {
    bestNode: diceOfNode(counts, bestNode(counts)),
    recall: recallCounts.map(count => best(proposals.slice(0, count))),
  }
  if (levels === undefined) return scores
  const hinted = levels.clusters.map(clusters => diceOfNode(counts, hintedNode(counts, clusters)))
  return { ...scores, regret: Math.max(...hinted) - hinted[levels.auto]! }
}

/** Of the nodes that a cut into `clusters` consists of, the one that holds most of the truth. */
function hintedNode({ tree, inTruth }: NodeCounts, clusters: number): number {
  const { leaves, parent } = tree
  const existing = 2 * leaves - clusters
  let [hinted, most] = [0, -1]
  for (let node = 0; node < existing; node++)
    if ((parent[node] === -1 || parent[node]! >= existing) && inTruth[node]! > most)
      [hinted, most] = [node, inTruth[node]!]
  return hinted
}
