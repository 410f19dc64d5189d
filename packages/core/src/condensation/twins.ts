/**
 * Parts of one structure that do not touch: two horns of a ventricle, several lesions. If only touching segments merge,
 * each of them ends in its surroundings, and meets its like only through those. So the finished tree is looked through
 * for twins: segments that resemble each other far more than what absorbs them. The one that ends first is moved beside
 * the other.
 *
 * Resemblance is Ward's merging cost of the segments' own means, which diffusion does not move.
 */
import type { PrototypeCloud } from '../prototypes/prototypes.ts'
import { draftTree, type TreeDraft } from '../tree/draft.ts'
import type { MergeTree } from '../tree/merge-tree.ts'

/**
 * Joining twins costs at least this many times less than the merge that ends the first of them, as if they were
 * adjacent.
 */
const likeness = 20
/** The gap, as a share of the longer side of the image, over which twins must be e times more similar. */
const reach = 0.2
/**
 * The merge that ends a segment with a twin costs at least this share of the variance between the prototypes. This
 * excludes specks and shading.
 */
const smallestCost = 0.0005
/** A segment with a twin holds at most this share of the image. */
const largestShare = 0.2

/** Largest number of prototypes of a segment from which its distance to others is measured. */
const looks = 200

interface Segment {
  readonly node: number
  /** Cost of the merge that absorbs the segment. */
  readonly cost: number
  /** Prototypes of the segment, or some spread over it. */
  readonly leaves: readonly number[]
}

/**
 * Returns the tree with twins joined, most similar first. The height of the new node follows from its cost, measured
 * from the end of the twin that ends later. At most 1 / smallestCost segments are examined, because the costs of all
 * merges add up to the variance.
 */
export function joinTwins(tree: MergeTree, prototypes: PrototypeCloud): MergeTree {
  const draft = draftTree(tree, prototypes.mean)
  const { parent, height } = draft
  const { gap, limits } = measures(draft, prototypes)
  const moved = new Set<number>()
  for (;;) {
    const segments = segmentsThatEnd(draft, limits, moved)
    let alike = likeness
    let twins: readonly [Segment, Segment] | undefined
    for (const [i, a] of segments.entries())
      for (const b of segments.slice(0, i)) {
        const gain = Math.min(a.cost, b.cost) / draft.cost(a.node, b.node)
        if (!(gain > alike) || !canMeet(draft, a.node, b.node)) continue
        const weighed = gain * Math.exp(-gap(a.leaves, b.leaves) / reach)
        if (weighed <= alike) continue
        alike = weighed
        twins = [a, b]
      }
    if (twins === undefined) return moved.size === 0 ? tree : draft.finish()
    const end = (segment: Segment): number => height[parent[segment.node]!]!
    const [later, earlier] = end(twins[0]) >= end(twins[1]) ? twins : [twins[1], twins[0]]
    const asCostly = end(later) - Math.log(later.cost / draft.cost(later.node, earlier.node))
    const born = Math.max(height[later.node]!, height[earlier.node]!)
    draft.move(earlier.node, later.node, Math.max(born, asCostly))
    for (const { node } of twins) moved.add(node)
  }
}

interface Limits {
  readonly cost: number
  readonly mass: number
}

/** Returns the segments that a heavier one absorbs at a significant cost; segments with a twin are excluded. */
function segmentsThatEnd(draft: TreeDraft, limits: Limits, moved: ReadonlySet<number>): Segment[] {
  const { nodes, parent, mass } = draft
  const found: Segment[] = []
  for (let node = 0; node < nodes; node++) {
    if (parent[node] === -1 || mass[node]! > limits.mass || moved.has(node)) continue
    const sibling = draft.sibling(node)
    if (mass[node]! > mass[sibling]!) continue
    const cost = draft.cost(node, sibling)
    if (cost > 0 && cost >= limits.cost) found.push({ node, cost, leaves: thinned(leavesOf(draft, node)) })
  }
  return found
}

/** Whether two segments exist at one time, apart from each other and not about to merge. */
function canMeet({ parent, height }: TreeDraft, a: number, b: number): boolean {
  if (parent[a] === parent[b]) return false
  if (Math.max(height[a]!, height[b]!) >= Math.max(height[parent[a]!]!, height[parent[b]!]!)) return false
  return !holds(parent, a, b) && !holds(parent, b, a)
}

function holds(parent: Int32Array, holder: number, held: number): boolean {
  for (let at = held; at !== -1; at = parent[at]!) if (at === holder) return true
  return false
}

function leavesOf(draft: TreeDraft, node: number): number[] {
  const leaves = (draft.nodes + 1) / 2
  const found: number[] = []
  const open = [node]
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    if (at < leaves) found.push(at)
    else open.push(...draft.children(at))
  }
  return found
}

function thinned(leaves: readonly number[]): readonly number[] {
  const stride = Math.ceil(leaves.length / looks)
  return stride === 1 ? leaves : leaves.filter((_, i) => i % stride === 0)
}

function measures(draft: TreeDraft, { count, mass, position, width, height }: PrototypeCloud) {
  const axes = position.length / count
  const radius = mass.map(m => Math.sqrt(m / Math.PI))
  const side = Math.max(width, height)
  /** Gap between two segments as a share of the image's longer side; prototypes are taken for discs. */
  const gap = (a: readonly number[], b: readonly number[]): number => {
    let narrowest = Number.POSITIVE_INFINITY
    for (const p of a)
      for (const q of b) {
        let squares = 0
        for (let d = 0; d < axes; d++) squares += (position[p * axes + d]! - position[q * axes + d]!) ** 2
        narrowest = Math.min(narrowest, Math.sqrt(squares) - radius[p]! - radius[q]!)
      }
    return Math.max(0, narrowest) / side
  }
  // The costs of all merges add up to the variance between the leaves.
  let variance = 0
  for (let node = count; node < draft.nodes; node++) variance += draft.cost(...draft.children(node))
  const total = mass.reduce((sum, m) => sum + m, 0)
  return { gap, limits: { cost: smallestCost * variance, mass: largestShare * total } }
}
