/** A worker: takes jobs from the queue, holds their leases, and lets child processes do them. */
import { randomUUID } from 'node:crypto'
import { isCutsError } from '@cuts/core'
import type { Store } from '@cuts/runtime'
import { type Job, UnrecoverableError, Worker } from 'bullmq'
import { isCancelled } from './cancelled.ts'
import { connect, expectKeeping, prefix, queueName, working } from './connect.ts'
import { type Done, doJob, mayPass, type OpenedRun } from './do-job.ts'
import type { ChildLimits } from './limited-child.ts'
import { batchProgressSchema, type JobName, type Payload } from './payload.ts'
import { addRound } from './submit.ts'

export interface WorkerOptions extends ChildLimits {
  readonly queue: string
  /** Jobs at a time; each has a process of its own. */
  readonly concurrency: number
  /** Processor threads of each. */
  readonly threads: number
  readonly onEvent: (event: WorkerEvent) => void
  /** Adds a report to finished results. */
  readonly report?: ((store: Store) => Promise<unknown>) | undefined
  /** For tests. */
  readonly leases?: { readonly lockDuration: number; readonly stalledInterval: number } | undefined
}

export type WorkerEvent =
  | { readonly type: 'ready'; readonly worker: string }
  | ({
      readonly type: 'done'
      readonly job: JobName
      readonly out: string
      readonly run: string
      readonly seconds: number
    } & Done)
  /** A job failed; it is tried again unless `isLast`. */
  | {
      readonly type: 'failed'
      readonly job: JobName
      readonly out: string
      readonly run: string
      readonly message: string
      readonly remedy?: string | undefined
      readonly isLast: boolean
    }
  /** The queue does not answer; the worker waits for it. */
  | { readonly type: 'away'; readonly message: string }

export interface RunningWorker {
  readonly worker: string
  readonly counts: { readonly jobs: number; readonly images: number; readonly failed: number; readonly seconds: number }
  /** Ends when the images under way are done. What is left of their batches goes back to the queue. */
  close(): Promise<void>
}

/** A parent process that does nothing but wait renews its leases in time; half a minute more is for slow machines. */
const usualLeases = { lockDuration: 60_000, stalledInterval: 30_000 }

/** Throws `Unreadable` or `Unsupported` for a queue that is away or would lose jobs. */
export async function startWorker(options: WorkerOptions): Promise<RunningWorker> {
  const { queue, concurrency, threads, memoryMb, seconds, onEvent, report, leases = usualLeases } = options
  await expectKeeping(queue)
  const connection = connect(queue, working)
  const asked = connect(queue, working)
  const name = randomUUID().slice(0, 8)
  const stopping = new AbortController()
  const kept = new Map<string, OpenedRun>()
  const counts = { jobs: 0, images: 0, failed: 0, seconds: 0 }
  let slots = 0
  const free: number[] = []
  const process = async (job: Job<Payload>): Promise<Done | { readonly isCancelled: true }> => {
    const kind = job.name as JobName
    const slot = free.pop() ?? slots++
    const started = performance.now()
    const cancelled = new AbortController()
    const watch = setInterval(
      () =>
        void isCancelled(asked, job.data.run).then(
          is => is && cancelled.abort(),
          () => {},
        ),
      2000,
    )
    try {
      if (await isCancelled(asked, job.data.run)) return { isCancelled: true }
      const done = await doJob(kind, job.data, {
        worker: `${name}-${slot}`,
        threads,
        limits: { memoryMb, seconds },
        signal: AbortSignal.any([stopping.signal, cancelled.signal]),
        progress: batchProgressSchema.safeParse(job.progress).data,
        note: progress => job.updateProgress(progress),
        report,
        kept,
      })
      if (done.rounds !== undefined) await addRound(queue, job.data, done.rounds, job.data.round ?? 0, job.priority)
      const took = (performance.now() - started) / 1000
      counts.jobs++
      if (kind === 'segment') {
        counts.images += done.images
        counts.failed += done.failed
      }
      counts.seconds += took
      const { images, failed } = done
      onEvent({ type: 'done', job: kind, out: job.data.out, run: job.data.run, seconds: took, images, failed })
      return done
    } catch (error) {
      if (cancelled.signal.aborted) return { isCancelled: true }
      throw tellFailure(error, job, onEvent)
    } finally {
      clearInterval(watch)
      free.push(slot)
    }
  }
  const worker = new Worker<Payload>(queueName, process, {
    connection,
    prefix,
    concurrency,
    ...leases,
    // A machine that restarts is not the fault of the batch, and an image that ends its worker is counted by itself.
    maxStalledCount: 100,
  })
  worker.on('error', ({ message }) => onEvent({ type: 'away', message }))
  await worker.waitUntilReady()
  onEvent({ type: 'ready', worker: name })
  return {
    worker: name,
    counts,
    close: async () => {
      stopping.abort()
      await worker.close()
      connection.disconnect()
      asked.disconnect()
    },
  }
}

/**
 * Reports a failure here, and returns the error for the queue. The queue hears the code only: messages name images, and
 * these may be named after patients.
 */
function tellFailure(error: unknown, job: Job<Payload>, onEvent: WorkerOptions['onEvent']): Error {
  const known = isCutsError(error)
  const message = error instanceof Error ? error.message : String(error)
  const remedy = known ? error.remedy : undefined
  const again = mayPass(error) || (known && error.code === 'Cancelled')
  const isLast = !again || job.attemptsMade + 1 >= (job.opts.attempts ?? 1)
  const { out, run } = job.data
  onEvent({ type: 'failed', job: job.name as JobName, out, run, message, remedy, isLast })
  const told = known ? error.code : 'Internal'
  const sent = again ? new Error(told) : new UnrecoverableError(told)
  // Of the stack, the queue keeps text too.
  sent.stack = told
  return sent
}
