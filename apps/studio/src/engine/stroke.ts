/** A stroke of brush or eraser in progress: seen at once, one step when it ends. */
import type { Entry } from './log.ts'
import { type Place, patchBetween } from './patch.ts'
import type { Box } from './runs.ts'
import { lockOf, type Snap, select, takeSnapped } from './select-step.ts'
import { frameOf, imageOf, record, type Session, touch } from './session.ts'
import { snapshotOf } from './snapshot.ts'
import { capsuleBox, eachRunInCapsule, type Point, unite } from './strokes.ts'

export interface Stroke {
  /** Draws on to a point. */
  readonly to: (point: Point) => void
  /** Ends the stroke as one step; undefined if nothing changed. */
  readonly end: () => Entry | undefined
  /** Takes back what was drawn. */
  readonly cancel: () => void
}

export interface StrokeOptions {
  /** Pixels. */
  readonly radius: number
  readonly erase: boolean
  /** Whether a pixel may be drawn on, such as by its intensity. */
  readonly accepts?: ((index: number) => boolean) | undefined
  /** A stroke that is to follow boundaries takes whole regions when it ends: those of the cut, or the finest. */
  readonly snap?: Snap | undefined
}

/** Begins a stroke that gives the active label, or none. */
export function openStroke(session: Session, place: Place, { radius, erase, accepts, snap }: StrokeOptions): Stroke {
  const frame = frameOf(session, place)
  const size = imageOf(session, place.image)
  const { before, save, restore } = snapshotOf(frame, size)
  const value = erase ? 0 : session.document.active
  const mayChange = lockOf(session)
  const closed = !mayChange(value)
  const drawn = snap === undefined ? undefined : new Uint8Array(frame.length)
  let last: Point | undefined
  let touched: Box | undefined
  const isPlain = accepts === undefined && !session.document.labels.some(({ locked }) => locked)
  const draw = (from: number, to: number): void => {
    if (isPlain) {
      drawn?.fill(1, from, to)
      frame.fill(value, from, to)
      return
    }
    for (let i = from; i < to; i++) {
      if (accepts?.(i) === false) continue
      if (drawn !== undefined) drawn[i] = 1
      if (mayChange(frame[i]!)) frame[i] = value
    }
  }
  const cancel = (): void => {
    restore()
    if (touched !== undefined) touch(session, place, touched)
  }
  return {
    to: point => {
      const from = last ?? point
      last = point
      const box = capsuleBox(from, point, radius + 1, size)
      save(box)
      if (!closed) eachRunInCapsule(from, point, radius, size, draw)
      touched = unite(touched, box)
      touch(session, place, box)
    },
    end: () => {
      const title = erase ? 'erase' : accepts === undefined ? 'brush' : 'threshold'
      if (drawn !== undefined && snap !== undefined) {
        cancel()
        return select(session, place, title, held => takeSnapped(session, place, held, drawn, snap, value))
      }
      const patch = touched && patchBetween(place, before, frame, size, touched)
      if (patch === undefined) return undefined
      const entry: Entry = { title, patches: [patch], before: {}, after: {} }
      record(session, entry)
      return entry
    },
    cancel,
  }
}
