/** `--shard`: which part of the images a process takes, said outright or by the scheduler that started it. */
import { CutsError } from '@cuts/core'
import type { Environment } from '../io.ts'

/** One of `count` shards, counted from 0. */
export interface Shard {
  readonly index: number
  readonly count: number
}

const forms =
  'Write --shard K/N with K from 0 to N-1, or --shard auto or auto/N in a job of Slurm, Kubernetes, PBS or SGE.'

/** Reads `K/N`, `auto` or `auto/N`. Throws `InvalidOption`. */
export function readShard(text: string, environment: Environment): Shard {
  const [, index = '', count] = /^(auto|\d{1,9})(?:\/(\d{1,9}))?$/.exec(text) ?? []
  if (index === '' || (index !== 'auto' && count === undefined))
    throw new CutsError('InvalidOption', `--shard ${text} is not a shard.`, { remedy: forms })
  const given = count ?? environment.CUTS_SHARDS
  if (index !== 'auto') return checked(text, Number(index), Number(count))
  const job = given === undefined ? fromArray(environment) : fromIndex(environment, asCount(given))
  return checked(text, job.index, job.count)
}

function asCount(text: string): number {
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text)
  throw new CutsError('InvalidOption', `${text} is not a number of shards.`, {
    remedy: 'Give an integer from 1, as --shard auto/N or in CUTS_SHARDS.',
  })
}

function checked(text: string, index: number, count: number): Shard {
  if (count >= 1 && index >= 0 && index < count) return { index, count }
  throw new CutsError('InvalidOption', `--shard ${text} means shard ${index} of ${count}, which does not exist.`, {
    remedy: `Shards are counted from 0: of ${count} shards, the last is ${count - 1}.`,
  })
}

/** The number of shards is known: only the number of this job is asked for. */
function fromIndex(environment: Environment, count: number): Shard {
  const sge = numberIn(environment, 'SGE_TASK_ID')
  const index =
    numberIn(environment, 'SLURM_ARRAY_TASK_ID') ??
    numberIn(environment, 'JOB_COMPLETION_INDEX') ??
    numberIn(environment, 'PBS_ARRAY_INDEX') ??
    numberIn(environment, 'PBS_ARRAYID') ??
    // SGE counts from 1.
    (sge === undefined ? undefined : sge - 1)
  if (index !== undefined) return { index, count }
  throw noJob()
}

/** The scheduler says how many jobs the array has. */
function fromArray(environment: Environment): Shard {
  const slurm = numberIn(environment, 'SLURM_ARRAY_TASK_ID')
  if (slurm !== undefined) {
    const count = numberIn(environment, 'SLURM_ARRAY_TASK_COUNT')
    const first = numberIn(environment, 'SLURM_ARRAY_TASK_MIN') ?? 0
    const step = numberIn(environment, 'SLURM_ARRAY_TASK_STEP') ?? 1
    if (count === undefined) throw noCount('SLURM_ARRAY_TASK_ID', 'SLURM_ARRAY_TASK_COUNT')
    const index = (slurm - first) / step
    // An array such as 3,17 has gaps: its jobs are some of the shards of an earlier array.
    if (!Number.isInteger(index) || index >= count)
      throw new CutsError('InvalidOption', `job ${slurm} of an array with gaps does not tell which shard it is.`, {
        remedy: 'Give the number of shards of the whole run: --shard auto/N.',
      })
    return { index, count }
  }
  const sge = numberIn(environment, 'SGE_TASK_ID')
  if (sge !== undefined) {
    const first = numberIn(environment, 'SGE_TASK_FIRST') ?? 1
    const last = numberIn(environment, 'SGE_TASK_LAST')
    const step = numberIn(environment, 'SGE_TASK_STEPSIZE') ?? 1
    if (last === undefined) throw noCount('SGE_TASK_ID', 'SGE_TASK_LAST')
    return { index: Math.floor((sge - first) / step), count: Math.floor((last - first) / step) + 1 }
  }
  for (const name of ['JOB_COMPLETION_INDEX', 'PBS_ARRAY_INDEX', 'PBS_ARRAYID'])
    if (numberIn(environment, name) !== undefined) throw noCount(name)
  throw noJob()
}

function numberIn(environment: Environment, name: string): number | undefined {
  const text = environment[name]
  return text !== undefined && /^\d{1,9}$/.test(text) ? Number(text) : undefined
}

function noCount(known: string, missing?: string): CutsError {
  const why = missing === undefined ? '' : `, and ${missing} is not set`
  return new CutsError('InvalidOption', `${known} does not tell how many shards there are${why}.`, {
    remedy: 'Write --shard auto/N, or set CUTS_SHARDS to N.',
  })
}

function noJob(): CutsError {
  return new CutsError('InvalidOption', 'this process is not a job of an array that --shard auto knows.', {
    remedy: forms,
  })
}
