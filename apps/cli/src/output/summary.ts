/** What a run did, for a person. */
import { join } from 'node:path'
import { plural, roughDuration } from '@cuts/report/words'
import { type FailedImage, resultLayout, type Summary } from '@cuts/runtime'
import { formatMetrics } from './metrics.ts'
import { withFile } from './progress.ts'
import { wordRemedies } from './remedies.ts'

/** Lines: what was done and how fast, metrics where there were masks, failed images, where things lie. */
export function formatSummary(summary: Summary, out: string, report: string): string[] {
  const { images, failed, train, seconds } = summary
  const total = images.length + failed.length
  // Of a resumed run `train` counts the earlier sitting too, the total this one alone.
  const training =
    train === undefined || seconds.train > seconds.total ? '' : ` (training ${roughDuration(seconds.train)})`
  const lines = [
    `${images.length} of ${plural(total, 'image')} segmented in ${roughDuration(seconds.total)}${training}.`,
  ]
  const scores = formatMetrics(summary)
  if (scores.length > 0) lines.push('', ...scores)
  lines.push(...formatFailed(failed))
  lines.push('', `Report:  ${report}`, `Results: ${join(out, resultLayout.resultFiles.summary)}`)
  return lines
}

/** The failed images with their remedies, under a heading; nothing where there are none. */
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
