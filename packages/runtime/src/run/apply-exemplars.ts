/** Finds what was picked in other images in every image of finished results, without a click. */
import { CutsError, type Image, type Mask } from '@cuts/core'
import {
  applyExemplars,
  type Exemplar,
  emptySelection,
  paintRefined,
  type Recognised,
  type SelectionSpace,
} from '@cuts/core/selection'
import { collectFailures } from '../dataset/failures.ts'
import type { OnEvent } from '../events.ts'
import type { LabelledExemplar } from '../results/exemplar-file.ts'
import { readSummary } from '../results/read-results.ts'
import type { FailedImage } from '../results/summary.ts'
import { type Finished, openImageSpace } from './open-space.ts'

export interface Applying extends Finished {
  readonly exemplars: readonly LabelledExemplar[]
  /** What is less like the exemplars than this counts as nothing, in [0, 1]. */
  readonly leastConfidence: number
  readonly signal?: AbortSignal | undefined
  readonly onEvent: OnEvent
}

/** What was found in one image. */
export interface AppliedImage {
  readonly id: string
  readonly image: Image
  readonly found: readonly AppliedLabel[]
  /** Labels of which nothing was found. */
  readonly nothing: readonly string[]
}

export interface AppliedLabel {
  readonly label: string
  /** In (0, 1]: how like the exemplars it is; the smaller, the sooner it should be looked at. */
  readonly confidence: number
  readonly areaPixels: number
  readonly areaMm2?: number
  readonly mask: Mask
}

/**
 * Every image in order, the labels in that of their first exemplars; labels exclude each other, the more confident first.
 * Images that do not open are added to `failed`. Throws `NothingToDo` without exemplars, `Unreadable`, and `Cancelled`.
 */
export async function* applyToImages(options: Applying, failed: FailedImage[]): AsyncGenerator<AppliedImage> {
  const { store, exemplars, signal, onEvent } = options
  const byLabel = new Map<string, Exemplar[]>()
  for (const { label, ...exemplar } of exemplars) byLabel.set(label, [...(byLabel.get(label) ?? []), exemplar])
  if (byLabel.size === 0)
    throw new CutsError('NothingToDo', 'there are no exemplars.', { remedy: 'Remember a pick first.' })
  const { images } = await readSummary(store)
  const failures = collectFailures(onEvent)
  const started = performance.now()
  for (const [index, { id, path }] of images.entries()) {
    if (signal?.aborted)
      throw new CutsError('Cancelled', `it was stopped after ${index} of ${images.length} images.`, {
        action: { do: 'start over' },
      })
    let found: AppliedImage | undefined
    try {
      found = await applyToImage(options, id, byLabel)
    } catch (error) {
      failures.add(path, error)
      failed.push(failures.list.at(-1)!)
    }
    if (found !== undefined) yield found
    const done = index + 1
    const etaSeconds = ((performance.now() - started) / 1000 / done) * (images.length - done)
    onEvent({ type: 'applied', id, done, total: images.length, etaSeconds })
  }
}

async function applyToImage(
  options: Applying,
  id: string,
  byLabel: ReadonlyMap<string, readonly Exemplar[]>,
): Promise<AppliedImage> {
  const opened = await openImageSpace(options, id)
  const { space, values, geometry, image, notice } = opened
  if (notice !== undefined) options.onEvent({ type: 'notice', message: notice, file: id })
  const labels = [...byLabel.keys()]
  const recognised = labels.map(label => applyExemplars(space, byLabel.get(label)!))
  const { owner, confidence } = dividedUp(space, recognised, options.leastConfidence)
  const painted = paintRefined(space, { ...emptySelection(space), owner }, values)
  const found: AppliedLabel[] = []
  const [x, y] = geometry?.spacingMm ?? []
  for (const [at, label] of labels.entries()) {
    const data = painted.map(value => (value === at + 1 ? 1 : 0))
    const areaPixels = data.reduce((sum, value) => sum + value, 0)
    if (areaPixels === 0) continue
    found.push({
      label,
      confidence: confidence[at]!,
      areaPixels,
      ...(x === undefined || y === undefined ? {} : { areaMm2: areaPixels * x * y }),
      mask: { width: space.width, height: space.height, geometry, data },
    })
  }
  return { id, image, found, nothing: labels.filter(label => !found.some(one => one.label === label)) }
}

/** Gives every segment to the most confident label that claims it; 0 is none. */
function dividedUp(space: SelectionSpace, recognised: readonly (Recognised | undefined)[], least: number) {
  const confidence = recognised.map(found => (found === undefined || found.confidence < least ? 0 : found.confidence))
  const owner = new Uint8Array(space.segments)
  const order = [...confidence.keys()].sort((a, b) => confidence[b]! - confidence[a]! || a - b)
  for (const at of order) {
    if (confidence[at] === 0) continue
    const { inside } = recognised[at]!
    for (let p = 0; p < inside.length; p++) if (inside[p] === 1 && owner[p] === 0) owner[p] = at + 1
  }
  return { owner, confidence }
}
