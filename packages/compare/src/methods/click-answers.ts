/** What answers clicks on a segmented image: selection in the tree, the smallest node, and a graph method alone. */
import { type LabelMap, leavesBelow, lowestCommonAncestor, type Mask, type MergeTree, regionAt } from '@cuts/core'
import { clickAt, emptySelection, paintRefined, randomWalk, type SelectionSpace } from '@cuts/core/selection'
import type { Answer } from '../protocol/clicking.ts'

/** Every click answered by one part of the image, outlines moved to where the values change. */
export function selectParts(space: SelectionSpace): Answer {
  const { width, height, values } = space
  let selection = emptySelection(space)
  return click => {
    selection = clickAt(space, selection, { ...click, label: 1 })
    return { width, height, data: paintRefined(space, selection, values) }
  }
}

/**
 * The persistent structure under the first click; from the second click inside on, the smallest node of the tree that
 * holds all of them. It has no answer to clicks outside: the mask stays as it is.
 */
export function smallestNode(tree: MergeTree, leaves: LabelMap, persistent: LabelMap): Answer {
  const { width, height, labels } = leaves
  const clicked: number[] = []
  let mask: Mask = { width, height, data: new Uint8Array(width * height) }
  return ({ x, y, sign }) => {
    if (sign === -1) return mask
    clicked.push(labels[y * width + x]!)
    if (clicked.length === 1) mask = regionAt(persistent, x, y)
    else {
      const inside = new Uint8Array(tree.leaves)
      for (const leaf of leavesBelow(tree, lowestCommonAncestor(tree, clicked))) inside[leaf] = 1
      mask = { width, height, data: Uint8Array.from(labels, leaf => inside[leaf]!) }
    }
    return mask
  }
}

/** How fast a boundary between two superpixels closes with its contrast, which is 1 on average. */
const sharpness = 1
/** Nothing is believed beforehand; this little keeps the equations solvable where no seed is reached. */
const trust = 1e-6

/**
 * A random walker (Grady 2006) over superpixels from all clicks at once. What lies on the border of the image and under
 * no click inside is taken to be outside, so that the first click has something to be told from.
 */
export function randomWalker({ width, height, segments, leaves, mass, graph }: SelectionSpace): Answer {
  const seeds = Int8Array.from(graph.border, edges => (edges > 0 ? 0 : -1))
  const prior = new Float64Array(segments).fill(0.5)
  return ({ x, y, sign }) => {
    seeds[leaves[y * width + x]!] = sign === 1 ? 1 : 0
    const inside = randomWalk(graph, { seeds, prior, mass, trust, sharpness })
    return { width, height, data: Uint8Array.from(leaves, segment => (inside[segment]! > 0.5 ? 1 : 0)) }
  }
}
