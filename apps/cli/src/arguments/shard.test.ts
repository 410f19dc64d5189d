import { isCutsError } from '@cuts/core'
import { describe, expect, it } from 'vitest'
import { readShard } from './shard.ts'

const slurm = (id: number, min: number, max: number, count: number, step = 1) => ({
  SLURM_ARRAY_TASK_ID: String(id),
  SLURM_ARRAY_TASK_MIN: String(min),
  SLURM_ARRAY_TASK_MAX: String(max),
  SLURM_ARRAY_TASK_COUNT: String(count),
  SLURM_ARRAY_TASK_STEP: String(step),
})

describe('--shard', () => {
  it.each([
    ['0/1', {}, 0, 1],
    ['39/40', {}, 39, 40],
    ['auto', slurm(3, 0, 39, 40), 3, 40],
    ['auto', slurm(1, 1, 40, 40), 0, 40],
    ['auto', slurm(40, 1, 40, 40), 39, 40],
    ['auto', slurm(14, 10, 18, 5, 2), 2, 5],
    ['auto/40', slurm(17, 3, 17, 2), 17, 40],
    ['auto', { ...slurm(17, 3, 17, 2), CUTS_SHARDS: '40' }, 17, 40],
    ['auto/12', { JOB_COMPLETION_INDEX: '0' }, 0, 12],
    ['auto', { JOB_COMPLETION_INDEX: '11', CUTS_SHARDS: '12' }, 11, 12],
    ['auto/12', { PBS_ARRAY_INDEX: '5' }, 5, 12],
    ['auto', { SGE_TASK_ID: '1', SGE_TASK_FIRST: '1', SGE_TASK_LAST: '8', SGE_TASK_STEPSIZE: '1' }, 0, 8],
    ['auto', { SGE_TASK_ID: '8', SGE_TASK_LAST: '8' }, 7, 8],
    ['auto/8', { SGE_TASK_ID: '8' }, 7, 8],
    ['auto/8', { SGE_TASK_ID: 'undefined', PBS_ARRAY_INDEX: '2' }, 2, 8],
  ])('%s in %j is shard %i of %i', (text, environment, index, count) => {
    expect(readShard(text, environment)).toEqual({ index, count })
  })

  it.each([
    ['40/40', {}, 'Shards are counted from 0: of 40 shards, the last is 39.'],
    ['0/0', {}, 'does not exist'],
    ['3', {}, 'is not a shard'],
    ['-1/4', {}, 'is not a shard'],
    ['a/4', {}, 'is not a shard'],
    ['auto', {}, 'not a job of an array'],
    ['auto/4', { SGE_TASK_ID: 'undefined' }, 'not a job of an array'],
    ['auto', slurm(17, 3, 17, 2), 'array with gaps'],
    ['auto', { JOB_COMPLETION_INDEX: '3' }, 'CUTS_SHARDS'],
    ['auto', { PBS_ARRAY_INDEX: '3' }, 'auto/N'],
    ['auto', { JOB_COMPLETION_INDEX: '3', CUTS_SHARDS: 'many' }, 'many is not a number of shards'],
    ['auto/12', { JOB_COMPLETION_INDEX: '12' }, 'the last is 11'],
  ])('%s in %j is refused', (text, environment, words) => {
    try {
      readShard(text, environment)
    } catch (error) {
      if (!isCutsError(error, 'InvalidOption')) throw error
      expect(`${error.message} ${error.remedy}`).toContain(words)
      return
    }
    expect.unreachable()
  })
})
