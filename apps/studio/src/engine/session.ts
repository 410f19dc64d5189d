/** A session: images, the pixels of their labels, the document and the log. Only `perform`, `undo` and `redo` change it. */
import { emptySelection, type Selection } from '@cuts/core/selection'
import { countPatch } from './areas.ts'
import { type Document, emptyDocument } from './document.ts'
import { type Entry, emptyLog, type Log, withEntry } from './log.ts'
import { applyPatch, type Place, wholeFrame } from './patch.ts'
import type { Regions } from './regions.ts'
import { adoptPixels } from './selecting.ts'

export interface SessionImage {
  /** Unique in the session. */
  readonly id: string
  readonly name: string
  readonly width: number
  readonly height: number
  /** Slices; 1 for a picture. */
  readonly depth: number
}

/** The regions of a frame and what is selected in them. */
export interface Held {
  readonly regions: Regions
  readonly selection: Selection
}

interface Remembered {
  /** Of these regions; not held, because better ones may have taken their place. */
  readonly regions: WeakRef<Regions>
  readonly before: Selection
  readonly after: Selection
}

export interface Session {
  document: Document
  log: Log
  readonly images: SessionImage[]
  /** Label of every pixel of an image, [slice][row][column]. */
  readonly pixels: Map<string, Uint8Array>
  /** Pixels of every label by {@link frameKey}, [256]; without an entry nothing was ever labelled. */
  readonly areas: Map<string, Float64Array>
  /** By {@link frameKey}. */
  readonly held: Map<string, Held>
  /** Selections around an entry, as long as the page is open: they are worth keeping, but can be found anew. */
  readonly memory: WeakMap<Entry, ReadonlyMap<string, Remembered>>
}

export function createSession(document: Document = emptyDocument()): Session {
  return {
    document,
    log: emptyLog,
    images: [],
    pixels: new Map(),
    areas: new Map(),
    held: new Map(),
    memory: new WeakMap(),
  }
}

export function frameKey({ image, slice }: Place): string {
  return `${image}/${slice}`
}

export function addImage(session: Session, image: SessionImage): void {
  session.images.push(image)
  session.pixels.set(image.id, new Uint8Array(image.width * image.height * image.depth))
}

export function imageOf({ images }: Session, id: string): SessionImage {
  return images.find(image => image.id === id)!
}

/** The labels of one slice, as a view of the session's own pixels. */
export function frameOf(session: Session, { image, slice }: Place): Uint8Array {
  const { width, height } = imageOf(session, image)
  return session.pixels.get(image)!.subarray(slice * width * height, (slice + 1) * width * height)
}

/** Takes regions for a frame, first ones or better ones. What is labelled stays, pixel by pixel. */
export function setRegions(session: Session, place: Place, regions: Regions): void {
  const key = frameKey(place)
  if (areasOf(session, place).every(area => area === 0)) {
    session.held.set(key, { regions, selection: emptySelection(regions.space) })
    return
  }
  const clicks = session.held.get(key)?.selection.clicks ?? []
  const start = { ...emptySelection(regions.space), clicks }
  const selection = adoptPixels(
    regions.space,
    frameOf(session, place),
    start,
    wholeFrame(imageOf(session, place.image)),
  )
  session.held.set(key, { regions, selection })
}

/**
 * Adds a step whose patches are in the pixels already. `selection` is that of the patched frame after it; without it,
 * selections follow the pixels.
 */
export function record(session: Session, entry: Entry, selection?: Selection): void {
  count(session, entry, 'after')
  session.document = { ...session.document, ...entry.after }
  session.log = withEntry(session.log, entry)
  const remembered = new Map<string, Remembered>()
  for (const patch of entry.patches) {
    const key = frameKey(patch)
    const held = session.held.get(key)
    if (held === undefined) continue
    const { regions, selection: before } = held
    const after = selection ?? adoptPixels(regions.space, frameOf(session, patch), before, patch.box)
    remembered.set(key, { regions: new WeakRef(regions), before: lean(before), after: lean(after) })
    session.held.set(key, { regions, selection: after })
  }
  session.memory.set(entry, remembered)
}

/** What a click could have meant is large, and is kept of the last click alone. */
function lean({ owner, clicks, edits }: Selection): Selection {
  return { owner, clicks, edits }
}

/** Takes the last step back, and returns it; undefined if there is none. */
export function undo(session: Session): Entry | undefined {
  const { entries, position } = session.log
  const entry = entries[position - 1]
  if (entry === undefined) return undefined
  move(session, entry, 'before')
  session.log = { entries, position: position - 1 }
  return entry
}

/** Does the next step again, and returns it; undefined if there is none. */
export function redo(session: Session): Entry | undefined {
  const { entries, position } = session.log
  const entry = entries[position]
  if (entry === undefined) return undefined
  move(session, entry, 'after')
  session.log = { entries, position: position + 1 }
  return entry
}

/** Keeps the areas up to date with a step that is done or taken back. */
export function count({ areas }: Session, entry: Entry, side: 'before' | 'after'): void {
  for (const patch of entry.patches) {
    const key = frameKey(patch)
    const own = areas.get(key) ?? new Float64Array(256)
    areas.set(key, own)
    countPatch(own, patch, side)
  }
}

/** Pixels of every label in a frame but those that have none, [256]. */
export function areasOf(session: Session, place: Place): Float64Array {
  const areas = (session.areas.get(frameKey(place)) ?? new Float64Array(256)).slice()
  areas[0] = 0
  return areas
}

function move(session: Session, entry: Entry, side: 'before' | 'after'): void {
  count(session, entry, side)
  session.document = { ...session.document, ...entry[side] }
  const memory = session.memory.get(entry)
  const patches = side === 'before' ? entry.patches.toReversed() : entry.patches
  for (const patch of patches) {
    const frame = frameOf(session, patch)
    applyPatch(frame, imageOf(session, patch.image), patch, side)
    const held = session.held.get(frameKey(patch))
    if (held === undefined) continue
    const remembered = memory?.get(frameKey(patch))
    const selection =
      remembered?.regions.deref() === held.regions
        ? remembered[side]
        : adoptPixels(held.regions.space, frame, held.selection, patch.box)
    session.held.set(frameKey(patch), { ...held, selection })
  }
}
