/** A stroke of brush or eraser in progress: seen at once, one step when it ends. */
import type { Entry } from './log.ts'
import { type Place, patchBetween } from './patch.ts'
import type { Box } from './runs.ts'
import { frameOf, imageOf, record, type Session } from './session.ts'
import { capsuleBox, eachInCapsule, type MayChange, type Point, unite } from './strokes.ts'

export interface Stroke {
  /** Draws on to a point; returns the box that was touched. */
  readonly to: (point: Point) => Box
  /** Ends the stroke as one step; undefined if nothing changed. */
  readonly end: () => Entry | undefined
  /** Takes back what was drawn. */
  readonly cancel: () => void
}

export function lockOf({ document }: Session): MayChange {
  const locked = new Set(document.labels.filter(label => label.locked).map(({ id }) => id))
  return value => !locked.has(value)
}

/** Begins a stroke that gives the active label, or none. `radius` in pixels. */
export function openStroke(session: Session, place: Place, radius: number, erase: boolean): Stroke {
  const frame = frameOf(session, place)
  const size = imageOf(session, place.image)
  const before = frame.slice()
  const value = erase ? 0 : session.document.active
  const mayChange = lockOf(session)
  const closed = !mayChange(value)
  let last: Point | undefined
  let touched: Box | undefined
  return {
    to: point => {
      const from = last ?? point
      last = point
      if (!closed)
        eachInCapsule(from, point, radius, size, i => {
          if (mayChange(frame[i]!)) frame[i] = value
        })
      const box = capsuleBox(from, point, radius + 1, size)
      touched = unite(touched, box)
      return box
    },
    end: () => {
      const patch = touched && patchBetween(place, before, frame, size, touched)
      if (patch === undefined) return undefined
      const entry: Entry = { title: erase ? 'erase' : 'brush', patches: [patch], before: {}, after: {} }
      record(session, entry)
      return entry
    },
    cancel: () => frame.set(before),
  }
}
