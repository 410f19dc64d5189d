/** What Node and the browser both do with a sample, to be compared. */
import { isCutsError } from '@cuts/core'
import { type NamedFile, readImage } from '@cuts/formats'

/** A hash of everything that was decoded, or the sentence that refused the file. */
export async function decodeToHash(files: readonly NamedFile[]): Promise<string> {
  try {
    const { volume, format, notices } = await readImage(files)
    const { pixels, ...described } = volume
    const head = new TextEncoder().encode(JSON.stringify([format, described, notices]))
    const bytes = new Uint8Array(head.length + pixels.byteLength)
    bytes.set(head)
    bytes.set(new Uint8Array(pixels.buffer, pixels.byteOffset, pixels.byteLength), head.length)
    const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))
    return Array.from(digest, byte => byte.toString(16).padStart(2, '0')).join('')
  } catch (error) {
    if (!isCutsError(error)) throw error
    return `${error.code}: ${error.message} ${error.remedy ?? ''}`
  }
}
