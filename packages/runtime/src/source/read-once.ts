/** Reads each file once: keeps bytes while they may be needed again, and hashes them while reading. */

import { sha256Hex } from '../sha256.ts'
import type { FileStamp, SourceFiles } from './files.ts'

export interface FileRecord extends FileStamp {
  readonly path: string
  /** Hash in hexadecimal digits. */
  readonly sha256: string
}

export interface ReadOnce {
  readonly files: SourceFiles
  /** Files read so far, in reading order. */
  records(): readonly FileRecord[]
}

/** Keeps at most `limit` bytes. The files read longest ago are dropped first, and read again if needed. */
export function readOnce(files: SourceFiles, limit: number): ReadOnce {
  const kept = new Map<string, Uint8Array>()
  const records = new Map<string, FileRecord>()
  let total = 0
  const keep = (path: string, bytes: Uint8Array): void => {
    kept.set(path, bytes)
    total += bytes.length
    for (const [oldest, { length }] of kept) {
      if (total <= limit) break
      kept.delete(oldest)
      total -= length
    }
  }
  return {
    records: () => [...records.values()],
    files: {
      ...files,
      head: async (path, count) => kept.get(path)?.subarray(0, count) ?? files.head(path, count),
      bytes: async path => {
        const known = kept.get(path)
        if (known !== undefined) return known
        const bytes = await files.bytes(path)
        if (!records.has(path)) {
          const modified = (await files.stamp(path))?.modified ?? 0
          records.set(path, { path, bytes: bytes.length, modified, sha256: await sha256Hex(bytes) })
        }
        keep(path, bytes)
        return bytes
      },
    },
  }
}

/** In order of their paths, which does not depend on who read which of them. */
export function sortRecords(records: readonly FileRecord[]): FileRecord[] {
  return [...records].sort((a, b) => (a.path < b.path ? -1 : Number(a.path > b.path)))
}
