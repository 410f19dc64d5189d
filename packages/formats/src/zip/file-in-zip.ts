/** One file out of a zip file. */
import { unzipSync } from 'fflate'

/** The bytes of a file in a zip file; undefined if `bytes` are no zip file, a damaged one, or have no such file. */
export function fileInZip(bytes: Uint8Array, name: string): Uint8Array | undefined {
  if (bytes[0] !== 0x50 || bytes[1] !== 0x4b) return undefined
  try {
    return unzipSync(bytes, { filter: file => file.name === name })[name]
  } catch {
    return undefined
  }
}
