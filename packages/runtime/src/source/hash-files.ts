/** The identity of files: their names and contents, in order. */

import { sha256Hex } from '../sha256.ts'
import type { SourceFiles } from './files.ts'
import { basename } from './paths.ts'

/** Returns one hash for all; a file that does not open counts by its name alone. Folders on the way do not matter. */
export async function hashFiles(files: SourceFiles, paths: readonly string[]): Promise<string> {
  const parts: unknown[] = []
  for (const path of paths) {
    const bytes = await files.bytes(path).catch(() => undefined)
    parts.push([basename(path), bytes && (await sha256Hex(bytes))])
  }
  return sha256Hex(JSON.stringify(parts))
}
