/** Shows the progress of a download as a line on standard error. */
import type { PullEvent } from '@cuts/compare/node'
import type { Io } from '../io.ts'
import { left, type Progress } from './progress.ts'
import { createStatusLine } from './status-line.ts'

/** Shows a download. With `quiet`, shows nothing. */
export function showPullProgress(io: Io, quiet: boolean): Progress<PullEvent> {
  const { line, update, end } = createStatusLine(io)
  const onEvent = (event: PullEvent): void => {
    if (quiet) return
    if (event.type === 'notice') {
      line(`note: ${event.message}`)
      return
    }
    const { name, bytes, total, etaSeconds } = event
    update(
      [`${name} ${megabytes(bytes)}${total === undefined ? '' : ` of ${megabytes(total)}`}`, left(etaSeconds ?? 0)],
      bytes === total,
    )
  }
  return { onEvent, end }
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`
}
