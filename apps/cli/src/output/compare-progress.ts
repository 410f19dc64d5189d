/** Shows the events of a comparison as lines on standard error. */
import type { CompareEvent } from '@cuts/compare/node'
import { plural, roughDuration } from '@cuts/report/words'
import type { Io } from '../io.ts'
import { dim, red } from './emphasis.ts'
import { left, type Progress, withFile } from './progress.ts'
import { wordReason, wordRemedies } from './remedies.ts'
import { createStatusLine } from './status-line.ts'

/** Shows the progress of a comparison. With `quiet`, shows failures only. */
export function showCompareProgress(io: Io, quiet: boolean): Progress<CompareEvent> {
  const { line, update, end } = createStatusLine(io)
  const onEvent = (event: CompareEvent): void => {
    if (event.type === 'failed') {
      line(`failed: ${withFile(event.file, event.message)}`, text => red(io, text))
      const remedy = wordRemedies(event)
      if (remedy !== undefined) line(`  ${remedy}`)
      return
    }
    if (quiet) return
    switch (event.type) {
      case 'started':
        line(
          `${plural(event.images, 'image')} · ${plural(event.rows, 'row')} · seeds ${event.seeds.join(', ')} · ${plural(event.jobs, 'job')}${
            event.cached === 0 ? '' : ` · ${event.cached} results from the cache`
          }`,
          text => `${text}${io.rewritable ? dim(io, '  (Ctrl-C stops; the same command continues)') : ''}`,
        )
        break
      case 'notice':
        line(`note: ${[event.message, wordRemedies({ action: event.action })].filter(Boolean).join(' ')}`)
        break
      case 'skipped':
        line(`left out: ${event.row} ${wordReason(event)}`)
        break
      case 'learning':
        update(
          [`${event.method} trains ${event.done}/${event.total}`, `seed ${event.seed}`, left(event.etaSeconds)],
          false,
        )
        break
      case 'task':
        update(
          [
            `${event.done}/${event.total}`,
            event.method,
            event.image ?? 'trained',
            `seed ${event.seed}`,
            left(event.etaSeconds),
          ],
          event.done === event.total,
        )
        break
      case 'done':
        line(`compared in ${roughDuration(event.seconds)}`)
        break
      default:
        event satisfies never
    }
  }
  return { onEvent, end }
}
