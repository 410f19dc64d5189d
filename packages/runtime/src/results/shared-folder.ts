/**
 * Names in a result folder that several processes write to at the same time, each a part of the run. What cannot be
 * shared, such as a list of files that grows, each keeps under its own name.
 */
import { lockName } from './lock-file.ts'
import { resultFolders } from './result-layout.ts'

/** The files of a part in the folder. Its name has no slash. */
export function partFiles(name: string) {
  const file = (extension: string): string => `${resultFolders.parts}/${name}.${extension}`
  return { record: file('json'), inventory: file('inventory.json'), lock: file('lock'), manifest: file('sha256') }
}

/** Returns the name of a shard, counted from 0. */
export function shardName({ index, count }: { readonly index: number; readonly count: number }): string {
  const digits = Math.max(4, String(count).length)
  return `${String(index).padStart(digits, '0')}-of-${String(count).padStart(digits, '0')}`
}

/** Returns the shard of a name, or undefined if it is not the name of a shard. */
export function parseShardName(name: string): { readonly index: number; readonly count: number } | undefined {
  const [, index, count] = /^(\d{4,})-of-(\d{4,})$/.exec(name) ?? []
  return index === undefined ? undefined : { index: Number(index), count: Number(count) }
}

/** Returns the part whose record this key is, or undefined. */
export function parsePartRecord(key: string): string | undefined {
  const name = new RegExp(`^${resultFolders.parts}/([^/]+)\\.json$`).exec(key)?.[1]
  return name?.endsWith('.inventory') ? undefined : name
}

/**
 * Returns which locks may not be held while `own` is: one of the whole folder excludes all others; shards exclude shards
 * that divide the run otherwise.
 */
export function rivalsOf(own: string, names: readonly string[]): string[] {
  const parts = names.filter(name => name.endsWith('.lock')).map(name => `${resultFolders.parts}/${name}`)
  const kind = kindOf(own)
  return own === lockName ? parts : [lockName, ...parts.filter(name => name !== own && kindOf(name) !== kind)]
}

/** Shards of one count are of one kind, and so are all other parts. */
function kindOf(lock: string): number {
  return parseShardName(/([^/]*)\.lock$/.exec(lock)?.[1] ?? '')?.count ?? 0
}

/** Whether a name in `parts` is the list of files of a part. */
export function isPartManifest(name: string): boolean {
  return name.endsWith('.sha256')
}

/** Matches names of temporary files and folders. */
export const unfinished = /(^|\/)\.[^/]+\.partial\/|\.partial$/

/** Whether a folder was left half-written by a part that ended. */
export function isLeftByPart(name: string): boolean {
  return /^\..+\.(?:\d{4,}-of-\d{4,}|share-[\da-f]{8}|queue(?:-[\da-f]{8}-\d+)?)\.partial$/.test(name)
}

/** Temporary names are hidden, and differ from part to part. Image folders never are: an image may be called x.partial. */
export function partialFolder(folder: string, part?: string): string {
  return folder.replace(/[^/\\]+$/, name => `.${name}${part === undefined ? '' : `.${part}`}.partial`)
}
