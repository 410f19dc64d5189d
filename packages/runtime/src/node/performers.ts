/** Chooses how many processes segment images side by side, and creates them. */
import { availableParallelism, freemem } from 'node:os'
import type { NodeDevice } from '@cuts/nn/node'
import type { RunOptions } from '../presets/run-options.ts'
import type { Settings } from '../presets/stages.ts'
import { affordableProcesses } from '../run/affordable.ts'
import { performHere } from '../run/perform.ts'
import type { Project, ProjectOptions } from '../run/project.ts'
import type { JobPerformer, OpenPerformers } from '../run/run-project.ts'
import { forkPerformer } from './fork.ts'

/**
 * Creates the performers of a run: this process alone, or as many others as `jobs` says. By default, cores and memory
 * decide.
 */
export function performersOf(
  { jobs, threads, device }: Pick<RunOptions, 'jobs' | 'threads' | 'device'>,
  model?: string,
): OpenPerformers {
  return async (project, count) => {
    const most =
      jobs ??
      (project.engine.device === 'cpu'
        ? affordableProcesses(project.dataset.images, { cores: availableParallelism(), freeBytes: freemem() })
        : 1)
    const processes = Math.min(most, count)
    if (processes <= 1) return [performHere(project)]
    const each = Math.max(1, Math.floor((threads ?? availableParallelism()) / processes))
    return Array.from({ length: processes }, () => performApart(project, { device, threads: each, model }))
  }
}

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

function performApart(
  { store, options, settings, fingerprint, signal }: Project,
  engine: Pick<JobSetup, 'device' | 'threads' | 'model'>,
): JobPerformer {
  const setup: JobSetup = { out: store.label, options, settings, fingerprint, ...engine }
  return forkPerformer(new URL('./job-worker.js', import.meta.url), setup, signal)
}
