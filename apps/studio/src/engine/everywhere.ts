/** One label in many frames as one step: what was found elsewhere. */

import { shapesBetween } from '@cuts/core/volume'
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
export function paintMasks(
  session: Session,
  label: number,
  masks: readonly FoundMask[],
  title: 'everywhere' | 'between' = 'everywhere',
): Entry | undefined {
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
  const entry: Entry = { title, patches, before: {}, after: {} }
  record(session, entry)
  return entry
}

/** Shapes of a label between the slices of an image that have it; `spacing` of columns and rows. */
export function masksBetween(
  session: Session,
  image: string,
  label: number,
  spacing: readonly [number, number],
): FoundMask[] {
  const { width, height, depth } = imageOf(session, image)
  const inside = (slice: number): Uint8Array =>
    frameOf(session, { image, slice }).map(value => (value === label ? 1 : 0))
  const found: FoundMask[] = []
  let last: { readonly slice: number; readonly mask: Uint8Array } | undefined
  for (let slice = 0; slice < depth; slice++) {
    const mask = inside(slice)
    if (!mask.includes(1)) continue
    const gap = last === undefined ? 0 : slice - last.slice - 1
    if (last !== undefined && gap > 0)
      for (const [k, between] of shapesBetween(last.mask, mask, { width, height, spacing }, gap).entries())
        found.push({ place: { image, slice: last.slice + 1 + k }, inside: between })
    last = { slice, mask }
  }
  return found
}
