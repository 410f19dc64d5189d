/**
 * `manifest.sha256`: the list of files that runs wrote into a folder, one line each in the format of `sha256sum`. A
 * file is listed before it is written, so the list is never incomplete. A file that is not listed, or whose bytes
 * differ from the list, belongs to the user.
 */
import { folderFiles } from './result-layout.ts'

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

/** The file of a list, and the hash of the bytes that it lists. */
export interface ManifestFile {
  /** Returns the text of the file, or no text if it does not exist; of several files, the one appended to is last. Throws `Unreadable`. */
  read(): Promise<string>
  /** Throws `Unwritable`. */
  append(text: string): Promise<void>
  /** Returns the SHA-256 in hexadecimal digits. */
  sha256(bytes: Uint8Array | string): string
}

/** Reads the list. Throws the errors of `file`. */
export async function openManifest({ read, append, sha256 }: ManifestFile): Promise<Manifest> {
  const hashes = new Map<string, Set<string>>()
  const enter = (name: string, hash: string): void => {
    const known = hashes.get(name)
    if (known === undefined) hashes.set(name, new Set([hash]))
    else known.add(hash)
  }
  const text = await read()
  for (const line of text.split('\n')) {
    const [, escaped, hash, name] = /^(\\?)([0-9a-f]{64}) {2}(.+)$/.exec(line) ?? []
    if (hash !== undefined && name !== undefined) enter(escaped === '' ? name : unescapeName(name), hash)
  }
  // The disk was full in the middle of a line: the next one must not continue it.
  let isTorn = text !== '' && !text.endsWith('\n')
  return {
    names: () => [...hashes.keys()],
    has: name => hashes.has(name),
    matches: (name, bytes) => hashes.get(name)?.has(sha256(bytes)) ?? false,
    add: async files => {
      const entries = [...files].map(([name, bytes]) => [name, sha256(bytes)] as const)
      const start = isTorn ? '\n' : ''
      isTorn = true
      await append(start + entries.map(([name, hash]) => lineOf(name, hash)).join(''))
      isTorn = false
      for (const [name, hash] of entries) enter(name, hash)
    },
  }
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
