/** What a run would read, how long it would take and how much memory, found without writing anything. */
import { isCutsError } from '@cuts/core'
import type { FileDescription } from '../dataset/describe-file.ts'
import { describeInput, type SetDescription } from '../dataset/describe-set.ts'
import { baseBytes, bytesPerPixel } from '../dataset/memory-need.ts'
import { voxelBytes } from '../pipeline/segment-voxels.ts'
import { createMemoryStore } from '../store/memory-store.ts'
import { openProject, type ProjectParts } from './project.ts'
import { runProject } from './run-project.ts'

export interface RunPreview {
  /** The images, as a run would use them. */
  readonly found: FileDescription | SetDescription
  /** Estimated time of the whole run, s. */
  readonly seconds: number
  /** Time of the picture that was segmented as a trial, s; absent if there was none, or none could be. */
  readonly trialSeconds?: number | undefined
  /** Processes that would work side by side. */
  readonly processes: number
  /** Estimated memory of all processes together, bytes. */
  readonly memoryBytes: number
}

interface Item {
  readonly path: string
  readonly size: readonly number[]
  readonly timepoints: number
  readonly channels: number
}

/** Steps of a trial, if a run trains. */
const trialSteps = 3
/** A volume of ten million voxels, s of a processor, and how time grows with voxels (docs/method/volumes.md). */
const [volumeSeconds, volumeVoxels, volumeExponent] = [30, 1e7, 0.61]

/**
 * Describes the images of a run and segments one of them, in memory, to see how long it takes. `processesOf` says how many
 * processes would share pictures of that many pixels. Throws as `describeInput` and `openProject`.
 */
export async function previewRun(
  parts: Omit<ProjectParts, 'store' | 'existing' | 'log'>,
  processesOf: (images: readonly { readonly width: number; readonly height: number }[]) => number,
): Promise<RunPreview> {
  const { files, images, masks, onEvent, signal, options } = parts
  const found = await describeInput(files, images, onEvent, signal, { masks, first: options.first })
  const items: readonly Item[] =
    found.kind === 'set'
      ? found.items
      : [{ ...found, size: found.depth === 1 ? [found.width, found.height] : [found.width, found.height, found.depth] }]
  const pictures = items.filter(({ size, timepoints }) => size.length === 2 && timepoints === 1)
  const solid = items.filter(item => !pictures.includes(item))
  const sizes = pictures.map(({ size: [width = 0, height = 0] }) => ({ width, height }))
  const processes = pictures.length === 0 ? 1 : Math.min(processesOf(sizes), pictures.length)
  const middle = Math.floor(pictures.length / 2)
  const trial = await timeSome(
    parts,
    pictures
      .toSorted((a, b) => pixelsOf(a) - pixelsOf(b))
      .slice(Math.max(0, middle - 1), middle + 1)
      .map(({ path }) => path),
  )
  const ofVolumes = solid.reduce(
    (sum, item) => sum + item.timepoints * volumeSeconds * (pixelsOf(item) / volumeVoxels) ** volumeExponent,
    0,
  )
  const ofPictures = trial === undefined ? 0 : trial.start + (trial.image * pictures.length) / processes
  const largest = pictures.reduce((most, item) => Math.max(most, pixelsOf(item)), 0)
  return {
    found,
    seconds: ofPictures + ofVolumes,
    trialSeconds: trial?.image,
    processes,
    memoryBytes: Math.max(
      baseBytes + (pictures.length === 0 ? 0 : processes * (baseBytes + bytesPerPixel * largest)),
      ...solid.map(item => baseBytes + voxelBytes(pixelsOf(item), item.channels)),
    ),
  }
}

function pixelsOf({ size }: Pick<Item, 'size'>): number {
  return size.reduce((product, side) => product * side, 1)
}

/**
 * Segments two pictures and forgets them: the second tells the time of all but the first. Returns undefined if they cannot
 * be segmented by themselves.
 */
async function timeSome(
  parts: Omit<ProjectParts, 'store' | 'existing' | 'log'>,
  paths: readonly string[],
): Promise<{ readonly start: number; readonly image: number } | undefined> {
  if (paths.length === 0) return undefined
  const started = performance.now()
  let [trained, stepsEnd, steps] = [started, started, 0]
  const written: number[] = []
  try {
    const project = await openProject({
      ...parts,
      images: paths,
      masks: undefined,
      options: { ...parts.options, grouping: 'images', first: undefined },
      store: createMemoryStore(),
      existing: 'new',
      onEvent: event => {
        if (event.type === 'image') written.push(performance.now())
        if (event.type === 'trained') trained = performance.now()
        if (event.type === 'train') [stepsEnd, steps] = [performance.now(), event.step]
      },
    })
    const { schedule } = project.settings
    const wanted = schedule.steps
    const short = { ...project.settings, schedule: { ...schedule, steps: Math.min(trialSteps, wanted) } }
    const begun = performance.now()
    await runProject({ ...project, settings: short })
    const perStep = steps === 0 ? 0 : (stepsEnd - begun) / steps
    const training = (perStep * Math.max(0, wanted - steps)) / 1000
    const [first, last] = [written.at(-2) ?? trained, written.at(-1) ?? performance.now()]
    return { start: (trained - started) / 1000 + training, image: (last - first) / 1000 }
  } catch (error) {
    if (isCutsError(error) && error.code !== 'Cancelled') return undefined
    throw error
  }
}
