/** Simulated clicking, as the comparison does it, with what every click could have chosen. */
import { simulateClicking } from '@cuts/compare'
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
  /** IoU after 1, 2, … clicks; fewer than asked for if no measure can change any more. */
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
}

const spaces = new WeakMap<TreeSample, SelectionSpace>()

export function spaceOf(sample: TreeSample): SelectionSpace {
  const kept = spaces.get(sample)
  if (kept !== undefined) return kept
  const space = openSelection(sample.tree, sample.leaves, sample.values)
  spaces.set(sample, space)
  return space
}

export async function simulateClicks(
  sample: TreeSample,
  { clicks, rules, learn, refine }: ClickingOptions,
): Promise<Clicking> {
  const space = spaceOf(sample)
  const { width, height, data: truth } = sample.truth
  const hits = new Float64Array(space.segments)
  let wanted = 0
  for (let i = 0; i < truth.length; i++)
    if (truth[i] !== 0) {
      hits[space.leaves[i]!]!++
      wanted++
    }
  const lessons: Lesson[] = []
  let selection = emptySelection(space)
  let painted = paintSelection(space, selection)
  let milliseconds = 0
  let answered = 0
  const { iou } = await simulateClicking(
    sample.truth,
    place => {
      const click = { ...place, label: 1 }
      const started = performance.now()
      const options = optionsOf(space, selection, click, rules)
      const next = answer(space, selection, click, options)
      milliseconds += performance.now() - started
      answered++
      if (learn === true && options !== undefined)
        lessons.push(lessonOf(space, selection, options.parts, options.rows, { hits, wanted, click, painted, truth }))
      selection = next
      painted = refine ? paintRefined(space, selection, sample.values) : paintSelection(space, selection)
      return { width, height, data: painted }
    },
    clicks,
  )
  return { iou, lessons, milliseconds: milliseconds / Math.max(1, answered) }
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
