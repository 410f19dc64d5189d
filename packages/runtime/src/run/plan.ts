/** The jobs of a run, as values that can be sent to another process. */
import { CutsError } from '@cuts/core'
import type { Grouping } from '../presets/run-options.ts'
import { groupFolder, volumeFolder } from '../results/result-layout.ts'
import { readSealed } from './image-seal.ts'
import type { Project } from './project.ts'
import { finishedTraining } from './train-project.ts'
import { readUnit } from './unit-file.ts'

export type Job =
  | { readonly kind: 'train' }
  /** Segments an image, or all images that share a tree. */
  | { readonly kind: 'segment'; readonly unit: string }
  | { readonly kind: 'finish' }

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

/**
 * Slices of a volume file form a unit by default. Images form one if the grouping says so, by group or all together.
 */
export function unitsOf({ options: { grouping }, dataset }: Pick<Project, 'options' | 'dataset'>): Unit[] {
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

/** Images that a unit writes: of a volume in three dimensions, some of its slices, evenly spread. */
export function shownOf({ isSolid, indices }: Unit, { settings }: Pick<Project, 'settings'>): readonly number[] {
  if (isSolid !== true) return indices
  const shown = Math.min(indices.length, settings.volumes.slices)
  return Array.from({ length: shown }, (_, i) => indices[Math.floor(((i + 0.5) * indices.length) / shown)]!)
}

/** Returns the remaining jobs in order, without the jobs that a resumed run has finished. */
export async function planRun(project: Project): Promise<Job[]> {
  const jobs: Job[] = []
  if (
    needsEncoder(project) &&
    project.model === undefined &&
    !(project.resume && (await finishedTraining(project)) !== undefined)
  )
    jobs.push({ kind: 'train' })
  for (const unit of unitsOf(project))
    if (!project.resume || !(await isFinished(project, unit))) jobs.push({ kind: 'segment', unit: unit.id })
  return [...jobs, { kind: 'finish' }]
}

/** Returns whether any unit is embedded by an encoder: volumes in three dimensions are not. */
export function needsEncoder(project: Pick<Project, 'options' | 'dataset'>): boolean {
  return unitsOf(project).some(({ isSolid }) => isSolid !== true)
}

/** Throws `NothingToDo` if the run has no trained model and needs one. */
export function expectModel(project: Project): void {
  if (project.model === undefined && needsEncoder(project))
    throw new CutsError('NothingToDo', 'pictures are segmented with a trained model, and none was given.', {
      remedy: 'Give the model.onnx of an earlier run, or train and segment in one run.',
    })
}

/** Returns whether all images of a unit are in the store or recorded there as failed. A single image is tried again. */
async function isFinished(project: Project, unit: Unit): Promise<boolean> {
  const record = unit.grouping === 'images' ? undefined : await readUnit(project, unit.id)
  if (unit.grouping !== 'images' && (record === undefined || record.isLost === true)) return false
  if (unit.isSolid === true) return true
  const failed = new Set(record?.failed.map(({ path }) => path))
  for (const index of unit.indices) {
    const { id, path } = project.dataset.images[index]!
    if (!failed.has(path) && (await readSealed(project, id)) === undefined) return false
  }
  return true
}
