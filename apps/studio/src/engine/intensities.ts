/** Drawing by intensity: what is about as bright as the pixel where it began. */
import { flood } from '@cuts/core'
import type { Entry } from './log.ts'
import { type Place, patchBetween } from './patch.ts'
import type { Box } from './runs.ts'
import { lockOf } from './select-step.ts'
import { frameOf, imageOf, record, type Session } from './session.ts'
import { unite } from './strokes.ts'

/**
 * Whether a pixel differs from the one at `start` by at most `tolerance` in every channel. `values` are planes,
 * [channels][pixels].
 */
export function withinRange(
  values: Float32Array,
  pixels: number,
  start: number,
  tolerance: number,
): (index: number) => boolean {
  const channels = values.length / pixels
  return index => {
    for (let c = 0; c < channels; c++)
      if (Math.abs(values[c * pixels + index]! - values[c * pixels + start]!) > tolerance) return false
    return true
  }
}

/** Gives the active label, or none, to accepted pixels that are connected to a pixel; undefined if nothing changes. */
export function floodByValue(
  session: Session,
  place: Place,
  { x, y, erase }: { readonly x: number; readonly y: number; readonly erase: boolean },
  accepts: (index: number) => boolean,
): Entry | undefined {
  const frame = frameOf(session, place)
  const size = imageOf(session, place.image)
  const mayChange = lockOf(session)
  const value = erase ? 0 : session.document.active
  if (!mayChange(value)) return undefined
  const before = frame.slice()
  const reached = new Uint8Array(frame.length)
  let box: Box | undefined
  flood(
    size,
    { x, y },
    i => reached[i] === 0 && accepts(i),
    (row, from, to) => {
      box = unite(box, { left: from, top: row, width: to - from + 1, height: 1 })
      for (let i = row * size.width + from, end = row * size.width + to; i <= end; i++) {
        reached[i] = 1
        if (mayChange(frame[i]!)) frame[i] = value
      }
    },
  )
  const patch = box && patchBetween(place, before, frame, size, box)
  if (patch === undefined) return undefined
  const entry: Entry = { title: 'threshold', patches: [patch], before: {}, after: {} }
  record(session, entry)
  return entry
}
