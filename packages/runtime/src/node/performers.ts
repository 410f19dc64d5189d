/** Chooses how many processes segment images side by side, and creates them. */
import type { ChildProcess } from 'node:child_process'
import { availableParallelism, freemem } from 'node:os'
import type { RunOptions } from '../presets/run-options.ts'
import { affordableProcesses } from '../run/affordable.ts'
import type { JobSetup } from '../run/job-setup.ts'
import { performHere } from '../run/perform.ts'
import type { JobPerformer, OpenPerformers } from '../run/run-project.ts'
import { forkPerformer } from './fork.ts'

/**
 * Creates the performers of a run: this process alone, or as many others as `jobs` says. By default, cores and memory
 * decide. With `apart`, this process does no work itself, so that it can answer others meanwhile.
 */
export function performersOf(
  run: Pick<RunOptions, 'jobs' | 'threads' | 'device' | 'maxMemory'>,
  model?: string,
  apart = false,
): OpenPerformers {
  const { threads, device } = run
  return async (project, count) => {
    const cores = threads ?? availableParallelism()
    const most = project.engine.device === 'cpu' ? processesFor(run, project.dataset.images) : (run.jobs ?? 1)
    const processes = Math.min(most, count)
    if (processes <= 1 && !apart) return [performHere(project)]
    const { store, options, settings, part, signal } = project
    const sent = { options, settings, part: part && { name: part.name, inventory: part.inventory } }
    const setup = { out: store.label, ...sent, device, threads: Math.max(1, Math.floor(cores / processes)), model }
    return Array.from({ length: processes }, () => forkJobs(setup, signal))
  }
}

/** Returns how many processes share pictures on the processor. */
export function processesFor(
  { jobs, threads, maxMemory = Number.POSITIVE_INFINITY }: Pick<RunOptions, 'jobs' | 'threads' | 'maxMemory'>,
  images: Parameters<typeof affordableProcesses>[0],
): number {
  const limits = { cores: threads ?? availableParallelism(), freeBytes: Math.min(freemem(), maxMemory * 1e9) }
  return jobs ?? affordableProcesses(images, limits)
}

/** Returns a performer of jobs in a process of its own, see {@link forkPerformer}. */
export function forkJobs(
  setup: JobSetup,
  signal: AbortSignal | undefined,
  onFork?: (child: ChildProcess) => void,
): JobPerformer {
  return forkPerformer(new URL('./job-worker.js', import.meta.url), setup, signal, onFork)
}
