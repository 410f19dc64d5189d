/** Does jobs of a run in a separate process. */
import type { NodeDevice } from '@cuts/nn/node'
import type { Settings } from '../presets/stages.ts'
import type { Project, ProjectOptions } from '../run/project.ts'
import type { JobPerformer } from '../run/run-project.ts'
import { forkPerformer } from './fork.ts'

/** The data that another process needs to do jobs of a run. The rest is in the result folder. */
export interface JobSetup {
  readonly out: string
  readonly options: ProjectOptions
  readonly settings: Settings
  readonly fingerprint: string
  readonly device: NodeDevice
  readonly threads: number
  /** Path of a trained model; absent if the run trained its own. */
  readonly model?: string | undefined
}

export function performApart(
  { store, options, settings, fingerprint, signal }: Project,
  engine: Pick<JobSetup, 'device' | 'threads' | 'model'>,
): JobPerformer {
  const setup: JobSetup = { out: store.label, options, settings, fingerprint, ...engine }
  return forkPerformer(new URL('./job-worker.js', import.meta.url), setup, signal)
}
