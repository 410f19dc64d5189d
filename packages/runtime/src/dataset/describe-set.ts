/** Describes a folder, a list or a table, and how a run would use it, from headers alone. */
import { CutsError } from '@cuts/core'
import { orientationCode } from '@cuts/core/volume'
import { type ImageFormat, inspectImage } from '@cuts/formats'
import type { OnEvent } from '../events.ts'
import type { FailedImage } from '../results/summary.ts'
import type { SourceFiles } from '../source/files.ts'
import { type Inputs, inputPaths } from '../source/inputs.ts'
import { fewOf } from '../source/layouts/pair-masks.ts'
import { isSingleFile, openSource } from '../source/open-source.ts'
import { createReadingProgress } from '../source/reading-progress.ts'
import type { Place } from '../source/source.ts'
import { commonChannels } from './channel-count.ts'
import { describeFile, type FileDescription, planRun } from './describe-file.ts'
import { collectFailures } from './failures.ts'
import { readPlace } from './image-files.ts'

export interface SetDescription {
  readonly kind: 'set'
  readonly path: string
  readonly files: number
  /** Images and volumes by their format. */
  readonly formats: { readonly [format: string]: number }
  /** Items that give an image or a volume of a run. */
  readonly items: readonly SetItem[]
  /** Images of a run: pictures, slices of volumes, and images of archives. */
  readonly images: number
  /** Volumes with one tree each. */
  readonly volumes: number
  /** Channel count of the run: the one that suits most images. */
  readonly channels: number
  /** The sizes of pictures and volumes, the most frequent first. */
  readonly sizes: readonly { readonly size: readonly number[]; readonly files: number }[]
  /** Items with a mask. */
  readonly masks: number
  /** Items by group, if groups are named. */
  readonly groups?: { readonly [group: string]: number }
  /** Memory for the intensities of all files, and of the largest file. */
  readonly bytes: number
  readonly largestBytes: number
  readonly failed: readonly FailedImage[]
  readonly notices: readonly string[]
}

export interface SetItem {
  readonly id: string
  readonly path: string
  /** Files, of a DICOM series. */
  readonly files?: number
  readonly format: ImageFormat
  /** Columns, rows and, of volumes, slices. */
  readonly size: readonly number[]
  readonly timepoints: number
  readonly channels: number
  readonly spacingMm?: readonly number[] | undefined
  readonly orientation?: string | undefined
  readonly mask?: string | undefined
}

/**
 * Describes a file, or the set that a folder, a list or several of these are, with the masks that are given apart, and at most the
 * first images of it. Throws as `openSource`, and of one file as `describeFile`.
 * Throws `Cancelled` if the signal is raised.
 */
export async function describeInput(
  files: SourceFiles,
  inputs: Inputs,
  onEvent: OnEvent,
  signal?: AbortSignal,
  { masks: given, first }: { readonly masks?: string | undefined; readonly first?: number | undefined } = {},
): Promise<FileDescription | SetDescription> {
  const paths = inputPaths(inputs)
  const path = fewOf(paths)
  const source = await openSource(files, inputs, given, onEvent, signal, first)
  if (paths.length === 1 && (await isSingleFile(files, path))) return describeFile(files, source.images[0]!)
  const failures = collectFailures(onEvent)
  for (const { path: file, message, remedy } of source.rejected)
    failures.add(file, new CutsError('Mismatch', message, { remedy }))
  const [formats, sizes, groups] = [new Map<string, number>(), new Map<string, number>(), new Map<string, number>()]
  const held: { readonly channels: number; readonly images: number; readonly bytes: number }[] = []
  const tell = createReadingProgress(source.images.length, onEvent, signal)
  const items: SetItem[] = []
  const told = new Set(source.notices.map(({ message }) => message))
  let [volumes, masks] = [0, 0]
  for (const item of source.images) {
    try {
      const parts: Place[] = [item, ...(item.channelFiles ?? []).map(file => ({ path: file }))]
      const infos = []
      for (const part of parts) infos.push(inspectImage(await readPlace(files, part), { array: part.array }))
      for (const { notices } of infos) for (const notice of notices) told.add(notice)
      const [info] = infos
      const plan = planRun(info!, item.isSet ?? false)
      const channels = infos.reduce((sum, { channels }) => sum + channels, 0)
      held.push({
        channels,
        images: plan.images,
        bytes: infos.reduce((sum, { pixelBytes, timepoints }) => sum + pixelBytes * timepoints, 0),
      })
      volumes += plan.volumes
      if (item.mask !== undefined) masks++
      const { format, width, height, depth, timepoints, geometry, inPlane } = info!
      const size = depth === 1 ? [width, height] : [width, height, depth]
      items.push({
        id: item.id,
        path: item.path,
        ...(item.files === undefined ? {} : { files: item.files.length }),
        format,
        size,
        timepoints,
        channels,
        spacingMm: geometry?.spacingMm.slice(0, size.length) ?? inPlane?.spacingMm,
        orientation: geometry && orientationCode(geometry),
        mask: item.mask,
      })
      count(formats, format)
      count(sizes, size.join(' '))
      if (item.group !== undefined) count(groups, item.group)
    } catch (error) {
      failures.add(item.path, error)
    }
    tell(item.id)
  }
  return {
    kind: 'set',
    path,
    files: items.reduce((sum, { files = 1 }) => sum + files, 0),
    items,
    formats: Object.fromEntries(formats),
    images: held.reduce((sum, { images }) => sum + images, 0),
    volumes,
    channels: held.length === 0 ? 0 : commonChannels(held),
    sizes: [...sizes]
      .sort(([, a], [, b]) => b - a)
      .map(([size, files]) => ({ size: size.split(' ').map(Number), files })),
    masks,
    ...(groups.size === 0 ? {} : { groups: Object.fromEntries(groups) }),
    bytes: held.reduce((sum, { bytes }) => sum + bytes, 0),
    largestBytes: held.reduce((most, { bytes }) => Math.max(most, bytes), 0),
    failed: failures.list,
    notices: [...told],
  }
}

function count(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1)
}
