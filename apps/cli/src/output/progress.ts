/** Shows the events of a run as lines on standard error. Each failure and notice gets its own line. */

import { plural, roughDuration } from '@cuts/report/words'
import type { RunEvent } from '@cuts/runtime'
import type { Io } from '../io.ts'
import { dim, red } from './emphasis.ts'
import { wordRemedies } from './remedies.ts'
import { createStatusLine } from './status-line.ts'

export interface Progress<Event = RunEvent> {
  readonly onEvent: (event: Event) => void
  /** Clears the line that is being rewritten, if there is one. */
  readonly end: () => void
}

/** Shows the progress of a run. With `quiet`, shows failed images only; with `verbose`, every step. */
export function showProgress(io: Io, quiet: boolean, verbose = false): Progress {
  const { line, update, hurry, end } = createStatusLine(io, verbose)
  const onEvent = (event: RunEvent): void => {
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
          `${plural(event.images, 'image')} · preset ${event.preset} · seed ${event.seed} · ${event.device}`,
          text => `${text}${io.rewritable ? dim(io, '  (Ctrl-C stops; --resume continues)') : ''}`,
        )
        break
      case 'read':
        update([`read ${event.done}/${event.total}`, event.id, left(event.etaSeconds)], event.done === event.total)
        break
      case 'notice':
        line(`note: ${[event.message, wordRemedies({ action: event.action })].filter(Boolean).join(' ')}`)
        break
      case 'train':
        update(
          [
            `training ${event.step}/${event.steps}`,
            `reconstruction ${event.reconstruction.toFixed(4)}`,
            `contrastive ${event.contrastive.toFixed(3)}`,
            left(event.etaSeconds),
          ],
          event.step === event.steps,
        )
        break
      case 'statistics':
        update([`normalising the encoder ${Math.floor(100 * event.share)} %`, left(event.etaSeconds)], false)
        break
      case 'checkpoint':
        break
      case 'trained':
        line(
          event.steps === 0
            ? `encoder not trained; normalised over the images in ${roughDuration(event.seconds)}`
            : `trained ${plural(event.steps, 'step')} in ${roughDuration(event.seconds)}`,
        )
        hurry()
        break
      case 'embedded':
        update([`embedded ${event.done}/${event.total}`, event.id, left(event.etaSeconds)], event.done === event.total)
        break
      case 'volume':
        update(
          [`${volumeSteps[event.step]} ${Math.floor(100 * event.share)} %`, event.id, left(event.etaSeconds)],
          false,
        )
        break
      case 'working':
        update([`working ${Math.floor(100 * event.share)} %`, event.id, left(event.etaSeconds)], false)
        break
      case 'image':
        update(
          [
            `segmented ${event.done}/${event.total}`,
            event.id,
            plural(event.levels, 'level'),
            bestDice(event),
            left(event.etaSeconds),
          ],
          event.done === event.total,
        )
        break
      case 'exported':
        update([`exported ${event.done}/${event.total}`, event.id, left(event.etaSeconds)], event.done === event.total)
        break
      case 'applied':
        update([`searched ${event.done}/${event.total}`, event.id, left(event.etaSeconds)], event.done === event.total)
        break
      case 'done':
        end()
        break
      default:
        event satisfies never
    }
  }
  return { onEvent, end }
}

const volumeSteps: { readonly [step in Extract<RunEvent, { type: 'volume' }>['step']]: string } = {
  reading: 'volume: reads slices',
  voxels: 'volume: groups voxels',
  tree: 'volume: builds the tree',
  writing: 'volume: writes regions',
}

function bestDice(event: RunEvent & { type: 'image' }): string {
  const best = event.metrics?.best
  return best === undefined ? '' : `best-level Dice ${best.dice.toFixed(3)}`
}

export function left(seconds: number): string {
  return seconds > 0 ? `about ${roughDuration(seconds)} left` : ''
}

/** Puts the name of the file in front of a message that does not contain it. */
export function withFile(file: string, message: string): string {
  return message.includes(file) ? message : `${file}: ${message}`
}
