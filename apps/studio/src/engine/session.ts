/** A session: images, the pixels of their labels, the document and the log. Only `perform`, `undo` and `redo` change it. */
import { emptySelection, type Selection } from '@cuts/core/selection'
import { countPatch } from './areas.ts'
import { type Document, emptyDocument } from './document.ts'
import { type Followed, type Held, heldOf } from './held.ts'
import { type Entry, emptyLog, type Log, withEntry } from './log.ts'
import { applyPatch, type Place, wholeFrame } from './patch.ts'
import type { Regions } from './regions.ts'
import type { Box } from './runs.ts'
import { unite } from './strokes.ts'

export interface SessionImage {
  /** Unique in the session. */
  readonly id: string
  readonly name: string
  readonly width: number
  readonly height: number
  /** Slices; 1 for a picture. */
  readonly depth: number
}

interface Remembered {
  /** Of these regions; not held, because better ones may have taken their place. */
  readonly regions: WeakRef<Regions>
  readonly before: Followed
  readonly after: Followed
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
  /** Pixels that changed since somebody looked, by {@link frameKey}: see {@link takeTouched}. */
  readonly touched: Map<string, Box>
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
    touched: new Map(),
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
    session.held.set(
      key,
      heldOf(regions, frameOf(session, place), { selection: emptySelection(regions.space), boxes: [] }),
    )
    return
  }
  const clicks = session.held.get(key)?.selection.clicks ?? []
  const selection = { ...emptySelection(regions.space), clicks }
  const boxes = [wholeFrame(imageOf(session, place.image))]
  session.held.set(key, heldOf(regions, frameOf(session, place), { selection, boxes }))
}

/** Tells whoever paints that pixels in a box changed. */
export function touch({ touched }: Session, place: Place, box: Box): void {
  const key = frameKey(place)
  touched.set(key, unite(touched.get(key), box))
}

/** The box that holds all pixels of a frame that changed since the last call; undefined if none did. */
export function takeTouched({ touched }: Session, place: Place): Box | undefined {
  const box = touched.get(frameKey(place))
  touched.delete(frameKey(place))
  return box
}

/**
 * Adds a step whose patches are in the pixels already. `selection` is that of the patched frame after it; without it,
 * selections follow the pixels.
 */
export function record(session: Session, entry: Entry, selection?: Selection): void {
  count(session, entry, 'after')
  changeDocument(session, entry.after)
  session.log = withEntry(session.log, entry)
  const remembered = new Map<string, Remembered>()
  for (const patch of entry.patches) {
    touch(session, patch, patch.box)
    const key = frameKey(patch)
    const held = session.held.get(key)
    if (held === undefined) continue
    const { regions } = held
    const after = selection
      ? heldOf(regions, frameOf(session, patch), { selection, boxes: [] })
      : held.changedIn(patch.box)
    // Of several patches of a frame the first one knows how it was.
    const before = remembered.get(key)?.before ?? held.kept()
    remembered.set(key, { regions: new WeakRef(regions), before, after: after.kept() })
    session.held.set(key, after)
  }
  session.memory.set(entry, remembered)
}

/** What nothing changed stays the same object, so that what follows from it is not found again. */
function changeDocument(session: Session, to: Partial<Document>): void {
  if (Object.keys(to).length > 0) session.document = { ...session.document, ...to }
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
  changeDocument(session, entry[side])
  const memory = session.memory.get(entry)
  const patches = side === 'before' ? entry.patches.toReversed() : entry.patches
  for (const patch of patches) {
    const frame = frameOf(session, patch)
    applyPatch(frame, imageOf(session, patch.image), patch, side)
    touch(session, patch, patch.box)
    const held = session.held.get(frameKey(patch))
    if (held === undefined) continue
    const remembered = memory?.get(frameKey(patch))
    const isSame = remembered?.regions.deref() === held.regions
    session.held.set(
      frameKey(patch),
      isSame ? heldOf(held.regions, frame, remembered![side]) : held.changedIn(patch.box),
    )
  }
}
