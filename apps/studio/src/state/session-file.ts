/** The session as one file: images, steps and all, to go on elsewhere or later. */
import { CutsError } from '@cuts/core'
import { strFromU8, strToU8, unzipSync, type Zippable, zipSync } from 'fflate'
import type { Entry } from '../engine/index.ts'
import { restoreSession, type SavedSession } from '../engine/saved.ts'
import type { NamedBlob } from '../files/sources.ts'
import { remember } from './remembering.ts'
import { describeSession } from './saving.ts'
import type { Studio } from './studio.ts'

export const sessionEnding = '.cuts'

export async function packSession(studio: Studio): Promise<Uint8Array> {
  const files: Zippable = {
    'session.json': strToU8(JSON.stringify(describeSession(studio))),
    'steps.json': strToU8(JSON.stringify(studio.session().log.entries)),
  }
  const { exemplars, replay } = remember(studio.session())
  files['exemplars.json'] = strToU8(exemplars)
  files['replay.json'] = strToU8(replay)
  for (const { id } of studio.session().images)
    for (const [index, [, file]] of studio.sources.get(id)!.files.entries())
      files[`images/${id}/${index}`] = [new Uint8Array(await file.arrayBuffer()), { level: 0 }]
  return zipSync(files)
}

/** Takes the place of what is open; returns what was shown. Throws `Unreadable` for other files. */
export function unpackSession(studio: Studio, bytes: Uint8Array, name: string): SavedSession {
  try {
    const files = unzipSync(bytes)
    const saved = JSON.parse(strFromU8(files['session.json']!)) as SavedSession
    const entries = JSON.parse(strFromU8(files['steps.json']!)) as Entry[]
    if (saved.version !== 1) throw new Error(`version ${saved.version}`)
    const session = restoreSession(saved, entries)
    studio.sources.clear()
    for (const { id, files: names } of saved.images) {
      const blobs = names.map((file, index): NamedBlob => {
        const bytes = files[`images/${id}/${index}`]! as Uint8Array<ArrayBuffer>
        return [file, new Blob([bytes])]
      })
      studio.sources.set(id, { id, files: blobs })
    }
    studio.replaceSession(session)
    return saved
  } catch (cause) {
    throw new CutsError('Unreadable', `${name} is no session of this page.`, {
      remedy: 'Choose a file that was saved here as a session.',
      cause,
    })
  }
}
