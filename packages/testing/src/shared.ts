/** Paths of evaluation data and reference vectors. They lie beside the repository, never inside it. */
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const shared = fileURLToPath(new URL('../../../../shared/', import.meta.url))

/** Path of a folder or file under the shared data, or undefined if this machine has none. */
export function sharedData(path: string): string | undefined {
  const full = `${shared}data/${path}`
  return existsSync(full) ? full : undefined
}

/** Path of a reference vector file, or undefined if this machine has none. */
export function referencePath(name: string): string | undefined {
  const full = `${shared}reference/${name}`
  return existsSync(full) ? full : undefined
}

/** The sentence a skipped test prints. */
export const sharedDataReason = 'skipped: ../shared (evaluation data and reference vectors) is not beside this checkout'
