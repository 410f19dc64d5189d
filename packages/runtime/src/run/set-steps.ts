/**
 * One tree over a large set, in steps that processes divide: the space of all, the segments of each study, the tree, and
 * the painting of each study. The bytes are those of one process.
 */
import type { FailedImage } from '../results/summary.ts'
import type { Project } from './project.ts'
import type { paintTogether } from './segment-together.ts'
import { expectNote, notesOf } from './set-notes.ts'
import { readUnit, writeUnit } from './unit-file.ts'
import type { Unit } from './units.ts'

export type StepKind = 'space' | 'segments' | 'tree' | 'paint'

export interface Step {
  readonly unit: string
  readonly kind: StepKind
  /** The item of the source, for the kinds that are done study by study. */
  readonly study?: string | undefined
}

/** Whether a unit is done in steps where several processes work: a set of several studies that do not touch. */
export function isDivisible({ inventory }: Pick<Project, 'inventory'>, { grouping, indices }: Unit): boolean {
  return grouping === 'dataset' && new Set(indices.map(index => inventory.images[index]!.item)).size > 1
}

/** The images of every study of a unit, by index. */
export function studiesOf({ inventory }: Pick<Project, 'inventory'>, { indices }: Unit): Map<string, number[]> {
  const studies = new Map<string, number[]>()
  for (const index of indices) {
    const { item } = inventory.images[index]!
    studies.set(item, [...(studies.get(item) ?? []), index])
  }
  return studies
}

/** The steps that can be done now, in any order; each round needs what the earlier ones left. None if all are done. */
export async function openSteps(project: Project, unit: Unit): Promise<Step[]> {
  for (const round of roundsOf(project, unit)) {
    const open: Step[] = []
    for (const step of round) if (!(await isStepDone(project, step))) open.push(step)
    if (open.length > 0) return open
  }
  return []
}

/** All steps of a unit: a round can begin when the one before is done. */
export function roundsOf(project: Pick<Project, 'inventory'>, unit: Unit): Step[][] {
  const studies = [...studiesOf(project, unit).keys()]
  const each = (kind: StepKind): Step[] => studies.map(study => ({ unit: unit.id, kind, study }))
  return [[{ unit: unit.id, kind: 'space' }], each('segments'), [{ unit: unit.id, kind: 'tree' }], each('paint')]
}

/** Whether a step has left its note, or the unit is done or given up as a whole. */
export async function isStepDone(project: Project, { unit, kind, study }: Step): Promise<boolean> {
  const notes = notesOf(project, unit)
  const note =
    kind === 'space' || kind === 'tree' ? notes[kind] : notes[kind === 'paint' ? 'painted' : 'segments'](study!)
  return (await note.read()) !== undefined || (await isClosed(project, unit))
}

async function isClosed(project: Project, unit: string): Promise<boolean> {
  const record = await readUnit(project, unit)
  return record !== undefined && record.isLost !== true
}

/**
 * Writes the records of units whose steps are all done, and deletes what the steps left for each other. Returns whether
 * the unit is done.
 */
export async function closeSteps(project: Project, unit: Unit): Promise<boolean> {
  if (await isClosed(project, unit.id)) return true
  if ((await openSteps(project, unit)).length > 0) return false
  const notes = notesOf(project, unit.id)
  const studies = [...studiesOf(project, unit).keys()]
  const failed: FailedImage[] = expectNote(await notes.space.read(), unit).failed.map(
    ({ index: _, ...failure }) => failure,
  )
  for (const study of studies) failed.push(...expectNote(await notes.segments(study).read(), unit).failed)
  const volumes: NonNullable<Awaited<ReturnType<typeof paintTogether>>['volumes']> = {}
  const notices: string[] = []
  for (const study of studies) {
    const painted = expectNote(await notes.painted(study).read(), unit)
    failed.push(...painted.failed)
    Object.assign(volumes, painted.volumes)
    notices.push(...(painted.notices ?? []))
  }
  await writeUnit(project, unit.id, failed, {
    ...(Object.keys(volumes).length === 0 ? {} : { volumes }),
    ...(notices.length === 0 ? {} : { notices }),
  })
  await notes.clear()
  return true
}

/** Records that a step is given up: `failed` are the images of its study or, where all images need it, of the unit. */
export async function failStep(
  project: Project,
  unit: Unit,
  { kind, study }: Step,
  failed: readonly FailedImage[],
): Promise<void> {
  const notes = notesOf(project, unit.id)
  if (study === undefined) await writeUnit(project, unit.id, [...failed])
  else if (kind === 'segments') await notes.segments(study).write({ members: [], failed })
  else await notes.painted(study).write({ failed: [...failed] })
}
