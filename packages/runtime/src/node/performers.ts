/** Chooses how many processes segment images side by side, and creates them. */
import { availableParallelism, freemem } from 'node:os'
import type { RunOptions } from '../presets/run-options.ts'
import { performHere } from '../run/perform.ts'
import type { Project } from '../run/project.ts'
import type { OpenPerformers } from '../run/run-project.ts'
import { performApart } from './perform-apart.ts'

/** Memory of a process before it loads an image, and for each pixel of the largest image (docs/decisions/0028). */
const baseBytes = 400e6
const bytesPerPixel = 120

/** Minimum number of pixels for a process. With fewer, its start takes longer than its work. */
const worthwhilePixels = 2 ** 17

/**
 * Creates the performers of a run: this process alone, or as many others as `jobs` says. By default, cores and memory
 * decide.
 */
export function performersOf(
  { jobs, threads, device }: Pick<RunOptions, 'jobs' | 'threads' | 'device'>,
  model?: string,
): OpenPerformers {
  return async (project, count) => {
    const most = jobs ?? (project.engine.device === 'cpu' ? affordable(project) : 1)
    const processes = Math.min(most, count)
    if (processes <= 1) return [performHere(project)]
    const each = Math.max(1, Math.floor((threads ?? availableParallelism()) / processes))
    return Array.from({ length: processes }, () => performApart(project, { device, threads: each, model }))
  }
}

function affordable({ dataset: { images } }: Project): number {
  const pixels = images.reduce((most, { width, height }) => Math.max(most, width * height), 0)
  const total = images.reduce((sum, { width, height }) => sum + width * height, 0)
  const memory = Math.floor((0.8 * freemem()) / (baseBytes + bytesPerPixel * pixels))
  return Math.max(1, Math.min(availableParallelism(), memory, Math.floor(total / worthwhilePixels)))
}
