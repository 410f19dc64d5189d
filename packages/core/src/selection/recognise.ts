/** Finds what was picked in earlier images in one more, without a click. */
import { type Appearance, appearanceOf, type Exemplar, strangeness } from './exemplar.ts'
import type { SelectionSpace } from './space.ts'
import { type Summary, summariseNodes, summariseSet } from './summaries.ts'
import { leavesOf } from './tree-order.ts'

export interface Recognised {
  /** Separate nodes of the tree, the most likely first. */
  readonly nodes: readonly number[]
  /** 1 inside, [segments]. */
  readonly inside: Uint8Array
  /** In (0, 1]: how like the exemplars it is; the smaller, the sooner it should be looked at. */
  readonly confidence: number
}

/** Nodes outside these shares of the image are never proposed. */
const smallestShare = 0.0005
const largestShare = 0.8
/** How much likeness to the exemplars weighs against being an object at all. */
const likenessWeight = 4
/** Each part more than the exemplars lead to expect has to make the whole this much more alike. */
const partPrice = 0.6
const mostParts = 3
/** Nodes from which a search for further parts starts, and nodes that it tries to add. */
const starts = 8
const tries = 60

/**
 * The nodes of the tree that are together most like the exemplars; undefined if no node is large enough. Two ways lead to
 * candidates: a node like the whole with further nodes that make it more alike, and for each exemplar of several parts
 * the node most like each part.
 */
export function applyExemplars(space: SelectionSpace, exemplars: readonly Exemplar[]): Recognised | undefined {
  const strange = strangeness(exemplars)
  const summaries = summariseNodes(space)
  const ranked = rankNodes(space, summaries, strange)
  let best: { readonly worth: number; readonly parts: Parts } | undefined
  const offer = (object: number, parts: Parts, expected: number): void => {
    const further = Math.max(0, parts.nodes.length - expected)
    const worth = object - likenessWeight * (parts.distance + partPrice * further)
    if (best === undefined || worth > best.worth) best = { worth, parts }
  }
  for (const { node, object } of ranked.slice(0, starts)) offer(object, addParts(space, strange, node, ranked), 1)
  for (const { parts } of exemplars) {
    const found = matchParts(space, summaries, parts)
    if (found.nodes.length === 0) continue
    const distance = strange(appearanceOf(space, summariseSet(space, found.inside)!))
    offer(found.object, { ...found, distance }, parts.length)
  }
  if (best === undefined) return undefined
  const { nodes, inside, distance } = best.parts
  return { nodes, inside, confidence: Math.exp(-distance / 2) }
}

/** The node most like each part, no two sharing a segment. `object` is the mean over them. */
function matchParts(space: SelectionSpace, summaries: readonly Summary[], parts: readonly Appearance[]) {
  const inside = new Uint8Array(space.segments)
  const nodes: number[] = []
  let object = 0
  for (const part of parts) {
    const found = rankNodes(space, summaries, strangeness([part])).find(({ node }) =>
      leavesOf(space.order, node).every(leaf => inside[leaf] === 0),
    )
    if (found === undefined) continue
    for (const leaf of leavesOf(space.order, found.node)) inside[leaf] = 1
    nodes.push(found.node)
    object += found.object / parts.length
  }
  return { nodes, inside, object }
}

interface Ranked {
  readonly node: number
  /** How likely it is an object, whatever it is like. */
  readonly object: number
  readonly worth: number
}

/** Nodes of admissible size, by how likely they are objects and how like the exemplars. */
function rankNodes(
  space: SelectionSpace,
  summaries: readonly Summary[],
  strange: (pick: Appearance) => number,
): Ranked[] {
  const { tree, width, height } = space
  const { parent, children, leaves } = tree
  const ranked: Ranked[] = []
  for (const [node, summary] of summaries.entries()) {
    const share = summary.area / (width * height)
    const above = parent[node]!
    if (above === -1 || share < smallestShare || share > largestShare) continue
    const [a, b] = [children[2 * (above - leaves)]!, children[2 * (above - leaves) + 1]!]
    const ward = wardCost(summaries[a]!, summaries[b]!, width * height)
    const life = Math.log(tree.height[above]! - tree.height[node]! + 0.02)
    const growth = Math.min(3, Math.log(summaries[above]!.area / summary.area))
    const object = 0.5 * (life + Math.log(ward + 1e-6)) + growth
    ranked.push({ node, object, worth: object - likenessWeight * strange(appearanceOf(space, summary)) })
  }
  return ranked.sort((one, other) => other.worth - one.worth || one.node - other.node)
}

interface Parts extends Pick<Recognised, 'nodes' | 'inside'> {
  readonly distance: number
}

/** A node with further nodes, one at a time, for as long as one makes it more like the exemplars than it costs. */
function addParts(
  space: SelectionSpace,
  strange: (pick: Appearance) => number,
  first: number,
  ranked: readonly Ranked[],
): Parts {
  const { order, segments } = space
  const withNode = (inside: Uint8Array, node: number): Uint8Array => {
    const wider = inside.slice()
    for (const leaf of leavesOf(order, node)) wider[leaf] = 1
    return wider
  }
  const distanceOf = (inside: Uint8Array): number => strange(appearanceOf(space, summariseSet(space, inside)!))
  let nodes = [first]
  let inside = withNode(new Uint8Array(segments), first)
  let distance = distanceOf(inside)
  while (nodes.length < mostParts) {
    let found: Parts | undefined
    for (const { node } of ranked.slice(0, tries)) {
      if (leavesOf(order, node).some(leaf => inside[leaf] === 1)) continue
      const wider = withNode(inside, node)
      const next = distanceOf(wider)
      if (next < (found?.distance ?? distance - partPrice))
        found = { nodes: [...nodes, node], inside: wider, distance: next }
    }
    if (found === undefined) break
    ;({ nodes, inside, distance } = found as { nodes: number[]; inside: Uint8Array; distance: number })
  }
  return { nodes, inside, distance }
}

/** Share of the image's variance that lies between two sets. */
function wardCost(a: Summary, b: Summary, pixels: number): number {
  let squares = 0
  for (let d = 0; d < a.own.length; d++) squares += (a.own[d]! - b.own[d]!) ** 2
  return (squares * a.area * b.area) / (a.area + b.area) / pixels
}
