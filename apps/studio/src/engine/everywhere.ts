/** One label in many frames as one step: what was found elsewhere. */

import type { Entry } from './log.ts'
import { type Patch, type Place, patchBetween } from './patch.ts'
import { lockOf } from './select-step.ts'
import { frameOf, imageOf, record, type Session } from './session.ts'

export interface FoundMask {
  readonly place: Place
  /** 1 inside, [height][width]. */
  readonly inside: Uint8Array
}

/** Gives a label to the pixels of masks that have none; undefined if that changes nothing. */
export function paintMasks(session: Session, label: number, masks: readonly FoundMask[]): Entry | undefined {
  if (!lockOf(session)(label)) return undefined
  const patches: Patch[] = []
  for (const { place, inside } of masks) {
    const frame = frameOf(session, place)
    const before = frame.slice()
    for (let i = 0; i < frame.length; i++) if (inside[i] === 1 && frame[i] === 0) frame[i] = label
    const patch = patchBetween(place, before, frame, imageOf(session, place.image))
    if (patch !== undefined) patches.push(patch)
  }
  if (patches.length === 0) return undefined
  const entry: Entry = { title: 'everywhere', patches, before: {}, after: {} }
  record(session, entry)
  return entry
}
