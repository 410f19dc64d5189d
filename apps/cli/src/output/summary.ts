/** The summary of a run as text. */
import { join } from 'node:path'
import { plural, roughDuration } from '@cuts/report/words'
import type { Summary } from '@cuts/runtime'
import { type FailedImage, resultLayout } from '@cuts/runtime/results'
import { formatMetrics } from './metrics.ts'
import { withFile } from './progress.ts'
import { wordRemedies } from './remedies.ts'

/**
 * Returns the summary as lines: what was done and how fast, metrics if there are masks, failed images, and paths of the
 * results.
 */
export function formatSummary(summary: Summary, out: string, report: string): string[] {
  const { images, failed, train, seconds } = summary
  const total = images.length + failed.length
  // In a resumed run, `train` includes earlier sessions; `total` counts this session only.
  const training =
    train === undefined || train.steps === 0 || seconds.train > seconds.total
      ? ''
      : ` (training ${roughDuration(seconds.train)})`
  const lines = [
    `${images.length} of ${plural(total, 'image')} segmented in ${roughDuration(seconds.total)}${training}.`,
  ]
  lines.push(...formatScores(summary), ...formatFailed(failed))
  lines.push('', `Report:  ${report}`, `Results: ${join(out, resultLayout.resultFiles.summary)}`)
  return lines
}

/** Returns the table of scores under an empty line. Returns no lines if there are no masks. */
export function formatScores(summary: Summary): string[] {
  const scores = formatMetrics(summary)
  return scores.length === 0 ? [] : ['', ...scores]
}

/** Returns the failed images with their remedies under a heading. Returns no lines if no image failed. */
export function formatFailed(failed: readonly FailedImage[]): string[] {
  if (failed.length === 0) return []
  return [
    '',
    `${plural(failed.length, 'image')} failed:`,
    ...failed.flatMap(image => {
      const remedy = wordRemedies(image)
      return [`  ${withFile(image.path, image.error)}`, ...(remedy === undefined ? [] : [`    ${remedy}`])]
    }),
  ]
}
