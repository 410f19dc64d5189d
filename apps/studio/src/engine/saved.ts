/** A session as plain data: where it began, its images, and its log, which is all that happened. */
import { type Document, emptyDocument } from './document.ts'
import type { Entry } from './log.ts'
import { applyPatch, type Place } from './patch.ts'
import { addImage, count, createSession, frameOf, imageOf, type Session, type SessionImage } from './session.ts'

export interface SavedSession {
  readonly version: 1
  /** The document before the first step. */
  readonly start: Document
  readonly images: readonly SavedImage[]
  /** Steps in the log, and how many of them are in effect. */
  readonly steps: number
  readonly position: number
  /** What was shown. */
  readonly place: Place | undefined
}

export interface SavedImage extends SessionImage {
  /** Names of the files that hold it. */
  readonly files: readonly string[]
}

/** The session again: every step in effect is done anew. */
export function restoreSession(saved: SavedSession, entries: readonly Entry[]): Session {
  // What a document has gained since the session was saved is empty.
  const session = createSession({ ...emptyDocument(), ...saved.start })
  for (const image of saved.images) addImage(session, image)
  const position = Math.min(saved.position, entries.length)
  for (const entry of entries.slice(0, position)) {
    count(session, entry, 'after')
    for (const patch of entry.patches)
      applyPatch(frameOf(session, patch), imageOf(session, patch.image), patch, 'after')
    session.document = { ...session.document, ...entry.after }
  }
  session.log = { entries, position }
  return session
}

/** The document as it was before the first step. */
export function startOf({ document, log }: Session): Document {
  const steps = log.entries.slice(0, log.position)
  return Object.assign({}, document, ...steps.toReversed().map(({ before }) => before))
}
