/** Recognises the kind of a file by its name if that is usual, else by its first bytes. */
import { detectFormat } from '@cuts/formats'
import type { SourceFiles } from '../files.ts'

const headBytes = 4096
const usualExtension = /\.(png|jpe?g|tiff?|bmp|nii|nii\.gz|nrrd|nhdr|mha|mhd|mgh|mgz|npy|npz|dcm)$/i

/** Returns whether a file of a folder is read as an image. If reading fails in spite of its name, this is reported. */
export async function isImageFile(files: SourceFiles, path: string): Promise<boolean> {
  if (usualExtension.test(path)) return true
  return detectFormat(await readHead(files, path)) !== undefined
}

/** Returns the first bytes of a file; no bytes if it does not open. */
export function readHead(files: SourceFiles, path: string): Promise<Uint8Array> {
  return files.head(path, headBytes)
}

/** Returns the first lines of a text, or undefined if the bytes are not text. */
export function textOf(head: Uint8Array): string | undefined {
  const isText = head.length > 0 && head.every(byte => byte >= 32 || (byte >= 9 && byte <= 13))
  return isText ? new TextDecoder().decode(head) : undefined
}
