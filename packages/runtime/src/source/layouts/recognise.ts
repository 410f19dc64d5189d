/** What a file is, as far as a source must know: told by its name where that is usual, else by its first bytes. */
import { open } from 'node:fs/promises'
import { detectFormat } from '@cuts/formats'

const headBytes = 4096
const usualExtension = /\.(png|jpe?g|tiff?|bmp|nii|nii\.gz|nrrd|nhdr|mha|mhd|mgh|mgz|npy|npz|dcm)$/i

/** Whether a file of a folder is to be read as an image; one that is not in spite of its name will be reported. */
export async function isImageFile(path: string): Promise<boolean> {
  if (usualExtension.test(path)) return true
  return detectFormat(await readHead(path)) !== undefined
}

/** The first bytes of a file; none where it does not open. */
export async function readHead(path: string): Promise<Uint8Array> {
  const file = await open(path).catch(() => undefined)
  if (file === undefined) return new Uint8Array(0)
  try {
    const head = new Uint8Array(headBytes)
    const { bytesRead } = await file.read(head, 0, head.length, 0)
    return head.subarray(0, bytesRead)
  } catch {
    return new Uint8Array(0)
  } finally {
    await file.close()
  }
}

/** The first lines of a text; undefined where the bytes are none. */
export function textOf(head: Uint8Array): string | undefined {
  const isText = head.length > 0 && head.every(byte => byte >= 32 || (byte >= 9 && byte <= 13))
  return isText ? new TextDecoder().decode(head) : undefined
}
