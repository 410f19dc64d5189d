/** The error for a file of a format that is not read. */
import { CutsError } from '@cuts/core'

/** Formats that people may try. `at` is the position of the text. */
const others: readonly { readonly what: string; readonly at: number; readonly text: string }[] = [
  { what: 'a GIF file', at: 0, text: 'GIF8' },
  { what: 'a WebP file', at: 8, text: 'WEBP' },
  { what: 'a HEIC or AVIF file', at: 4, text: 'ftyp' },
  { what: 'a JPEG 2000 file', at: 4, text: 'jP  ' },
  { what: 'an HDF5 file (MINC 2 among others)', at: 1, text: 'HDF\r' },
  { what: 'a PDF file', at: 0, text: '%PDF' },
  { what: 'a ZIP archive', at: 0, text: 'PK\x03\x04' },
  { what: 'a gzip archive', at: 0, text: '\x1f\x8b' },
]

/** Returns the error for bytes of an unsupported format, stating their likely format. */
export function unknownFormat(bytes: Uint8Array, name: string): CutsError {
  if (bytes.length === 0)
    return new CutsError('Unreadable', `${name} is empty (0 bytes).`, {
      remedy: 'Copy or export the file again: its content was lost on the way.',
    })
  const other = others.find(({ at, text }) => [...text].every((c, i) => bytes[at + i] === c.charCodeAt(0)))
  const what = other?.what ?? (isText(bytes) ? 'a text file' : undefined)
  return new CutsError(
    'Unreadable',
    what === undefined ? `${name} is not an image of a known format.` : `${name} is ${what}, which is not read here.`,
    { remedy: 'Give PNG, JPEG, TIFF or BMP files.' },
  )
}

function isText(bytes: Uint8Array): boolean {
  return bytes.subarray(0, 512).every(byte => byte >= 32 || (byte >= 9 && byte <= 13))
}
