/**
 * What is known of a part without labels: size, place, outline, values, how central the click is in it, and how it
 * would change the mask. Scale-free: nothing depends on the number of pixels or the unit of the values.
 */
import { depthScratch, depthsAt } from './depth.ts'
import { families, type Part, type PartRequest } from './parts.ts'
import type { Click, SelectionSpace } from './space.ts'

export interface Situation extends PartRequest {
  /** Earlier clicks of the other sign. */
  readonly against: readonly Click[]
}

/** The names of the numbers that describe a part, in the order in which `describeParts` gives them. */
export const featureNames = [
  'share',
  'shareSquared',
  'contrast',
  'edge',
  'weak',
  'border',
  'compact',
  'growth',
  'grown',
  'central',
  'life',
  'rank',
  'stands',
  'piece',
  'wand',
  'path',
  'walk',
  'spot',
  'mixed',
  'like',
  'spread',
  'relative',
  'relativeSquared',
  'cut',
  'edgeChange',
  'compactChange',
  'touch',
  'likely',
  'likelier',
  'seeds',
  'room',
  'disc',
] as const

export const featureCount = featureNames.length

/** Below this, a boundary counts as weak: half the mean contrast of the image's boundaries. */
const weakContrast = 0.5

/** One row of numbers for each part, [parts][featureCount]. */
export function describeParts(space: SelectionSpace, situation: Situation, parts: readonly Part[]): Float64Array {
  const scratch = depthScratch(space)
  const inside = new Uint8Array(space.segments)
  const rows = new Float64Array(parts.length * featureCount)
  const mask = summariseMask(space, situation)
  const contrasts = new Float64Array(parts.length)
  for (const [index, part] of parts.entries()) {
    const { members } = part
    for (let k = 0; k < members.length; k++) inside[members[k]!] = 1
    const [before, after] = [neighbourOf(parts, index, -1), neighbourOf(parts, index, 1)]
    const row = describe(space, situation, part, { inside, scratch, mask })
    row.growth = after === undefined ? 0 : Math.min(3, Math.log(after.area / part.area))
    row.grown = before === undefined ? 0 : Math.min(3, Math.log(part.area / before.area))
    contrasts[index] = row.contrast
    for (const [k, name] of featureNames.entries()) rows[index * featureCount + k] = row[name]
    for (let k = 0; k < members.length; k++) inside[members[k]!] = 0
  }
  // How far a part stands out from the next smaller and larger one of its family.
  const stands = featureNames.indexOf('stands')
  for (const index of parts.keys()) {
    const around = [-1, 1].map(step =>
      neighbourOf(parts, index, step) === undefined ? contrasts[index]! : contrasts[index + step]!,
    )
    rows[index * featureCount + stands] = 2 * contrasts[index]! - around[0]! - around[1]!
  }
  return rows
}

/** The next smaller or larger part of the same family. */
function neighbourOf(parts: readonly Part[], index: number, step: number): Part | undefined {
  const [own, other] = [parts[index]!, parts[index + step]]
  return other !== undefined && other.family === own.family && step * (other.area - own.area) >= 0 ? other : undefined
}

type Row = Record<(typeof featureNames)[number], number>

interface MaskSummary {
  readonly area: number
  /** Length of its outline without the border of the image, its contrast, and its length weighted by weakness. */
  readonly outline: number
  readonly strength: number
  readonly weakness: number
  /** Log-likelihood ratio of every segment's mean under the values inside and outside, [segments]. */
  readonly evidence: Float64Array
  /** How much nearer every segment is to clicks of this sign than to the others, in (-1, 1), [segments]. */
  readonly likeness: Float64Array
}

interface Colour {
  readonly mean: Float64Array
  readonly variance: number
}

function summariseMask(space: SelectionSpace, request: PartRequest): MaskSummary {
  const { mask } = request
  const { graph, mass, segments } = space
  const { offsets, neighbours, length, contrast, weakness: weak } = graph
  let [area, outline, strength, weakness] = [0, 0, 0, 0]
  for (let p = 0; p < segments; p++) {
    if (mask[p] === 0) continue
    area += mass[p]!
    for (let at = offsets[p]!; at < offsets[p + 1]!; at++) {
      if (mask[neighbours[at]!] === 1) continue
      outline += length[at]!
      strength += length[at]! * contrast[at]!
      weakness += length[at]! * weak[at]!
    }
  }
  if (area === 0) {
    const nothing = new Float64Array(segments)
    return { area, outline, strength, weakness, evidence: nothing, likeness: nothing }
  }
  const [within, without] = [1, 0].map(value => colourOf(space, p => mask[p] === value)) as [Colour, Colour]
  const evidence = mass.map((_, p) => evidenceOf(space, within, without, p))
  return { area, outline, strength, weakness, evidence, likeness: seedLikeness(space, request) }
}

function colourOf({ mass, mean, spread, dims, segments }: SelectionSpace, holds: (p: number) => boolean): Colour {
  const centre = new Float64Array(dims)
  let total = 0
  for (let p = 0; p < segments; p++) {
    if (!holds(p)) continue
    total += mass[p]!
    for (let d = 0; d < dims; d++) centre[d]! += mass[p]! * mean[p * dims + d]!
  }
  if (total === 0) return { mean: centre, variance: 1 }
  for (let d = 0; d < dims; d++) centre[d]! /= total
  let variance = 0
  for (let p = 0; p < segments; p++) {
    if (!holds(p)) continue
    let squares = spread[p]!
    for (let d = 0; d < dims; d++) squares += (mean[p * dims + d]! - centre[d]!) ** 2
    variance += (mass[p]! * squares) / total
  }
  return { mean: centre, variance }
}

interface Tools {
  /** 1 for the segments of the part. */
  readonly inside: Uint8Array
  readonly scratch: Float64Array
  readonly mask: MaskSummary
}

function describe(
  space: SelectionSpace,
  { segment, mask: present, sign, at, against }: Situation,
  { members, area: size, family, node, spot }: Part,
  { inside, scratch, mask }: Tools,
): Row {
  const { graph, mass, mean, spread, dims, tree, width, height, segments } = space
  const { offsets, neighbours, length, contrast, border } = graph
  // A spot is described as its segment is, but for its size.
  const area = spot === undefined ? size : mass[members[0]!]!
  const own = new Float64Array(dims)
  const ring = new Float64Array(dims)
  let [outline, strength, weak, frame, touching, touchStrength, weakness, touchWeakness] = [0, 0, 0, 0, 0, 0, 0, 0]
  let [likely, likeness] = [0, 0]
  const [{ evidence, likeness: likenessOf }, { weakness: weaknessOf }] = [mask, graph]
  const touched = sign === 1 ? 1 : 0
  for (let k = 0; k < members.length; k++) {
    const p = members[k]!
    const part = mass[p]! / area
    frame += border[p]!
    for (let d = 0; d < dims; d++) own[d]! += part * mean[p * dims + d]!
    likely += part * sign * evidence[p]!
    likeness += part * likenessOf[p]!
    for (let e = offsets[p]!, end = offsets[p + 1]!; e < end; e++) {
      const q = neighbours[e]!
      if (inside[q] === 1) continue
      const edges = length[e]!
      const across = contrast[e]!
      outline += edges
      strength += edges * across
      weakness += edges * weaknessOf[e]!
      if (across < weakContrast) weak += edges
      for (let d = 0; d < dims; d++) ring[d]! += edges * mean[q * dims + d]!
      if (present[q] !== touched) continue
      touching += edges
      touchStrength += edges * across
      touchWeakness += edges * weaknessOf[e]!
    }
  }
  let [variance, apart, unlike] = [0, 0, 0]
  for (let k = 0; k < members.length; k++) {
    const p = members[k]!
    const part = mass[p]! / area
    variance += part * spread[p]!
    for (let d = 0; d < dims; d++) {
      const off = mean[p * dims + d]! - own[d]!
      variance += part * (off * off)
    }
  }
  for (let d = 0; d < dims; d++) {
    if (outline > 0) apart += (ring[d]! / outline - own[d]!) ** 2
    unlike += (mean[segment * dims + d]! - own[d]!) ** 2
  }
  const whole = width * height
  const logShare = Math.log(size / whole)
  const around = Math.max(1, outline + frame)
  const { here, deepest } = depthsAt(space, members, inside, [at.x, at.y], scratch)
  const radius = Math.sqrt(area / Math.PI)
  const nearest = Math.min(...against.map(({ x, y }) => Math.hypot(x - at.x, y - at.y)))
  // The outline after the change: what the part adds to it, less what it had in common with it.
  const newOutline = mask.outline + outline - 2 * touching
  const newStrength = mask.strength + strength - 2 * touchStrength
  const newArea = Math.max(1, mask.area + sign * area)
  const first = mask.area === 0
  const edgeOf = (sum: number, count: number): number => Math.log((count > 0 ? sum / count : 0) + 0.05)
  const compactOf = (size: number, edge: number): number => Math.log((4 * Math.PI * size) / Math.max(1, edge) ** 2)
  const isNode = family === 'node' && node !== undefined && tree.parent[node] !== -1
  const above = isNode ? tree.parent[node]! : 0
  return {
    share: logShare,
    shareSquared: logShare ** 2 / 10,
    contrast: Math.log((apart + 0.02) / (variance + 0.02)),
    edge: edgeOf(strength, outline),
    weak: outline > 0 ? weak / outline : 0,
    border: frame / around,
    compact: compactOf(area, around),
    growth: 0,
    grown: 0,
    central: Math.log(here / deepest),
    life: isNode ? Math.log(tree.height[above]! - tree.height[node]! + 0.02) + 2 : 0,
    rank: isNode ? Math.log(2 * segments - 1 - above) / 5 : 0,
    stands: 0,
    piece: family === families[1] ? 1 : 0,
    wand: family === families[2] ? 1 : 0,
    path: family === families[3] ? 1 : 0,
    walk: family === families[4] ? 1 : 0,
    spot: spot === undefined ? 0 : 1,
    mixed: spot?.explained ?? 0,
    like: Math.log((unlike + 0.02) / (variance + 0.02)),
    spread: Math.log(variance + 0.02),
    relative: first ? 0 : clip(Math.log(size / mask.area), 4),
    relativeSquared: first ? 0 : clip(Math.log(size / mask.area), 4) ** 2 / 4,
    cut: first ? 0 : (weakness - 2 * touchWeakness) / around,
    edgeChange: first ? 0 : clip(edgeOf(newStrength, newOutline) - edgeOf(mask.strength, mask.outline), 2),
    compactChange: first ? 0 : clip(compactOf(newArea, newOutline) - compactOf(mask.area, mask.outline), 3),
    touch: touching / around,
    likely: first ? 0 : Math.tanh(likely / 2),
    likelier: first ? 0 : Math.tanh((likely - sign * mask.evidence[segment]!) / 2),
    seeds: first ? 0 : likeness,
    room: against.length === 0 ? 0 : clip(Math.log(nearest / (radius + 1)), 2),
    disc: Math.log(deepest / (radius + 1)),
  }
}

/** Log-likelihood ratio of a segment's mean under the values inside and outside the mask. */
function evidenceOf({ mean, dims }: SelectionSpace, within: Colour, without: Colour, p: number): number {
  let [near, far] = [0, 0]
  for (let d = 0; d < dims; d++) {
    near += (mean[p * dims + d]! - within.mean[d]!) ** 2
    far += (mean[p * dims + d]! - without.mean[d]!) ** 2
  }
  const [a, b] = [within.variance + 0.02, without.variance + 0.02]
  return clip((far / b - near / a + dims * Math.log(b / a)) / 2, 6)
}

/** How much nearer the values of every segment are to clicks of this sign than to the others, in (-1, 1). */
function seedLikeness({ mean, dims, segments }: SelectionSpace, { seeds, sign }: PartRequest): Float64Array {
  const [own, other]: [number[], number[]] = [[], []]
  for (let q = 0; q < segments; q++) if (seeds[q]! >= 0) ((seeds[q] === 1) === (sign === 1) ? own : other).push(q)
  const likeness = new Float64Array(segments)
  if (other.length === 0) return likeness
  const nearest = (p: number, among: readonly number[]): number => {
    let least = Number.POSITIVE_INFINITY
    for (const q of among) {
      let squares = 0
      for (let d = 0; d < dims; d++) squares += (mean[p * dims + d]! - mean[q * dims + d]!) ** 2
      least = Math.min(least, squares)
    }
    return Math.sqrt(least)
  }
  return likeness.map((_, p) => {
    const [near, far] = [nearest(p, own), nearest(p, other)]
    return (far - near) / (far + near + 0.1)
  })
}

function clip(value: number, limit: number): number {
  return Math.max(-limit, Math.min(limit, value))
}
