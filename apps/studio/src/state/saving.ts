/** Autosave: images once, then every step as a small file of its own. Undo writes one number. */
import type { Store } from '@cuts/runtime'
import type { Entry } from '../engine/index.ts'
import { restoreSession, type SavedImage, type SavedSession, startOf } from '../engine/saved.ts'
import type { NamedBlob } from '../files/sources.ts'
import type { ImageSource } from '../worker/port.ts'
import type { Studio } from './studio.ts'

const sessionKey = 'session.json'
const stepKey = (index: number): string => `steps/${String(index).padStart(6, '0')}.json`
const fileKey = (id: string, index: number): string => `images/${id}/${index}`

export interface Saving {
  readonly saved: (source: ImageSource) => void
  readonly step: () => void
  /** Reads what was saved into the studio; returns what was shown, or undefined if nothing was saved. */
  readonly restore: () => Promise<SavedSession | undefined>
  /** Forgets everything that this page keeps. */
  readonly clear: () => Promise<void>
  /** Resolves when all that happened so far is written. */
  readonly settled: () => Promise<void>
  /** Writes what happened so far, and nothing after it: another tab has the session. */
  readonly end: () => Promise<void>
}

/** `store` is undefined if the browser lets the page keep nothing: then nothing is saved. */
export function createSaving(studio: Studio, store: Store | undefined, onFailure: (error: unknown) => void): Saving {
  let queue: Promise<void> = Promise.resolve()
  /** What the store holds of the log. */
  let written: readonly Entry[] = []
  let isQueued = false
  let isEnded = false
  const later = (work: (store: Store) => Promise<void>): void => {
    if (store !== undefined && !isEnded) queue = queue.then(() => work(store)).catch(onFailure)
  }
  /** Steps first, then the file that counts them: a page that ends in between has the session before. */
  const write = (): void => {
    if (isQueued) return
    isQueued = true
    later(async store => {
      isQueued = false
      const { entries } = studio.session().log
      const saved = describeSession(studio)
      let same = 0
      while (same < written.length && written[same] === entries[same]) same++
      for (let index = same; index < entries.length; index++)
        await store.put(stepKey(index), JSON.stringify(entries[index]))
      await store.put(sessionKey, JSON.stringify(saved))
      written = entries
    })
  }
  return {
    step: write,
    saved: ({ id, files }) => {
      later(async store => {
        for (const [index, [, file]] of files.entries())
          await store.put(fileKey(id, index), new Uint8Array(await file.arrayBuffer()))
      })
      write()
    },
    restore: async () => {
      if (store === undefined) return undefined
      const saved = await readJson<SavedSession>(store, sessionKey)
      if (saved?.version !== 1 || saved.images.length === 0) return undefined
      const entries: Entry[] = []
      for (let index = 0; index < saved.steps; index++) {
        const entry = await readJson<Entry>(store, stepKey(index))
        if (entry === undefined) break
        entries.push(entry)
      }
      for (const { id, files } of saved.images) {
        const blobs: NamedBlob[] = []
        for (const [index, name] of files.entries())
          blobs.push([name, new Blob([(await store.get(fileKey(id, index))) as Uint8Array<ArrayBuffer>])])
        studio.sources.set(id, { id, files: blobs })
      }
      studio.replaceSession(restoreSession(saved, entries))
      written = entries
      return saved
    },
    clear: async () => {
      later(async store => {
        await store.delete('')
        written = []
      })
      await queue
    },
    settled: () => queue,
    end: () => {
      isEnded = true
      return queue
    },
  }
}

/** The session as it is saved, without its log and its files. */
export function describeSession(studio: Studio): SavedSession {
  const session = studio.session()
  const images = session.images.map(
    (image): SavedImage => ({ ...image, files: studio.sources.get(image.id)!.files.map(([name]) => name) }),
  )
  const { entries, position } = session.log
  return {
    version: 1,
    start: startOf(session),
    images,
    steps: entries.length,
    position,
    place: studio.shown.value?.place,
  }
}

async function readJson<T>(store: Store, key: string): Promise<T | undefined> {
  const bytes = await store.get(key)
  return bytes && (JSON.parse(new TextDecoder().decode(bytes)) as T)
}
