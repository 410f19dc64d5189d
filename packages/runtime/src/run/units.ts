/** The units of a run: images that are segmented together. */
import type { DatasetImage } from '../dataset/dataset.ts'
import type { Grouping, ProjectOptions } from '../presets/run-options.ts'
import { groupFolder, volumeFolder } from '../results/result-layout.ts'

/** Images that are segmented in one job: one image, or those that share a tree. */
export interface Unit {
  /** `image/<id>`, `volume/<id>`, `group/<name>` or `set`. */
  readonly id: string
  readonly grouping: Grouping
  /** Folder of a shared tree in the store: empty, or ends with a slash. */
  readonly place: string
  /** The volume's name, if the images are its slices. */
  readonly volume?: string | undefined
  /** Whether the volume is segmented in three dimensions, without an encoder. */
  readonly isSolid?: boolean
  /** Indices into the images of the dataset. */
  readonly indices: readonly number[]
}

/** The images of a run, and how they are grouped. */
export interface Listed {
  readonly options: Pick<ProjectOptions, 'grouping'>
  readonly dataset: { readonly images: readonly Omit<DatasetImage, 'width' | 'height' | 'channels'>[] }
}

/**
 * Slices of a volume file form a unit by default. Images form one if the grouping says so, by group or all together.
 */
export function unitsOf({ options: { grouping }, dataset }: Listed): Unit[] {
  const units = new Map<string, Omit<Unit, 'indices'> & { readonly indices: number[] }>()
  for (const [index, { id, group, sliceOf }] of dataset.images.entries()) {
    const isApart = grouping === 'images' || (grouping === undefined && sliceOf === undefined)
    const volume = grouping === 'dataset' ? undefined : sliceOf?.volume
    const shared = grouping ?? 'volume'
    const unit = isApart
      ? { id: `image/${id}`, grouping: 'images' as const, place: '' }
      : volume !== undefined
        ? {
            id: `volume/${volume}`,
            grouping: shared,
            place: `${volumeFolder(volume)}/`,
            volume,
            isSolid: shared === 'volume',
          }
        : group !== undefined
          ? { id: `group/${group}`, grouping: shared, place: `${groupFolder(group)}/` }
          : { id: 'set', grouping: shared, place: '' }
    const known = units.get(unit.id)
    if (known === undefined) units.set(unit.id, { ...unit, indices: [index] })
    else known.indices.push(index)
  }
  return [...units.values()]
}

/** Returns whether any unit is embedded by an encoder: volumes in three dimensions are not. */
export function needsEncoder(project: Listed): boolean {
  return unitsOf(project).some(({ isSolid }) => isSolid !== true)
}
