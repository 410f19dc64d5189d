/**
 * A person who clicks, simulated (the protocol of the interactive field): first the most interior pixel of the truth,
 * then the most interior pixel of the larger error, missed (+) or false (-).
 */
import type { Random } from '@cuts/core'
import { dice } from '@cuts/core/metrics'
import {
  answer,
  emptySelection,
  featureCount,
  type LabelClick,
  openSelection,
  optionsOf,
  type Part,
  type PickRules,
  paintRefined,
  paintSelection,
  type Selection,
  type SelectionSpace,
} from '@cuts/core/selection'
import type { TreeSample } from './trees.ts'

/** A choice as it was met, with the overlap that each option would have given. */
export interface Lesson {
  readonly table: 'first' | 'add' | 'remove'
  /** [parts][featureCount] */
  readonly rows: Float64Array
  /** IoU with the truth after each part, [parts], on segments, and before. */
  readonly after: Float64Array
  readonly before: number
  /** IoU of each part with the error that was clicked, or with all errors of its kind if that is more, [parts]. */
  readonly answers: Float64Array
}

export interface Clicking {
  /** IoU after 1, 2, … clicks. */
  readonly iou: readonly number[]
  readonly lessons: readonly Lesson[]
  readonly milliseconds: number
}

export interface ClickingOptions {
  readonly clicks: number
  readonly rules: PickRules
  /** Whether to keep what every click could have chosen. */
  readonly learn?: boolean
  readonly refine?: boolean
  /** Clicks anywhere at least half as deep as the deepest pixel. */
  readonly jitter?: Random | undefined
}

const spaces = new WeakMap<TreeSample, SelectionSpace>()

export function spaceOf(sample: TreeSample): SelectionSpace {
  const kept = spaces.get(sample)
  if (kept !== undefined) return kept
  const space = openSelection(sample.tree, sample.leaves, sample.values)
  spaces.set(sample, space)
  return space
}

export function simulateClicks(
  sample: TreeSample,
  { clicks, rules, learn, jitter, refine }: ClickingOptions,
): Clicking {
  const space = spaceOf(sample)
  const truth = sample.truth.data
  const hits = new Float64Array(space.segments)
  let wanted = 0
  for (let i = 0; i < truth.length; i++)
    if (truth[i] !== 0) {
      hits[space.leaves[i]!]!++
      wanted++
    }
  const iou: number[] = []
  const lessons: Lesson[] = []
  let selection = emptySelection(space)
  let painted = paintSelection(space, selection)
  let milliseconds = 0
  while (iou.length < clicks) {
    const click = nextClick(painted, truth, sample.truth.width, sample.truth.height, jitter)
    if (click === undefined) {
      iou.push(1)
      continue
    }
    const started = performance.now()
    const options = optionsOf(space, selection, click, rules)
    const next = answer(space, selection, click, options)
    milliseconds += performance.now() - started
    if (learn === true && options !== undefined)
      lessons.push(lessonOf(space, selection, options.parts, options.rows, { hits, wanted, click, painted, truth }))
    selection = next
    painted = refine ? paintRefined(space, selection, sample.values) : paintSelection(space, selection)
    const overlap = dice(painted, truth)
    iou.push(overlap / (2 - overlap))
  }
  return { iou, lessons, milliseconds: milliseconds / clicks }
}

function lessonOf(
  space: SelectionSpace,
  { owner }: Selection,
  parts: readonly Part[],
  rows: Float64Array,
  {
    hits,
    wanted,
    click,
    painted,
    truth,
  }: {
    readonly hits: Float64Array
    readonly wanted: number
    readonly click: LabelClick
    readonly painted: Uint8Array
    readonly truth: Uint8Array
  },
): Lesson {
  const { mass, segments } = space
  let [inside, area] = [0, 0]
  for (let p = 0; p < segments; p++)
    if (owner[p] !== 0) {
      inside += hits[p]!
      area += mass[p]!
    }
  const after = Float64Array.from(parts, ({ members, spot }) => {
    let [more, larger] = [0, 0]
    if (spot !== undefined) {
      for (const i of spot.pixels) more += truth[i] !== 0 ? 1 : 0
      larger = spot.pixels.length
    } else
      for (const p of members) {
        more += hits[p]!
        larger += mass[p]!
      }
    const common = inside + click.sign * more
    return common / (area + click.sign * larger + wanted - common)
  })
  const errors = [true, false].map(whole => errorOf(space, click, painted, truth, whole))
  const answers = Float64Array.from(parts, ({ members, area: size, spot }) =>
    Math.max(
      ...errors.map(({ within, total, wrong }) => {
        let common = 0
        if (spot !== undefined) for (const i of spot.pixels) common += wrong[i]!
        else for (const p of members) common += within[p]!
        return common / (size + total - common)
      }),
    ),
  )
  const before = inside / (area + wanted - inside)
  const table = click.sign === -1 ? 'remove' : area > 0 ? 'add' : 'first'
  if (rows.length !== parts.length * featureCount) throw new Error('rows and parts differ')
  return { table, rows, after, before, answers }
}

/** Pixels of every segment that are wrong as the one clicked is: those connected with it, or all. */
function errorOf(
  { leaves, segments, width, height }: SelectionSpace,
  { x, y, sign }: LabelClick,
  painted: Uint8Array,
  truth: Uint8Array,
  whole: boolean,
): { readonly within: Float64Array; readonly total: number; readonly wrong: Uint8Array } {
  const wrong = truth.map((value, i) =>
    (sign === 1 ? value !== 0 && painted[i] === 0 : value === 0 && painted[i] !== 0) ? 1 : 0,
  )
  const within = new Float64Array(segments)
  const error = new Uint8Array(wrong.length)
  let total = 0
  const take = (i: number): void => {
    wrong[i] = 0
    error[i] = 1
    within[leaves[i]!]!++
    total++
  }
  if (whole) for (let i = 0; i < wrong.length; i++) wrong[i] === 1 && take(i)
  else {
    const stack = [y * width + x]
    take(stack[0]!)
    while (stack.length > 0) {
      const i = stack.pop()!
      const around = [i % width > 0 ? i - 1 : -1, i % width < width - 1 ? i + 1 : -1, i - width, i + width]
      for (const j of around)
        if (j >= 0 && j < width * height && wrong[j] === 1) {
          take(j)
          stack.push(j)
        }
    }
  }
  return { within, total, wrong: error }
}

/** The next click on the larger of the two errors; undefined if there is none. */
export function nextClick(
  painted: Uint8Array,
  truth: Uint8Array,
  width: number,
  height: number,
  jitter: Random | undefined,
): LabelClick | undefined {
  const missed = deepest(truth, painted, width, height, jitter)
  const wrong = deepest(painted, truth, width, height, jitter)
  if (missed.depth === 0 && wrong.depth === 0) return undefined
  const [place, sign] = missed.depth >= wrong.depth ? ([missed, 1] as const) : ([wrong, -1] as const)
  return { x: place.at % width, y: Math.floor(place.at / width), label: 1, sign }
}

/** The pixel of `a` without `b` farthest from all others and from the border, exactly. */
function deepest(
  a: Uint8Array,
  b: Uint8Array,
  width: number,
  height: number,
  jitter: Random | undefined,
): { readonly at: number; readonly depth: number } {
  const field = distances(a, b, width, height)
  let at = 0
  for (let i = 0; i < field.length; i++) if (field[i]! > field[at]!) at = i
  const depth = field[at]!
  if (jitter === undefined || depth === 0) return { at, depth }
  // The piece around the deepest pixel, where it is at least half as deep.
  const piece: number[] = [at]
  const seen = new Set(piece)
  for (const i of piece)
    for (const j of [i - 1, i + 1, i - width, i + width])
      if (j >= 0 && j < field.length && !seen.has(j) && field[j]! >= depth / 4) {
        seen.add(j)
        piece.push(j)
      }
  return { at: piece[jitter.integer(piece.length)]!, depth }
}

/** Squared distance, px^2, of every pixel of `a` without `b` to the nearest other pixel or the border. */
function distances(a: Uint8Array, b: Uint8Array, width: number, height: number): Float64Array {
  const far = (width + height) ** 2
  const field = new Float64Array(width * height)
  const rows = new Float64Array(width * height)
  for (let y = 0; y < height; y++) {
    let run = 0
    for (let x = 0; x < width; x++) {
      run = a[y * width + x] !== 0 && b[y * width + x] === 0 ? run + 1 : 0
      rows[y * width + x] = run
    }
    run = 0
    for (let x = width - 1; x >= 0; x--) {
      run = rows[y * width + x] === 0 ? 0 : run + 1
      rows[y * width + x] = Math.min(run, rows[y * width + x]!)
    }
  }
  for (let x = 0; x < width; x++)
    for (let y = 0; y < height; y++) {
      let best = rows[y * width + x]! ** 2
      if (best === 0) continue
      for (let step = 1; step * step < best; step++) {
        const above = y - step < 0 ? 0 : rows[(y - step) * width + x]!
        const below = y + step >= height ? 0 : rows[(y + step) * width + x]!
        best = Math.min(best, step * step + above ** 2, step * step + below ** 2, far)
      }
      field[y * width + x] = best
    }
  return field
}
