/** The context of every command, and the flags that several commands share. */
import { CutsError } from '@cuts/core'
import type { OnEvent, RunEvent, RunOptions } from '@cuts/runtime'
import type { FolderRun } from '@cuts/runtime/node'
import { parseSettings } from '../arguments/settings.ts'
import type { Io } from '../io.ts'
import { printable } from '../output/printable.ts'
import { type Progress, showProgress } from '../output/progress.ts'
import { withPulse } from '../output/pulse.ts'
import { withWords } from '../output/remedies.ts'
import type { UseCases } from '../use-cases.ts'

export interface Context {
  readonly io: Io
  readonly useCases: UseCases
  readonly signal: AbortSignal
}

export interface OutputFlags {
  readonly json?: boolean
  readonly quiet?: boolean
  readonly verbose?: boolean
}

export interface FolderFlags extends OutputFlags, Omit<RunOptions, 'grouping'> {
  readonly out: string
  readonly set: readonly string[]
  readonly resume?: boolean
  readonly overwrite?: boolean
  readonly dryRun?: boolean
  readonly quick?: boolean
}

/** Returns the runtime's options for the flags of a command. Throws `InvalidOption` for an unknown setting. */
export function folderOptions<Images extends FolderRun['images']>(
  context: Context,
  images: Images,
  flags: FolderFlags,
  onEvent: OnEvent,
): FolderRun & { readonly images: Images } {
  const { useCases, signal } = context
  if (flags.resume === true && flags.overwrite === true)
    throw new CutsError('InvalidOption', '--resume and --overwrite cannot be used together.', {
      remedy: 'Use --resume to continue the existing results, or --overwrite to replace them.',
    })
  return {
    images,
    out: flags.out,
    seed: flags.seed,
    preset: flags.preset,
    settings: parseSettings(flags.set, useCases.stages),
    device: flags.device,
    ...threadsOf(context, flags),
    jobs: flags.jobs,
    maxMemory: flags.maxMemory,
    plane: flags.plane,
    keepIdentifiers: flags.keepIdentifiers ?? false,
    first: flags.first,
    pictures: flags.pictures,
    maskLabel: flags.maskLabel,
    log: true,
    resume: flags.resume ?? false,
    overwrite: flags.overwrite ?? false,
    signal,
    onEvent,
  }
}

/** A Slurm job may use the cores that it asked for, however many its machine has. */
function threadsOf({ io }: Context, { threads }: FolderFlags): { threads?: number } {
  const asked = io.environment.SLURM_CPUS_PER_TASK
  if (threads !== undefined) return { threads }
  return asked !== undefined && /^[1-9]\d{0,3}$/.test(asked) ? { threads: Number(asked) } : {}
}

/** Runs `work` and shows the events of the run, see {@link withProgress}. */
export function withEvents<T>(io: Io, flags: OutputFlags, work: (onEvent: OnEvent) => Promise<T>): Promise<T> {
  const show = (to: Io, quiet: boolean) => showProgress(to, quiet, flags.verbose)
  return withProgress<T, RunEvent>(io, flags, show, async hear => {
    const { onEvent, stop } = withPulse<RunEvent>(hear, io.now)
    try {
      return await work(onEvent)
    } finally {
      stop()
    }
  })
}

/**
 * Runs `work` and shows its events: as lines of text on standard error, or with `--json` as objects on standard output.
 * With `--quiet`, shows failures only.
 */
export async function withProgress<T, Event extends { readonly type: string }>(
  io: Io,
  flags: OutputFlags,
  show: (io: Io, quiet: boolean) => Progress<Event>,
  work: (onEvent: (event: Event) => void) => Promise<T>,
): Promise<T> {
  const quiet = flags.quiet ?? false
  if (flags.json === true)
    return work(event => {
      if (!quiet || event.type === 'failed') printJson(io, withWords(event))
    })
  const progress = show(io, quiet)
  try {
    return await work(progress.onEvent)
  } finally {
    progress.end()
  }
}

/** Returns one JSON object as one line for standard output. */
export function printJson(io: Io, value: object): void {
  io.out(`${JSON.stringify(value)}\n`)
}

export function printLines(io: Io, lines: readonly string[]): void {
  io.out(`${printable(lines.join('\n'))}\n`)
}
