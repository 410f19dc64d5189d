/** The identity of a set of files: their names and contents, in order. */

import { sha256Hex } from '../sha256.ts'
import type { SourceFiles } from './files.ts'
import { basename } from './paths.ts'

/**
 * Returns one hash for all files. For a file that does not open, only its name counts. Parent folders do not matter.
 */
export async function hashFiles(files: SourceFiles, paths: readonly string[]): Promise<string> {
  const parts: unknown[] = []
  for (const path of paths) {
    const bytes = await files.bytes(path).catch(() => undefined)
    parts.push([basename(path), bytes && (await sha256Hex(bytes))])
  }
  return sha256Hex(JSON.stringify(parts))
}
