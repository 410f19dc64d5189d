/** A run in pieces: planned as jobs, which any process does, and finished. */
export { jobSchema } from '../presets/job-schema.ts'
export { type JobMessage, type JobOutcome, performHere, performJob } from './perform.ts'
export { type PickRule, pickRules } from './pick-region.ts'
export { type Job, planRun, type Unit, unitsOf } from './plan.ts'
export { reopenProject } from './project.ts'
export type { JobPerformer, OpenPerformers } from './run-project.ts'
export { type Performer, type PlannedTask, performAll } from './schedule.ts'
