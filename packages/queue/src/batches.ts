/** Groups the units of a run into jobs that are neither too short for the queue nor too long to lose. */

export interface BatchLimits {
  /** Expected seconds of a batch. */
  readonly seconds: number
  readonly images: number
}

export const usualLimits: BatchLimits = { seconds: 60, images: 200 }

/** What an image costs if nobody measured it: loading and writing, and each megapixel. */
const [secondsEach, secondsPerMegapixel] = [0.5, 6]

export interface SizedUnit {
  readonly id: string
  readonly images: number
  readonly megapixels: number
}

/** Returns the ids of units by batch, in their order. A unit that is too large for a batch is one by itself. */
export function batchesOf(units: readonly SizedUnit[], limits: BatchLimits = usualLimits): string[][] {
  const batches: string[][] = []
  let [seconds, images] = [Number.POSITIVE_INFINITY, 0]
  for (const unit of units) {
    const own = secondsEach * unit.images + secondsPerMegapixel * unit.megapixels
    if (seconds + own > limits.seconds || images + unit.images > limits.images) {
      batches.push([])
      seconds = 0
      images = 0
    }
    batches.at(-1)!.push(unit.id)
    seconds += own
    images += unit.images
  }
  return batches
}
