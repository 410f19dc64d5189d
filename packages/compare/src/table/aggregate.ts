/**
 * From results of single images to the rows of a table. An image counts once for any number of seeds: its scores are
 * first averaged over seeds. So the standard error describes the spread over images only; the spread over seeds is
 * given separately.
 */
import { meanAndSem } from '@cuts/core/statistics'
import { type Comparison, type ImageResult, type RowState, type ScoreName, scoreNames } from '../comparison.ts'

/** Of one score of a row. */
export interface Spread {
  /** Mean over images of the mean over seeds. It equals the mean of the seeds' means if every image has every seed. */
  readonly mean: number
  /** Standard error over images: population standard deviation over the root of their number, as in the paper. */
  readonly sem: number
  /** Population standard deviation of the seeds' means; 0 for one seed. */
  readonly seedSd: number
}

/** A line of the table. Without results there is a reason in place of scores. */
export interface TableRow extends RowState {
  /** Images scored. */
  readonly n: number
  readonly scores?: { readonly [name in ScoreName]: Spread }
  /** Seconds to segment an image, mean over images and seeds. */
  readonly secondsPerImage?: number
  /** Granularities an oracle could choose from, mean over images and seeds. */
  readonly levels?: number
}

/** The rows of a comparison, in their order. */
export function tableRows({ rows, results }: Comparison): TableRow[] {
  const byRow = groupByRow(results)
  return rows.map(state => {
    const own = byRow.get(state.row) ?? []
    if (own.length === 0) return { ...state, n: 0, reason: state.reason ?? firstFailure(state) }
    const scores = Object.fromEntries(scoreNames.map(name => [name, spread(own, name)]))
    const levels = own.flatMap(result => result.levels?.length ?? [])
    return {
      ...state,
      n: new Set(own.map(result => result.image)).size,
      scores: scores as { readonly [name in ScoreName]: Spread },
      secondsPerImage: mean(own.map(result => result.seconds)),
      ...(levels.length === 0 ? {} : { levels: mean(levels) }),
    }
  })
}

/** One score of a row on every image it has, mean over seeds; by image. */
export function scoresByImage(
  results: readonly ImageResult[],
  row: string,
  name: ScoreName,
): ReadonlyMap<string, number> {
  const values = new Map<string, number[]>()
  for (const result of results)
    if (result.row === row) values.set(result.image, [...(values.get(result.image) ?? []), result.scores[name]])
  return new Map([...values].map(([image, held]) => [image, mean(held)]))
}

function spread(results: readonly ImageResult[], name: ScoreName): Spread {
  const seeds = new Map<number, number[]>()
  for (const { seed, scores } of results) seeds.set(seed, [...(seeds.get(seed) ?? []), scores[name]])
  const seedMeans = [...seeds.values()].map(mean)
  const row = results[0]!.row
  const { sem: seedSem } = meanAndSem(seedMeans)
  return {
    ...meanAndSem([...scoresByImage(results, row, name).values()]),
    seedSd: seedSem * Math.sqrt(seedMeans.length),
  }
}

function firstFailure({ failed }: RowState): string {
  return failed[0]?.error ?? 'no image was scored'
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}

function groupByRow(results: readonly ImageResult[]): ReadonlyMap<string, readonly ImageResult[]> {
  const groups = new Map<string, ImageResult[]>()
  for (const result of results) {
    const group = groups.get(result.row)
    if (group === undefined) groups.set(result.row, [result])
    else group.push(result)
  }
  return groups
}
