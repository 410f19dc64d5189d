/**
 * All that is sent to the queue: paths of result folders, hashes and numbers. What images are called, and what a run is
 * asked to do, lies in the result folder, where workers read it.
 */
import { CutsError } from '@cuts/core'
import type { Store } from '@cuts/runtime'
import { resultLayout } from '@cuts/runtime/results'
import type { JobSetup } from '@cuts/runtime/run'
import { z } from 'zod'

/** A job of a run. */
export interface Payload {
  /** Absolute path of the result folder. */
  readonly out: string
  /** Identifies the submission. */
  readonly run: string
  /** Number of the batch, of jobs that segment. */
  readonly batch?: number
  /** The round of batches that begins, of jobs named `next`. */
  readonly round?: number
}

/** `next` begins a round of batches, which need what the round before has left. */
export type JobName = 'train' | 'segment' | 'next' | 'finish'

/** How far a batch is. Images that end their process are told by it, even if they end the worker too. */
export const batchProgressSchema = z.object({
  /** Index of the unit that was begun last. */
  at: z.number().int(),
  /** How often tasks were begun, by their indices. */
  begun: z.record(z.string(), z.number().int()),
  /** How often their processes ended while the worker lived on. */
  lost: z.record(z.string(), z.number().int()).optional(),
})
export type BatchProgress = z.infer<typeof batchProgressSchema>

/** `shards/queue-<run>.json`: what a submission asks for. */
const submissionSchema = z.object({
  format: z.literal('cuts-submission'),
  version: z.literal(1),
  setup: z.custom<Omit<JobSetup, 'device' | 'threads'>>(value => typeof value === 'object' && value !== null),
  device: z.enum(['auto', 'cpu', 'webgpu', 'cuda']),
  batches: z.array(z.array(z.string())).describe('names of tasks'),
  rounds: z.array(z.number().int()).describe('batches of each round'),
})
export type Submission = z.infer<typeof submissionSchema>

const keyOf = (run: string): string => `${resultLayout.resultFolders.parts}/queue-${run}.json`

export async function writeSubmission(store: Store, run: string, submission: Omit<Submission, 'format' | 'version'>) {
  await store.put(keyOf(run), `${JSON.stringify({ format: 'cuts-submission', version: 1, ...submission })}\n`)
}

/** Throws `Unreadable` if the folder holds no such submission, as on a machine that does not see it. */
export async function readSubmission(store: Store, run: string): Promise<Submission> {
  const bytes = await store.get(keyOf(run))
  const parsed = bytes && submissionSchema.safeParse(JSON.parse(new TextDecoder().decode(bytes)))
  if (parsed?.success === true) return parsed.data
  throw notThere(store, run)
}

/** Like {@link readSubmission}, but only looks whether it is there. */
export async function expectSubmission(store: Store, run: string): Promise<void> {
  if ((await store.list(keyOf(run))).length === 0) throw notThere(store, run)
}

function notThere({ label }: Store, run: string): CutsError {
  return new CutsError('Unreadable', `${label} does not hold the run ${run}.`, {
    remedy: 'Check that this machine sees the result folder under the same path as the one that submitted the run.',
  })
}
