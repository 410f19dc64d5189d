/** What the queue knows of runs, and how a run is stopped. */
import { CutsError } from '@cuts/core'
import { type Job, type JobType, Queue } from 'bullmq'
import { isCancelled, markCancelled } from './cancelled.ts'
import { asking, connect, expectKeeping, prefix, queueName } from './connect.ts'
import type { Payload } from './payload.ts'

export type RunState = 'training' | 'segmenting' | 'finishing' | 'finished' | 'failed' | 'cancelled'

export interface RunStatus {
  readonly run: string
  readonly out: string
  readonly state: RunState
  /** Batches of the round under way. Most runs have one round. */
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

/** States in which jobs that train, begin a round or finish may be. */
const headStates: readonly JobType[] = [
  'waiting-children',
  'active',
  'completed',
  'failed',
  'delayed',
  'prioritized',
  'waiting',
]
const most = 200

/** Throws `Unreadable` or `Unsupported` as submitting does. */
export async function queueStatus(address: string): Promise<QueueStatus> {
  return withQueue(address, async (queue, client) => {
    const heads = new Map<string, Head>()
    for (const state of headStates)
      for (const job of await queue.getJobs([state], 0, most)) {
        if (job === undefined || job.name === 'segment') continue
        const known = heads.get(job.data.run)
        if (known === undefined || rankOf(job) > rankOf(known.job)) heads.set(job.data.run, { job, state })
      }
    const runs: RunStatus[] = []
    for (const [run, head] of heads) {
      const counts = head.job.name === 'train' ? {} : await head.job.getDependenciesCount()
      const { processed = 0, unprocessed = 0, ignored = 0, failed = 0 } = counts
      const lost = ignored + failed
      runs.push({
        run,
        out: head.job.data.out,
        state: (await isCancelled(client, run)) ? 'cancelled' : stateOf(head),
        batches: processed + unprocessed + lost,
        done: processed,
        failed: lost,
      })
    }
    return { runs, counts: await queue.getJobCounts(), workers: await queue.getWorkersCount() }
  })
}

/** The job that tells how far a run is: the last one that was added for it. */
interface Head {
  readonly job: Job<Payload>
  readonly state: JobType
}

function rankOf({ name, data }: Job<Payload>): number {
  return name === 'finish' ? Number.POSITIVE_INFINITY : name === 'next' ? data.round! : 0
}

function stateOf({ job: { name }, state }: Head): RunState {
  if (state === 'failed') return 'failed'
  if (name === 'train') return 'training'
  if (name === 'next' || state === 'waiting-children') return 'segmenting'
  return state === 'completed' ? 'finished' : 'finishing'
}

/**
 * Stops a run: its batches end after the image under way, and what is done stays. Throws `NothingToDo` if the queue does
 * not know the run.
 */
export async function cancelRun(address: string, run: string): Promise<void> {
  await withQueue(address, async (queue, client) => {
    const known =
      (await queue.getJob(`run-${run}-finish`)) ??
      (await queue.getJob(`run-${run}-round-1`)) ??
      (await queue.getJob(`run-${run}-train`))
    if (known === undefined || known === null)
      throw new CutsError('NothingToDo', `the queue knows no run ${run}.`, {
        remedy: 'Ask for its status first: it lists the runs.',
      })
    await markCancelled(client, run)
  })
}

/** Numbers of jobs by state in the format of Prometheus, which ends with a line break. */
export async function queueMetrics(address: string): Promise<string> {
  const text = await withQueue(address, queue => queue.exportPrometheusMetrics())
  return text.endsWith('\n') ? text : `${text}\n`
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
