/** Gives a run to the queue: opens it here, once, and sends jobs that refer to it. */
import { createHash, randomUUID } from 'node:crypto'
import { CutsError } from '@cuts/core'
import type { Project } from '@cuts/runtime'
import { diskFiles, type SegmentingRun, withProject } from '@cuts/runtime/node'
import { resultLayout } from '@cuts/runtime/results'
import { forgetUnit, isTaskSettled, planRun, readUnit, runPart, type Task, taskRounds } from '@cuts/runtime/run'
import { FlowProducer, type JobsOptions, Queue } from 'bullmq'
import { type BatchLimits, batchesOf, type SizedTask, usualLimits } from './batches.ts'
import { asking, connect, expectKeeping, prefix, queueName } from './connect.ts'
import { type Payload, writeSubmission } from './payload.ts'

export interface Submit
  extends Omit<SegmentingRun, 'images' | 'first' | 'resume' | 'overwrite' | 'report' | 'threads' | 'jobs'> {
  readonly images: string
  readonly model?: string | undefined
  /** Address of the queue. */
  readonly queue: string
  /** 1 is first. */
  readonly priority?: number | undefined
  readonly limits?: BatchLimits | undefined
}

export interface Submitted {
  readonly run: string
  readonly images: number
  readonly batches: number
  /** Whether an encoder is trained first. */
  readonly trains: boolean
}

/** What was read of the images lies there; it is the same for all submissions into a folder. */
const inventory = `${resultLayout.resultFolders.parts}/queue.inventory.json`

/**
 * Reads the images, notes the run in its folder and adds its jobs to the queue: training, if no model is given,
 * batches of images, and the summary. Images that are done already are not done again. Throws as `runFolder`, and
 * `Unreadable` or `Unsupported` for a queue that is away or would lose jobs.
 */
export async function submitRun(run: Submit): Promise<Submitted> {
  const { queue, out, images, masks, model, limits = usualLimits, priority = usualPriority } = run
  await expectKeeping(queue)
  const source = { images, ...(masks === undefined ? {} : { masks }), ...(model === undefined ? {} : { model }) }
  const name = 'queue'
  return withProject(
    { ...run, part: { name, inventory }, resume: true, overwrite: false },
    { masks, model },
    async project => {
      await runPart(project, source, async () => ({}))
      const rounds = (await sizedRounds(project)).map(tasks => batchesOf(tasks, limits))
      const batches = rounds.flat()
      const counts = rounds.map(({ length }) => length)
      const trains = (await planRun(project)).some(({ kind }) => kind === 'train')
      const id = `${createHash('sha256').update(project.fingerprint).digest('hex').slice(0, 16)}-${randomUUID().slice(0, 8)}`
      const { options, settings } = project
      const absolute = diskFiles.absolute(out)
      await writeSubmission(project.store, id, {
        setup: {
          out: absolute,
          options,
          settings,
          part: { name, inventory },
          ...(model === undefined ? {} : { model: diskFiles.absolute(model) }),
        },
        device: run.device,
        batches,
        rounds: counts,
      })
      const work = { out: absolute, run: id }
      if (trains) await addTraining(queue, work, priority)
      else await addRound(queue, work, counts, 0, priority)
      return { run: id, images: project.dataset.images.length, batches: batches.length, trains }
    },
  )
}

/** In the middle: others may go before and after. Jobs without a priority would go before all others. */
const usualPriority = 1000

async function sizedRounds(project: Project): Promise<SizedTask[][]> {
  // What failed is tried again by a new submission.
  for (const job of await planRun(project))
    if (job.kind === 'segment' && (await readUnit(project, job.unit)) !== undefined) await forgetUnit(project, job.unit)
  const rounds: SizedTask[][] = []
  for (const tasks of taskRounds(project)) {
    const sized: SizedTask[] = []
    for (const task of tasks) if (!(await isTaskSettled(project, task))) sized.push(sizedTask(project, task))
    rounds.push(sized)
  }
  return rounds
}

function sizedTask({ dataset }: Project, { name, indices }: Task): SizedTask {
  const pixels = indices.reduce((sum, index) => {
    const { width, height } = dataset.images[index]!
    return sum + width * height
  }, 0)
  return { name, images: indices.length, megapixels: pixels / 1e6 }
}

/** Results are files: the queue need not remember what went well. Failures stay, to be looked at. */
function optionsOf(jobId: string, priority: number): JobsOptions {
  return {
    jobId,
    priority,
    // A disk that is full or a server that is away may need some minutes.
    attempts: 8,
    backoff: { type: 'exponential', delay: 2000 },
    removeOnComplete: { count: 1000 },
    removeOnFail: false,
  }
}

async function addTraining(address: string, work: Payload, priority: number): Promise<void> {
  const connection = connect(address, asking)
  const queue = new Queue<Payload>(queueName, { connection, prefix })
  try {
    await queue.add('train', work, optionsOf(`run-${work.run}-train`, priority))
  } finally {
    await queue.close()
    connection.disconnect()
  }
}

/**
 * Adds the batches of a round, and the job that waits for all of them: it begins the next round, or finishes the run. A
 * batch that fails does not hold it up.
 */
export async function addRound(
  address: string,
  { out, run }: Payload,
  rounds: readonly number[],
  round: number,
  priority = usualPriority,
): Promise<void> {
  const first = rounds.slice(0, round).reduce((sum, batches) => sum + batches, 0)
  const isLast = round >= rounds.length - 1
  const connection = connect(address, asking)
  const flows = new FlowProducer({ connection, prefix })
  try {
    await flows.add({
      name: isLast ? 'finish' : 'next',
      queueName,
      data: isLast ? { out, run } : { out, run, round: round + 1 },
      opts: optionsOf(isLast ? `run-${run}-finish` : `run-${run}-round-${round + 1}`, priority),
      children: Array.from({ length: rounds[round] ?? 0 }, (_, at) => ({
        name: 'segment',
        queueName,
        data: { out, run, batch: first + at },
        opts: { ...optionsOf(`run-${run}-batch-${first + at}`, priority), ignoreDependencyOnFailure: true },
      })),
    })
  } catch (cause) {
    throw new CutsError('Unreadable', 'the queue did not take the jobs.', { remedy: 'Submit the run again.', cause })
  } finally {
    await flows.close()
    connection.disconnect()
  }
}
