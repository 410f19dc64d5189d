/**
 * What was picked in earlier images, as a few numbers for each pick: size, shape, place and the difference from the
 * surroundings. No pixel and no name of a patient is kept. It biases the next pick, or makes one without a click.
 */
import type { SelectionSpace } from './space.ts'
import { type Summary, summariseNodes, summariseSet } from './summaries.ts'
import { leavesOf } from './tree-order.ts'

/** One remembered pick. Plain numbers, so that it can be written as JSON. */
export interface Exemplar {
  /** Natural logarithm of the share of the image. */
  readonly share: number
  /** Natural logarithm of 4 pi area / outline^2. */
  readonly compact: number
  /** Natural logarithm of the longer over the shorter axis. */
  readonly elongation: number
  /** Share of the outline on the border of the image. */
  readonly border: number
  /** Centre over the width and height of the image. */
  readonly place: readonly [number, number]
  /** Mean values inside less those around, in standard deviations of the image. */
  readonly difference: readonly number[]
}

/** Differences that count as one, by kind: about the spread of one structure over images of one kind. */
const scale = { share: 0.7, compact: 0.5, elongation: 0.35, border: 0.1, place: 0.1, difference: 0.5 }

export function exemplarOf(space: SelectionSpace, inside: ArrayLike<number>): Exemplar | undefined {
  const summary = summariseSet(space, inside)
  return summary && exemplarOfSummary(space, summary)
}

function exemplarOfSummary({ width, height }: SelectionSpace, summary: Summary): Exemplar {
  const { area, x, y, xx, xy, yy, outline, frame, own, ring } = summary
  const around = Math.max(1, outline + frame)
  // Half the trace and the distance of the eigenvalues from it; a pixel has a moment of 1/12 of its own.
  const half = (xx + yy) / 2 + 1 / 12
  const apart = Math.hypot((xx - yy) / 2, xy)
  return {
    share: Math.log(area / (width * height)),
    compact: Math.log((4 * Math.PI * area) / around ** 2),
    elongation: Math.log((half + apart) / Math.max(1 / 12, half - apart)) / 2,
    border: frame / around,
    place: [x / width, y / height],
    difference: outline > 0 ? Array.from(own, (value, d) => value - ring[d]!) : Array.from(own, () => 0),
  }
}

/** Squared distances of two picks by kind, each 1 where they differ as one structure commonly does. */
function distances(a: Exemplar, b: Exemplar): readonly number[] {
  const square = (value: number): number => value * value
  const values = Math.max(a.difference.length, b.difference.length)
  let unlike = 0
  for (let d = 0; d < values; d++) unlike += square((a.difference[d] ?? 0) - (b.difference[d] ?? 0))
  return [
    square((a.share - b.share) / scale.share),
    (square((a.compact - b.compact) / scale.compact) + square((a.elongation - b.elongation) / scale.elongation)) / 2,
    square((a.border - b.border) / scale.border),
    (square(a.place[0] - b.place[0]) + square(a.place[1] - b.place[1])) / square(scale.place),
    unlike / square(scale.difference),
  ]
}

/**
 * How far a pick is from what is remembered, at least 0: the mean over exemplars and kinds of their distances, a kind
 * in which the exemplars agree counting more. 0 without exemplars.
 */
export function strangeness(exemplars: readonly Exemplar[]): (pick: Exemplar) => number {
  if (exemplars.length === 0) return () => 0
  const kinds = distances(exemplars[0]!, exemplars[0]!).length
  const among = new Float64Array(kinds)
  let pairs = 0
  for (const [i, a] of exemplars.entries())
    for (const b of exemplars.slice(i + 1)) {
      pairs++
      for (const [k, value] of distances(a, b).entries()) among[k]! += value
    }
  const trust = among.map(sum => 1 / (0.6 + (pairs > 0 ? sum / pairs : 1)))
  return pick => {
    let sum = 0
    for (const exemplar of exemplars)
      for (const [k, value] of distances(pick, exemplar).entries()) sum += (trust[k]! * Math.min(value, 40)) / kinds
    return sum / exemplars.length
  }
}

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
const likenessWeight = 3
/** What is picked may have several parts, as two ventricles: each further one has to make it this much more alike. */
const partPrice = 0.6
const mostParts = 3
/** Nodes from which a search for further parts starts, and nodes that it tries to add. */
const starts = 8
const tries = 60

/**
 * The node of the tree that is most like the exemplars, with further nodes if they make it more alike; undefined if none
 * is large enough.
 */
export function applyExemplars(space: SelectionSpace, exemplars: readonly Exemplar[]): Recognised | undefined {
  const strange = strangeness(exemplars)
  const ranked = rankNodes(space, strange)
  let best: { readonly worth: number; readonly parts: Parts } | undefined
  for (const { node, object } of ranked.slice(0, starts)) {
    const parts = addParts(space, strange, node, ranked)
    const worth = object - likenessWeight * (parts.distance + partPrice * (parts.nodes.length - 1))
    if (best === undefined || worth > best.worth) best = { worth, parts }
  }
  if (best === undefined) return undefined
  const { nodes, inside, distance } = best.parts
  return { nodes, inside, confidence: Math.exp(-distance / 2) }
}

interface Ranked {
  readonly node: number
  /** How likely it is an object, whatever it is like. */
  readonly object: number
  readonly worth: number
}

/** Nodes of admissible size, by how likely they are objects and how like the exemplars. */
function rankNodes(space: SelectionSpace, strange: (pick: Exemplar) => number): Ranked[] {
  const { tree, width, height } = space
  const { parent, children, leaves } = tree
  const summaries = summariseNodes(space)
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
    ranked.push({ node, object, worth: object - likenessWeight * strange(exemplarOfSummary(space, summary)) })
  }
  return ranked.sort((one, other) => other.worth - one.worth || one.node - other.node)
}

interface Parts extends Pick<Recognised, 'nodes' | 'inside'> {
  readonly distance: number
}

/** A node with further nodes, one at a time, for as long as one makes it more like the exemplars than it costs. */
function addParts(
  space: SelectionSpace,
  strange: (pick: Exemplar) => number,
  first: number,
  ranked: readonly Ranked[],
): Parts {
  const { order, segments } = space
  const withNode = (inside: Uint8Array, node: number): Uint8Array => {
    const wider = inside.slice()
    for (const leaf of leavesOf(order, node)) wider[leaf] = 1
    return wider
  }
  const distanceOf = (inside: Uint8Array): number => strange(exemplarOf(space, inside)!)
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
