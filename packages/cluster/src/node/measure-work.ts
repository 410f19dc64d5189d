/** What a run will cost: how many pixels there are, and how long a megapixel takes on this machine. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CutsError } from '@cuts/core'
import { resolveSettings, type Summary } from '@cuts/runtime'
import { openSource, takeInventory } from '@cuts/runtime/dataset'
import { createFolderStore, diskFiles, type SegmentingRun, segmentFolder } from '@cuts/runtime/node'
import { readSummary } from '@cuts/runtime/results'
import type { ShardWork } from '../plan-shards.ts'

export interface MeasureWork extends Omit<SegmentingRun, 'out' | 'masks' | 'resume' | 'overwrite' | 'report'> {
  readonly model?: string | undefined
  /** A result folder to take times from. */
  readonly from?: string | undefined
}

export interface MeasuredWork extends ShardWork {
  /** Images whose size was looked at; that of the others is taken to be their mean. */
  readonly sampled: number
  /** Images that were timed. */
  readonly timed: number
}

const [mostSampled, mostTimed] = [40, 3]

/**
 * Throws as reading and segmenting do, and `NothingToDo` if no image can be segmented, or if there is none that can be
 * timed by itself and no result folder was given.
 */
export async function measureWork(run: MeasureWork): Promise<MeasuredWork> {
  const { images, preset, settings, plane, from } = run
  const source = await openSource(diskFiles, images)
  const some = spread(source.images, mostSampled)
  const scaling = resolveSettings(preset, settings).image
  const { images: seen } = await takeInventory(
    diskFiles,
    { ...source, images: some, rejected: [] },
    scaling,
    () => {},
    { plane },
  )
  const pixels = seen.reduce((sum, { width, height }) => sum + width * height, 0)
  const readable = new Set(seen.map(({ item }) => item))
  const megapixels = (pixels / 1e6 / readable.size) * source.images.length
  const alone = some.filter(
    ({ id, files, channelFiles, array }) => readable.has(id) && !files && !channelFiles && !array,
  )
  const timed =
    from === undefined
      ? await timeSome(
          run,
          spread(alone, mostTimed).map(({ path }) => path),
        )
      : await timesOf(from)
  return { images: source.images.length, megapixels, sampled: some.length, ...timed }
}

type Times = Pick<MeasuredWork, 'secondsPerMegapixel' | 'startSeconds' | 'timed'>

async function timesOf(results: string): Promise<Times> {
  return timesIn(await readSummary(createFolderStore(results)), usualStart)
}

/** Loading the program and the network, where it was not measured. */
const usualStart = 5

async function timeSome(run: MeasureWork, paths: readonly string[]): Promise<Times> {
  if (paths.length === 0)
    throw new CutsError('NothingToDo', `${run.images} holds no image that can be segmented by itself.`, {
      remedy: 'Segment some of them first, and give that result folder.',
    })
  const folder = await mkdtemp(join(tmpdir(), 'cuts-plan-'))
  try {
    const list = join(folder, 'sample.txt')
    await writeFile(list, `${paths.map(path => diskFiles.absolute(path)).join('\n')}\n`)
    const started = performance.now()
    const { grouping: _, from: __, ...rest } = run
    const summary = await segmentFolder({
      ...rest,
      images: list,
      out: join(folder, 'out'),
      jobs: 1,
      resume: false,
      overwrite: false,
    })
    const whole = (performance.now() - started) / 1000
    return timesIn(summary, Math.max(1, whole - secondsIn(summary)))
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

function timesIn(summary: Summary, startSeconds: number): Times {
  const shown = summary.images.filter(({ sliceOf }) => sliceOf === undefined)
  const slices = (summary.volumes ?? []).flatMap(({ tree, width, height, depth }) =>
    tree === undefined ? [] : [{ seconds: tree.seconds.total, pixels: width * height * depth }],
  )
  const pixels =
    shown.reduce((sum, { width, height }) => sum + width * height, 0) +
    slices.reduce((sum, { pixels }) => sum + pixels, 0)
  if (pixels === 0) throw new CutsError('NothingToDo', 'no image was segmented that could be timed.')
  return { secondsPerMegapixel: secondsIn(summary) / (pixels / 1e6), startSeconds, timed: shown.length + slices.length }
}

function secondsIn({ images, volumes = [] }: Summary): number {
  const alone = images
    .filter(({ sliceOf }) => sliceOf === undefined)
    .reduce((sum, { seconds }) => sum + seconds.total, 0)
  return alone + volumes.reduce((sum, { tree }) => sum + (tree?.seconds.total ?? 0), 0)
}

/** At most `most` of the items, evenly spread. */
function spread<T>(items: readonly T[], most: number): T[] {
  const count = Math.min(most, items.length)
  return Array.from({ length: count }, (_, i) => items[Math.floor(((i + 0.5) * items.length) / count)]!)
}
