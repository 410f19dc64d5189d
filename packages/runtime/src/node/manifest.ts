/**
 * `manifest.sha256`: the files that runs wrote into a folder, one line each as `sha256sum` has them. A file is entered
 * before it is written, so nothing that a run wrote is ever missing from the list. What is not on the list, or holds other
 * bytes than it says, is the user's own.
 */
import { createHash } from 'node:crypto'
import { appendFile, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { folderFiles } from '../results/result-layout.ts'
import { isMissing, unreadable, unwritable } from './system-error.ts'

export const manifestName = folderFiles.manifest

export interface Manifest {
  /** Names on the list, in the order in which they were first entered. */
  names(): readonly string[]
  has(name: string): boolean
  /** Whether `bytes` are what a run wrote under `name` at some time. */
  matches(name: string, bytes: Uint8Array): boolean
  /** Enters files that are about to be written. Throws `Unwritable`. */
  add(files: Iterable<readonly [name: string, bytes: Uint8Array | string]>): Promise<void>
}

/** Reads the list of a folder; it is empty if the folder has none. Throws `Unreadable`. */
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

/** As `sha256sum` writes it: a name with a line break or a backslash is escaped, and a backslash leads the line. */
function lineOf(name: string, hash: string): string {
  const escaped = name.replaceAll('\\', '\\\\').replaceAll('\n', '\\n').replaceAll('\r', '\\r')
  return `${escaped === name ? '' : '\\'}${hash}  ${escaped}\n`
}

function unescapeName(name: string): string {
  return name.replace(/\\([\\nr])/g, (_, letter: string) => (letter === 'n' ? '\n' : letter === 'r' ? '\r' : '\\'))
}
