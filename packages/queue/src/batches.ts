/** Groups the tasks of a run into jobs that are neither too short for the queue nor too long to lose. */

export interface BatchLimits {
  /** Expected seconds of a batch. */
  readonly seconds: number
  readonly images: number
}

export const usualLimits: BatchLimits = { seconds: 60, images: 200 }

/** What an image costs if nobody measured it: loading and writing, and each megapixel. */
const [secondsEach, secondsPerMegapixel] = [0.5, 6]

export interface SizedTask {
  readonly name: string
  readonly images: number
  readonly megapixels: number
}

/** Returns the names of tasks by batch, in their order. A task that is too large for a batch is one by itself. */
export function batchesOf(tasks: readonly SizedTask[], limits: BatchLimits = usualLimits): string[][] {
  const batches: string[][] = []
  let [seconds, images] = [Number.POSITIVE_INFINITY, 0]
  for (const task of tasks) {
    const own = secondsEach * task.images + secondsPerMegapixel * task.megapixels
    if (seconds + own > limits.seconds || images + task.images > limits.images) {
      batches.push([])
      seconds = 0
      images = 0
    }
    batches.at(-1)!.push(task.name)
    seconds += own
    images += task.images
  }
  return batches
}
