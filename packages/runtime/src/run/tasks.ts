/**
 * What processes that divide a run take one at a time: units, and the steps of units that are divided themselves. Each
 * has a name that says all about it.
 */
import type { FailedImage } from '../results/summary.ts'
import { isSettled, type Job } from './plan.ts'
import type { Project } from './project.ts'
import {
  closeSteps,
  failStep,
  isDivisible,
  isStepDone,
  openSteps,
  roundsOf,
  type Step,
  type StepKind,
  studiesOf,
} from './set-steps.ts'
import { writeUnit } from './unit-file.ts'
import { type Unit, unitsOf } from './units.ts'

export interface Task {
  readonly name: string
  readonly job: Extract<Job, { readonly kind: 'segment' }>
  readonly unit: Unit
  /** The images that fail if it is given up. */
  readonly indices: readonly number[]
}

/** The tasks that can be done now. None if all are done. */
export async function openTasks(project: Project): Promise<Task[]> {
  const open: Task[] = []
  for (const unit of unitsOf(project))
    if (isDivisible(project, unit))
      open.push(...(await openSteps(project, unit)).map(step => taskOfStep(project, unit, step)))
    else if (!(await isSettled(project, unit))) open.push(taskOfUnit(unit))
  return open
}

/** All tasks of a run, in rounds that begin when the one before is done. */
export function taskRounds(project: Pick<Project, 'options' | 'dataset' | 'inventory'>): Task[][] {
  const rounds: Task[][] = []
  for (const unit of unitsOf(project)) {
    const own = isDivisible(project, unit)
      ? roundsOf(project, unit).map(steps => steps.map(step => taskOfStep(project, unit, step)))
      : [[taskOfUnit(unit)]]
    for (const [at, tasks] of own.entries()) {
      rounds[at] ??= []
      rounds[at].push(...tasks)
    }
  }
  return rounds
}

/** Whether a task is done, or has failed for a reason other than the end of its process. */
export function isTaskSettled(project: Project, { job, unit }: Task): Promise<boolean> {
  const step = stepOf(job)
  return step === undefined ? isSettled(project, unit) : isStepDone(project, step)
}

/** Gives a task up, and returns the images that fail with it. */
export async function failTask(project: Project, { job, unit, indices }: Task, reason: string): Promise<FailedImage[]> {
  const failed = indices.map(index => {
    const { path } = project.dataset.images[index]!
    return { path, error: `${path} could not be segmented: ${reason}` }
  })
  const step = stepOf(job)
  if (step === undefined) await writeUnit(project, unit.id, failed)
  else await failStep(project, unit, step, failed)
  return failed
}

/** Writes the records of units that were done in steps. Returns the images of those that are not done, by index. */
export async function closeUnits(project: Project): Promise<number[]> {
  const open: number[] = []
  for (const unit of unitsOf(project)) {
    if (!isDivisible(project, unit) || (await closeSteps(project, unit))) continue
    for (const [study, indices] of studiesOf(project, unit))
      if (!(await isStepDone(project, { unit: unit.id, kind: 'paint', study }))) open.push(...indices)
  }
  return open
}

function taskOfUnit(unit: Unit): Task {
  return { name: unit.id, job: { kind: 'segment', unit: unit.id }, unit, indices: unit.indices }
}

function taskOfStep(project: Pick<Project, 'inventory'>, unit: Unit, { kind, study }: Step): Task {
  return {
    name: `${unit.id}#${kind}${study === undefined ? '' : `/${study}`}`,
    job: { kind: 'segment', unit: unit.id, step: kind, ...(study === undefined ? {} : { study }) },
    unit,
    indices: study === undefined ? unit.indices : studiesOf(project, unit).get(study)!,
  }
}

/** The step that a job is; undefined if it is a whole unit. */
export function stepOf({ unit, step, study }: Task['job']): Step | undefined {
  return step === undefined ? undefined : { unit, kind: step as StepKind, study }
}
