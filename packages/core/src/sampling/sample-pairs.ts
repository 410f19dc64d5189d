/**
 * Anchors and their positives inside one image (paper, section 3.1.1): anchors anywhere, positives among the nearby
 * pixels whose patch is structurally similar. Unlike the paper's software, an anchor is never its own positive, the
 * neighbourhood is symmetric, and an anchor without a similar neighbour is marked instead of being moved.
 *
 * Cost: samples x attempts comparisons of two 5x5 patches.
 */
import type { Planes } from '../image/planes.ts'
import { choice, integer, type OptionValues, real } from '../options/index.ts'
import type { Random } from '../random/index.ts'
import { patchSsim } from './patch-ssim.ts'

export const samplingOptions = {
  radius: integer(5, {
    title: 'Neighbourhood radius',
    doc: 'positives lie within this many rows and columns of their anchor',
    level: 'expert',
    min: 1,
    max: 1000,
    scale: 'log',
    unit: 'px',
  }),
  attempts: integer(10, {
    title: 'Candidates per anchor',
    doc: 'number of candidates that are compared with each anchor; the most similar one is taken',
    level: 'expert',
    min: 1,
    max: 10000,
    scale: 'log',
  }),
  threshold: real(0.5, {
    title: 'Least similarity',
    doc: 'structural similarity to the anchor that a positive must exceed',
    level: 'expert',
    min: -1,
    max: 1,
    step: 0.05,
  }),
  range: choice('fixed', {
    title: 'Range of the similarity',
    doc: 'intensity range that the structural similarity is computed for',
    level: 'expert',
    choices: {
      fixed: 'the range of the scaled image, which is 2',
      patch: 'the range of the patch around the anchor',
    },
  }),
}

export type SamplingOptions = OptionValues<typeof samplingOptions>

export interface SampledPairs {
  /** (row, column) of each anchor, [samples][2]. */
  readonly anchors: Int32Array
  /** (row, column) of each positive, [samples][2]. */
  readonly positives: Int32Array
  /** 1 if the positive is similar enough, 0 if the pair is degenerate and must not count, [samples]. */
  readonly valid: Uint8Array
}

/**
 * Draws `samples` pairs from an image scaled to [-1, 1]. Patches beyond the border replicate it, so any pixel can be an
 * anchor and images of any size, 1x1 included, can be sampled (then without valid pairs).
 */
export function samplePairs(image: Planes, samples: number, options: SamplingOptions, random: Random): SampledPairs {
  const { width, height } = image
  const anchors = new Int32Array(2 * samples)
  const positives = new Int32Array(2 * samples)
  const valid = new Uint8Array(samples)
  const range = options.range === 'fixed' ? 2 : undefined
  for (let s = 0; s < samples; s++) {
    const row = random.integer(height)
    const column = random.integer(width)
    // The neighbourhood inside the image, its cells numbered, without the anchor's own cell.
    const top = Math.max(0, row - options.radius)
    const left = Math.max(0, column - options.radius)
    const rows = Math.min(height - 1, row + options.radius) - top + 1
    const columns = Math.min(width - 1, column + options.radius) - left + 1
    const own = (row - top) * columns + (column - left)
    let best = options.threshold
    // If nothing is similar, any neighbour is used: the pair will not count.
    let bestRow = row
    let bestColumn = column
    for (let attempt = 0; attempt < options.attempts && rows * columns > 1; attempt++) {
      const drawn = random.integer(rows * columns - 1)
      const cell = drawn < own ? drawn : drawn + 1
      const candidateRow = top + Math.floor(cell / columns)
      const candidateColumn = left + (cell % columns)
      const similarity = patchSsim(image, row, column, candidateRow, candidateColumn, range)
      if (similarity > best) {
        best = similarity
        valid[s] = 1
      } else if (attempt > 0) continue
      bestRow = candidateRow
      bestColumn = candidateColumn
    }
    anchors[2 * s] = row
    anchors[2 * s + 1] = column
    positives[2 * s] = bestRow
    positives[2 * s + 1] = bestColumn
  }
  return { anchors, positives, valid }
}
