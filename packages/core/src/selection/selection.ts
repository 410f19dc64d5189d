/**
 * From clicks to masks of one or several labels. A selection is a value: every click makes a new one, and undo is to
 * keep the old. Labels exclude each other.
 */
import { CutsError } from '../errors.ts'
import { describeParts, featureNames, type Situation } from './describe.ts'
import { appearanceOf, type Exemplar, strangeness } from './exemplar.ts'
import { type Part, partsAround } from './parts.ts'
import type { Click, SelectionSpace } from './space.ts'
import { pixelsOf, spotAt } from './spot.ts'
import { summariseSet } from './summaries.ts'
import { frozenRules, type PickRules, type Weights, worthOf } from './weights.ts'

export interface LabelClick extends Click {
  /** The label that is meant, at least 1. */
  readonly label: number
  /** Whether the pixel belongs to it (1) or not (-1). */
  readonly sign: 1 | -1
}

export interface Selection {
  /** The label of every segment, 0 where there is none, [segments]. */
  readonly owner: Uint8Array
  readonly clicks: readonly LabelClick[]
  /** Pieces of segments with a label of their own, in the order in which they were made. */
  readonly edits: readonly PixelEdit[]
  /** What the last click could have meant, for walking up and down. */
  readonly last?: Choice | undefined
}

export interface PixelEdit {
  /** Their segment. */
  readonly segment: number
  /** Pixels by index. */
  readonly pixels: Int32Array
  /** Label, 0 for none. */
  readonly label: number
}

/** The parts that a click may mean, in ascending order of area, and the one taken. */
interface Choice {
  readonly parts: readonly Part[]
  readonly taken: number
  /** Owners and edits before the click. */
  readonly before: Pick<Selection, 'owner' | 'edits'>
}

/** Nothing selected yet. */
export function emptySelection({ segments }: SelectionSpace): Selection {
  return { owner: new Uint8Array(segments), clicks: [], edits: [] }
}

/** What a click stands before: the parts that it may mean, and what is known of each. */
export interface Options {
  readonly situation: Situation
  readonly parts: readonly Part[]
  /** [parts][features] */
  readonly rows: Float64Array
  readonly weights: Weights
  /** What else speaks for a part, [parts]. */
  readonly bonus?: Float64Array | undefined
}

/** The options of a click; undefined if the segment under it is as the click says already. */
export function optionsOf(
  space: SelectionSpace,
  { owner, clicks }: Selection,
  click: LabelClick,
  rules: PickRules = frozenRules,
): Options | undefined {
  const { label, sign } = click
  if (!Number.isInteger(label) || label < 1 || label > 255)
    throw new CutsError('InvalidArgument', `a label must be an integer from 1 to 255. Got ${label}.`)
  const segment = segmentAt(space, click)
  if ((owner[segment] === label) === (sign === 1)) return undefined
  const seeds = new Int8Array(space.segments).fill(-1)
  const opposed: number[] = []
  const against: Click[] = []
  for (const earlier of [...clicks, click]) {
    const claim = earlier.label === label ? earlier.sign : earlier.sign === 1 ? -1 : 0
    if (claim === 0) continue
    const at = segmentAt(space, earlier)
    seeds[at] = claim === 1 ? 1 : 0
    if (claim === sign) continue
    opposed.push(at)
    against.push(earlier)
  }
  const mask = owner.map(value => (value === label ? 1 : 0))
  const allowed = mask.map(value => ((value === 0) === (sign === 1) ? 1 : 0))
  for (const at of opposed) allowed[at] = 0
  if (allowed[segment] === 0) return undefined
  const situation = { segment, allowed, mask, sign, opposed, seeds, at: click, against }
  const parts = partsAround(space, situation)
  const weights = sign === -1 ? rules.remove : mask.includes(1) ? rules.add : rules.first
  return { situation, parts, rows: describeParts(space, situation, parts), weights }
}

/**
 * The selection after a click. Picks of earlier images, if given, bear on the first click of a label. Throws
 * `InvalidArgument` for a pixel outside the image or a label that is no integer from 1 to 255.
 */
export function clickAt(
  space: SelectionSpace,
  selection: Selection,
  click: LabelClick,
  { rules = frozenRules, exemplars = [] }: PickOptions = {},
): Selection {
  const options = optionsOf(space, selection, click, rules)
  if (options === undefined) return withEdit(space, selection, click)
  const remembered = exemplars.length > 0 && options.weights === rules.first
  return answer(space, selection, click, remembered ? withMemory(space, options, exemplars) : options)
}

export interface PickOptions {
  readonly rules?: PickRules
  /** What was picked in earlier images. */
  readonly exemplars?: readonly Exemplar[]
}

/** How much likeness to earlier picks weighs against the worth of a part by itself. */
const memoryWeight = 1.5

function withMemory(space: SelectionSpace, options: Options, exemplars: readonly Exemplar[]): Options {
  const strange = strangeness(exemplars)
  const inside = new Uint8Array(space.segments)
  const bonus = Float64Array.from(options.parts, ({ members }) => {
    for (const p of members) inside[p] = 1
    const pick = summariseSet(space, inside)
    for (const p of members) inside[p] = 0
    return pick === undefined ? 0 : -memoryWeight * strange(appearanceOf(space, pick))
  })
  return { ...options, bonus }
}

/** The selection after a click whose options are known: it takes the one of the greatest worth. */
export function answer(
  space: SelectionSpace,
  selection: Selection,
  click: LabelClick,
  options: Options | undefined,
): Selection {
  if (options === undefined) return withEdit(space, selection, click)
  const clicks = [...selection.clicks, click]
  const { bonus } = options
  const safe = guard(space, options, clicks.length)
  const worth = worthOf(options.rows, options.weights).map((value, k) =>
    safe(k) ? value + (bonus?.[k] ?? 0) : Number.NEGATIVE_INFINITY,
  )
  const best = options.parts[worth.indexOf(Math.max(...worth))]!
  const parts = [...options.parts].sort((a, b) => a.area - b.area)
  return taking(click, { parts, taken: parts.indexOf(best), before: selection }, clicks)
}

/** A correction is clicked at least this near to the middle of its error, as a share of the greatest depth. */
const leastCentral = 1 / 3
/** From this click on, a correction adds at most as much as there is, and takes away at most half. */
const settled = 4

/** Which parts a correction may take, whatever they are worth; the smallest ones always. */
function guard(
  { mass }: SelectionSpace,
  { parts, rows, situation }: Options,
  click: number,
): (part: number) => boolean {
  const { mask, sign } = situation
  const area = mass.reduce((sum, value, p) => sum + value * mask[p]!, 0)
  if (area === 0) return () => true
  const most = click < settled ? Number.POSITIVE_INFINITY : sign === 1 ? area : area / 2
  const central = featureNames.indexOf('central')
  const least = Math.min(...parts.map(part => part.area))
  return k =>
    parts[k]!.area <= least * 1.5 ||
    (parts[k]!.area <= most && rows[k * featureNames.length + central]! >= Math.log(leastCentral))
}

/**
 * The selection after a click in a segment that is as the click says already, or that may not change as a whole because
 * of other clicks: a piece of it changes, no pixel of it nearer to a click that says otherwise.
 */
function withEdit(space: SelectionSpace, selection: Selection, click: LabelClick): Selection {
  const { width } = space
  const segment = segmentAt(space, click)
  const { owner, edits, clicks: earlier } = selection
  const clicks = [...earlier, click]
  const pixel = click.y * width + click.x
  const present = edits.findLast(({ pixels }) => pixels.includes(pixel))?.label ?? owner[segment]!
  if ((present === click.label) === (click.sign === 1)) return { owner, edits, clicks }
  const against = earlier.filter(
    other =>
      segmentAt(space, other) === segment &&
      (other.label === click.label ? other.sign !== click.sign : other.sign === 1 || click.sign === 1),
  )
  const away = (i: number, { x, y }: Click): number => Math.hypot((i % width) - x, Math.floor(i / width) - y)
  const own = spotAt(space, click)?.pixels ?? pixelsOf(space, segment)
  const pixels = own.filter(i => i === pixel || against.every(other => away(i, other) > away(i, click)))
  return { owner, edits: [...edits, { segment, pixels, label: click.sign === 1 ? click.label : 0 }], clicks }
}

function taking({ label, sign }: LabelClick, last: Choice, clicks: readonly LabelClick[]): Selection {
  const { members, spot } = last.parts[last.taken]!
  const given = sign === 1 ? label : 0
  const { owner, edits } = last.before
  if (spot !== undefined)
    return { owner, edits: [...edits, { segment: members[0]!, pixels: spot.pixels, label: given }], clicks, last }
  const after = owner.slice()
  for (const p of members) after[p] = given
  // A segment that changes as a whole has no pieces any more, but those of other labels when this one is taken away.
  const changed = new Set(members)
  const isKept = (edit: PixelEdit): boolean =>
    !changed.has(edit.segment) || (sign === -1 && edit.label !== 0 && edit.label !== label)
  return { owner: after, edits: edits.filter(isKept), clicks, last }
}

/** The selection with the next larger (1) or smaller (-1) part for the last click; the same at the end of the walk. */
export function walk(selection: Selection, step: 1 | -1): Selection {
  const { last, clicks } = selection
  if (last === undefined) return selection
  const area = last.parts[last.taken]!.area
  for (let at = last.taken + step; at >= 0 && at < last.parts.length; at += step)
    if (last.parts[at]!.area !== area) return taking(clicks.at(-1)!, { ...last, taken: at }, clicks)
  return selection
}

export function segmentAt({ width, height, leaves }: SelectionSpace, { x, y }: Click): number {
  if (!Number.isInteger(x) || !Number.isInteger(y) || x < 0 || y < 0 || x >= width || y >= height)
    throw new CutsError('InvalidArgument', `(${x}, ${y}) lies outside the image of ${width}x${height} pixels.`, {
      remedy: `Give x from 0 to ${width - 1} and y from 0 to ${height - 1}.`,
    })
  return leaves[y * width + x]!
}
