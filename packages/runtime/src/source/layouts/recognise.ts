/** What a file is, as far as a source must know: told by its name where that is usual, else by its first bytes. */
import { detectFormat } from '@cuts/formats'
import type { SourceFiles } from '../files.ts'

const headBytes = 4096
const usualExtension = /\.(png|jpe?g|tiff?|bmp|nii|nii\.gz|nrrd|nhdr|mha|mhd|mgh|mgz|npy|npz|dcm)$/i

/** Whether a file of a folder is to be read as an image; one that is not in spite of its name will be reported. */
export async function isImageFile(files: SourceFiles, path: string): Promise<boolean> {
  if (usualExtension.test(path)) return true
  return detectFormat(await readHead(files, path)) !== undefined
}

/** The first bytes of a file; none if it does not open. */
export function readHead(files: SourceFiles, path: string): Promise<Uint8Array> {
  return files.head(path, headBytes)
}

/** The first lines of a text; undefined where the bytes are none. */
export function textOf(head: Uint8Array): string | undefined {
  const isText = head.length > 0 && head.every(byte => byte >= 32 || (byte >= 9 && byte <= 13))
  return isText ? new TextDecoder().decode(head) : undefined
}
