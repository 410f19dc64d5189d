/** The jobs of a run, as values that can be sent to another process. */
import { CutsError } from '@cuts/core'
import { readSealed } from './image-seal.ts'
import type { Project } from './project.ts'
import { finishedTraining } from './train-project.ts'
import { readUnit } from './unit-file.ts'
import { needsEncoder, type Unit, unitsOf } from './units.ts'

export { needsEncoder, type Unit, unitsOf } from './units.ts'

export type Job =
  | { readonly kind: 'train' }
  /** Segments an image, or all images that share a tree; or does one step of that, for all of them or for a study. */
  | { readonly kind: 'segment'; readonly unit: string; readonly step?: string; readonly study?: string }
  | { readonly kind: 'finish' }

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

/** Throws `NothingToDo` if the run has no trained model and needs one. */
export function expectModel(project: Project): void {
  if (project.model === undefined && needsEncoder(project))
    throw new CutsError('NothingToDo', 'pictures are segmented with a trained model, and none was given.', {
      remedy: 'Give the model.onnx of an earlier run, or train and segment in one run.',
    })
}

/** Returns whether a unit is finished, or has failed for a reason other than the end of its process. */
export async function isSettled(project: Project, unit: Unit): Promise<boolean> {
  const record = await readUnit(project, unit.id)
  return (record !== undefined && record.isLost !== true && record.failed.length > 0) || isFinished(project, unit)
}

/** Returns whether the store holds the results of a unit, or the reason why it has none. */
export async function isFinished(project: Project, unit: Unit): Promise<boolean> {
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
