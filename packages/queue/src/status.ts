/** What the queue knows of runs, and how a run is stopped. */
import { CutsError } from '@cuts/core'
import { type JobType, Queue } from 'bullmq'
import { isCancelled, markCancelled } from './cancelled.ts'
import { asking, connect, expectKeeping, prefix, queueName } from './connect.ts'
import type { Payload } from './payload.ts'

export type RunState = 'training' | 'segmenting' | 'finishing' | 'finished' | 'failed' | 'cancelled'

export interface RunStatus {
  readonly run: string
  readonly out: string
  readonly state: RunState
  readonly batches: number
  readonly done: number
  /** Batches that are given up. Their images are missing from the summary. */
  readonly failed: number
}

export interface QueueStatus {
  readonly runs: readonly RunStatus[]
  /** Number of jobs by their state. */
  readonly counts: { readonly [state: string]: number }
  readonly workers: number
}

/** States in which jobs that train or finish may be. Waiting batches are not looked through. */
const heads: readonly JobType[] = ['waiting-children', 'active', 'completed', 'failed', 'delayed']
const most = 200

/** Throws `Unreadable` or `Unsupported` as submitting does. */
export async function queueStatus(address: string): Promise<QueueStatus> {
  return withQueue(address, async (queue, client) => {
    const runs: RunStatus[] = []
    const seen = new Set<string>()
    for (const state of heads)
      for (const job of await queue.getJobs([state], 0, most)) {
        if (job === undefined || job.name === 'segment' || seen.has(job.data.run)) continue
        if (job.name === 'train' && (state === 'completed' || (await queue.getJob(`run-${job.data.run}-finish`))))
          continue
        seen.add(job.data.run)
        const { run, out } = job.data
        const {
          processed = 0,
          unprocessed = 0,
          ignored = 0,
          failed = 0,
        } = job.name === 'finish' ? await job.getDependenciesCount() : {}
        const lost = ignored + failed
        const word: RunState =
          job.name === 'train'
            ? state === 'failed'
              ? 'failed'
              : 'training'
            : state === 'completed'
              ? 'finished'
              : state === 'failed'
                ? 'failed'
                : state === 'waiting-children'
                  ? 'segmenting'
                  : 'finishing'
        const isStopped = await isCancelled(client, run)
        runs.push({
          run,
          out,
          state: isStopped ? 'cancelled' : word,
          batches: processed + unprocessed + lost,
          done: processed,
          failed: lost,
        })
      }
    return { runs, counts: await queue.getJobCounts(), workers: await queue.getWorkersCount() }
  })
}

/**
 * Stops a run: its batches end after the image under way, and what is done stays. Throws `NothingToDo` if the queue does
 * not know the run.
 */
export async function cancelRun(address: string, run: string): Promise<void> {
  await withQueue(address, async (queue, client) => {
    const known = (await queue.getJob(`run-${run}-finish`)) ?? (await queue.getJob(`run-${run}-train`))
    if (known === undefined || known === null)
      throw new CutsError('NothingToDo', `the queue knows no run ${run}.`, {
        remedy: 'Ask for its status first: it lists the runs.',
      })
    await markCancelled(client, run)
  })
}

/** Numbers of jobs by state in the format of Prometheus. */
export async function queueMetrics(address: string): Promise<string> {
  return withQueue(address, queue => queue.exportPrometheusMetrics())
}

async function withQueue<T>(
  address: string,
  work: (queue: Queue<Payload>, client: ReturnType<typeof connect>) => Promise<T>,
): Promise<T> {
  await expectKeeping(address)
  const connection = connect(address, asking)
  const queue = new Queue<Payload>(queueName, { connection, prefix })
  try {
    return await work(queue, connection)
  } finally {
    await queue.close()
    connection.disconnect()
  }
}
