/** What became of the units of a run that another process prepared, for those who only watch over the work. */
import type { SourceFiles } from '../source/files.ts'
import type { Store } from '../store/store.ts'
import type { JobSetup } from './job-setup.ts'
import { isSettled } from './plan.ts'
import { reopenProject } from './project.ts'
import { readUnit, writeUnit } from './unit-file.ts'
import { unitsOf } from './units.ts'

export interface UnitState {
  /** Whether it is finished, or has failed for good. */
  isSettled(unit: string): Promise<boolean>
  /** Records that the process that did the unit ended: it is tried again. */
  lose(unit: string, reason: string): Promise<void>
  /** Records that the unit is given up. The reason of the last loss takes the place of `reason`. */
  fail(unit: string, reason: string): Promise<void>
  count(unit: string): Promise<{ readonly images: number; readonly failed: number }>
}

/** Throws `Unreadable` if the store holds no inventory, and `InvalidArgument` for a unit that the run does not have. */
export async function reopenUnits({
  options,
  settings,
  part,
  model,
  files,
  store,
}: Pick<JobSetup, 'options' | 'settings' | 'part' | 'model'> & {
  readonly files: SourceFiles
  readonly store: Store
}): Promise<UnitState> {
  const project = await reopenProject({
    options,
    settings,
    part,
    files,
    store,
    model: model === undefined ? undefined : await files.bytes(model),
    engine: async () => ({}) as never,
    signal: undefined,
    onEvent: () => {},
  })
  const units = new Map(unitsOf(project).map(unit => [unit.id, unit]))
  const record = async (id: string, reason: string, isLost: boolean): Promise<void> => {
    const { indices } = units.get(id)!
    const failed = indices.map(index => {
      const { path } = project.dataset.images[index]!
      return { path, error: `${path} could not be segmented: ${reason}` }
    })
    await writeUnit(project, id, failed, isLost ? { isLost } : {})
  }
  return {
    isSettled: id => isSettled(project, units.get(id)!),
    lose: (id, reason) => record(id, reason, true),
    fail: async (id, reason) => {
      const lost = await readUnit(project, id)
      if (lost === undefined || lost.failed.length === 0) await record(id, reason, false)
      else await writeUnit(project, id, lost.failed)
    },
    count: async id => ({
      images: units.get(id)!.indices.length,
      failed: (await readUnit(project, id))?.failed.length ?? 0,
    }),
  }
}
