/**
 * What was picked in earlier images, as a few numbers for each pick: size, shape, place, values and their difference from
 * the surroundings. No pixel and no name of a patient is kept. It biases the next pick, or makes one without a click.
 */
import type { SelectionSpace } from './space.ts'
import { type Summary, summariseSet } from './summaries.ts'

/** What a set of segments looks like. Plain numbers, so that it can be written as JSON. */
export interface Appearance {
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
  /** Mean values inside less those of the whole image, in standard deviations of the image. */
  readonly level: readonly number[]
}

/** One remembered pick. */
export interface Exemplar extends Appearance {
  /** Its connected parts of at least a tenth of its area, as two ventricles; empty if it is one piece. */
  readonly parts: readonly Appearance[]
}

/** Differences that count as one, by kind: about the spread of one structure over images of one kind. */
const scale = { share: 0.7, compact: 0.5, elongation: 0.35, border: 0.1, place: 0.1, difference: 0.5, level: 0.5 }
/** Parts below this share of a pick are not remembered. */
const smallestPart = 0.1

/** Returns what is remembered of the segments that have `inside` nonzero, [segments]; undefined if there are none. */
export function exemplarOf(space: SelectionSpace, inside: ArrayLike<number>): Exemplar | undefined {
  const whole = summariseSet(space, inside)
  if (whole === undefined) return undefined
  const parts = connectedParts(space, inside)
    .map(part => summariseSet(space, part)!)
    .filter(({ area }) => area >= smallestPart * whole.area)
    .map(part => appearanceOf(space, part))
  return { ...appearanceOf(space, whole), parts: parts.length > 1 ? parts : [] }
}

function connectedParts({ graph, segments }: SelectionSpace, inside: ArrayLike<number>): Uint8Array[] {
  const { offsets, neighbours } = graph
  const seen = new Uint8Array(segments)
  const parts: Uint8Array[] = []
  for (let first = 0; first < segments; first++) {
    if (inside[first] === 0 || seen[first] === 1) continue
    const part = new Uint8Array(segments)
    const waiting = [first]
    seen[first] = 1
    while (waiting.length > 0) {
      const p = waiting.pop()!
      part[p] = 1
      for (const q of neighbours.subarray(offsets[p]!, offsets[p + 1]!)) {
        if (inside[q] === 0 || seen[q] === 1) continue
        seen[q] = 1
        waiting.push(q)
      }
    }
    parts.push(part)
  }
  return parts
}

export function appearanceOf(space: SelectionSpace, summary: Summary): Appearance {
  const { width, height, middle } = space
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
    level: Array.from(own, (value, d) => value - middle[d]!),
  }
}

/** Squared distances of two picks by kind, each 1 where they differ as one structure commonly does. */
function distances(a: Appearance, b: Appearance): readonly number[] {
  const square = (value: number): number => value * value
  // Images of one set may differ in channels: a missing one differs from nothing.
  const apart = (u: readonly number[], v: readonly number[]): number =>
    u.slice(0, v.length).reduce((sum, value, d) => sum + square(value - v[d]!), 0)
  return [
    square((a.share - b.share) / scale.share),
    (square((a.compact - b.compact) / scale.compact) + square((a.elongation - b.elongation) / scale.elongation)) / 2,
    square((a.border - b.border) / scale.border),
    apart(a.place, b.place) / square(scale.place),
    apart(a.difference, b.difference) / square(scale.difference),
    apart(a.level, b.level) / square(scale.level),
  ]
}

/**
 * How far a pick is from what is remembered, at least 0: the mean over exemplars and kinds of their distances, a kind
 * in which the exemplars agree counting more. 0 without exemplars.
 */
export function strangeness(exemplars: readonly Appearance[]): (pick: Appearance) => number {
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
