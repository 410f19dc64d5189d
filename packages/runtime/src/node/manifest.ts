/**
 * `manifest.sha256`: the list of files that runs wrote into a folder, one line each in the format of `sha256sum`. A
 * file is listed before it is written, so the list is never incomplete. A file that is not listed, or whose bytes
 * differ from the list, belongs to the user.
 */
import { createHash } from 'node:crypto'
import { appendFile, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { folderFiles } from '../results/result-layout.ts'
import { isMissing, unreadable, unwritable } from './system-error.ts'

export const manifestName = folderFiles.manifest

export interface Manifest {
  /** Listed names, in the order in which they were first added. */
  names(): readonly string[]
  has(name: string): boolean
  /** Returns whether a run once wrote `bytes` under `name`. */
  matches(name: string, bytes: Uint8Array): boolean
  /** Adds files that will be written. Throws `Unwritable`. */
  add(files: Iterable<readonly [name: string, bytes: Uint8Array | string]>): Promise<void>
}

/** Reads the list of a folder. The list is empty if the folder has none. Throws `Unreadable`. */
export async function readManifest(folder: string): Promise<Manifest> {
  const path = join(folder, manifestName)
  const hashes = new Map<string, Set<string>>()
  const enter = (name: string, hash: string): void => {
    const known = hashes.get(name)
    if (known === undefined) hashes.set(name, new Set([hash]))
    else known.add(hash)
  }
  const text = await readFile(path, 'utf8').catch(cause => {
    if (isMissing(cause)) return ''
    throw unreadable(path, cause)
  })
  for (const line of text.split('\n')) {
    const [, escaped, hash, name] = /^(\\?)([0-9a-f]{64}) {2}(.+)$/.exec(line) ?? []
    if (hash !== undefined && name !== undefined) enter(escaped === '' ? name : unescapeName(name), hash)
  }
  return {
    names: () => [...hashes.keys()],
    has: name => hashes.has(name),
    matches: (name, bytes) => hashes.get(name)?.has(sha256(bytes)) ?? false,
    add: async files => {
      const entries = [...files].map(([name, bytes]) => [name, sha256(bytes)] as const)
      await appendFile(path, entries.map(([name, hash]) => lineOf(name, hash)).join('')).catch(cause => {
        throw unwritable(path, cause)
      })
      for (const [name, hash] of entries) enter(name, hash)
    },
  }
}

function sha256(bytes: Uint8Array | string): string {
  return createHash('sha256').update(bytes).digest('hex')
}

/**
 * Formats a line as `sha256sum` does: a name with a line break or a backslash is escaped, and the line begins with a
 * backslash.
 */
function lineOf(name: string, hash: string): string {
  const escaped = name.replaceAll('\\', '\\\\').replaceAll('\n', '\\n').replaceAll('\r', '\\r')
  return `${escaped === name ? '' : '\\'}${hash}  ${escaped}\n`
}

function unescapeName(name: string): string {
  return name.replace(/\\([\\nr])/g, (_, letter: string) => (letter === 'n' ? '\n' : letter === 'r' ? '\r' : '\\'))
}
