/** Steps by a new selection: what selection says of segments, brought to the pixels. */
import { type Selection, snapToRegions } from '@cuts/core/selection'
import type { Held } from './held.ts'
import type { Entry, Title } from './log.ts'
import type { Place } from './patch.ts'
import { cutOf, lookupOf } from './regions.ts'
import { paintChange, takeSegments } from './selecting.ts'
import { frameKey, frameOf, record, type Session } from './session.ts'
import type { MayChange } from './strokes.ts'

/** What a free shape follows: the regions of the cut that is shown, or the finest. */
export type Snap = 'shown' | 'finest'

export function lockOf({ document }: Session): MayChange {
  const locked = new Set(document.labels.filter(label => label.locked).map(({ id }) => id))
  return value => !locked.has(value)
}

/** A step by a new selection. */
export function select(
  session: Session,
  place: Place,
  title: Title,
  next: (held: Held) => Selection,
): Entry | undefined {
  const held = session.held.get(frameKey(place))
  const mayChange = lockOf(session)
  if (held === undefined || !mayChange(session.document.active)) return undefined
  const selection = next(held)
  const change = { from: held.selection, to: selection }
  const patches = paintChange(place, held.regions.space, frameOf(session, place), change, mayChange)
  if (patches.length === 0) return undefined
  const entry: Entry = { title, patches, before: {}, after: {} }
  // Where a lock kept pixels back, the selection follows the pixels.
  const isLocked = session.document.labels.some(({ locked }) => locked)
  record(session, entry, isLocked ? undefined : selection)
  return entry
}

/** A step by the answer to a question about what is held. */
export function takeAnswer(session: Session, place: Place, title: Title, answer: Selection): Entry | undefined {
  return select(session, place, title, () => answer)
}

/** The selection with the regions that lie for the most part in `inside`, [height][width]. */
export function takeSnapped(
  session: Session,
  place: Place,
  { regions, selection }: Held,
  inside: Uint8Array,
  snap: Snap,
  label: number,
): Selection {
  const lookup = snap === 'finest' ? undefined : lookupOf(regions, cutOf(regions, session.document, frameKey(place)))
  return takeSegments(regions.space, selection, snapToRegions(regions.space, inside, lookup), label)
}
