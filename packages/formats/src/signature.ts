/** What a file is, told by its first bytes. Names lie; contents seldom do. */
import { CutsError } from '@cuts/core'

/** The image formats that are read here. */
export type Format = 'PNG' | 'JPEG' | 'TIFF' | 'BMP'

const signatures: readonly (readonly [Format, readonly number[]])[] = [
  ['PNG', [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]],
  ['JPEG', [0xff, 0xd8, 0xff]],
  ['TIFF', [0x49, 0x49, 42, 0]],
  ['TIFF', [0x4d, 0x4d, 0, 42]],
  ['TIFF', [0x49, 0x49, 43, 0]], // BigTIFF
  ['TIFF', [0x4d, 0x4d, 0, 43]],
]

/** "BM" may begin anything: the sizes of file and header behind it must make sense too. */
function isBmp(bytes: Uint8Array): boolean {
  if (bytes[0] !== 0x42 || bytes[1] !== 0x4d || bytes.length < 18) return false
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  return [12, 40, 52, 56, 64, 108, 124].includes(view.getUint32(14, true)) && view.getUint32(10, true) >= 26
}

/** Formats that people may try and that are not read: for the message only. `at` is where the text stands. */
const others: readonly { readonly what: string; readonly at: number; readonly text: string }[] = [
  { what: 'a DICOM file', at: 128, text: 'DICM' },
  { what: 'a NIfTI file', at: 344, text: 'n+1' },
  { what: 'a NIfTI file', at: 344, text: 'ni1' },
  { what: 'an NRRD file', at: 0, text: 'NRRD' },
  { what: 'a MetaImage file', at: 0, text: 'ObjectType' },
  { what: 'a GIF file', at: 0, text: 'GIF8' },
  { what: 'a WebP file', at: 8, text: 'WEBP' },
  { what: 'a HEIC or AVIF file', at: 4, text: 'ftyp' },
  { what: 'a JPEG 2000 file', at: 4, text: 'jP  ' },
  { what: 'an HDF5 file (MINC 2 among others)', at: 1, text: 'HDF\r' },
  { what: 'a PDF file', at: 0, text: '%PDF' },
  { what: 'a ZIP archive', at: 0, text: 'PK\x03\x04' },
  { what: 'a gzip archive', at: 0, text: '\x1f\x8b' },
]

const extensions: { readonly [extension: string]: Format } = {
  png: 'PNG',
  jpg: 'JPEG',
  jpeg: 'JPEG',
  jpe: 'JPEG',
  tif: 'TIFF',
  tiff: 'TIFF',
  bmp: 'BMP',
}

/** The format of a file from its first 8 bytes or more; undefined where it is none of those read here. */
export function detectFormat(bytes: Uint8Array): Format | undefined {
  return (
    signatures.find(([, magic]) => magic.every((byte, i) => bytes[i] === byte))?.[0] ??
    (isBmp(bytes) ? 'BMP' : undefined)
  )
}

/** As {@link detectFormat}; throws `Unreadable` with what the file seems to be instead. */
export function requireFormat(bytes: Uint8Array, name: string): Format {
  if (bytes.length === 0)
    throw new CutsError('Unreadable', `${name} is empty (0 bytes).`, {
      remedy: 'Copy or export the file again: its content was lost on the way.',
    })
  const format = detectFormat(bytes)
  if (format !== undefined) return format
  const other = others.find(({ at, text }) => [...text].every((c, i) => bytes[at + i] === c.charCodeAt(0)))
  const what = other?.what ?? (isText(bytes) ? 'a text file' : undefined)
  throw new CutsError(
    'Unreadable',
    what === undefined ? `${name} is not an image of a known format.` : `${name} is ${what}, which is not read here.`,
    { remedy: 'Give PNG, JPEG, TIFF or BMP files.' },
  )
}

/** The sentence to show when a file's name says another format than its content; undefined when they agree. */
export function nameNotice(format: Format, name: string): string | undefined {
  const extension = /\.([^./\\]+)$/.exec(name)?.[1]?.toLowerCase() ?? ''
  const named = extensions[extension]
  return named === undefined || named === format
    ? undefined
    : `${name} is a ${format} file in spite of its name and is read as such`
}

function isText(bytes: Uint8Array): boolean {
  return bytes.subarray(0, 512).every(byte => byte >= 32 || (byte >= 9 && byte <= 13))
}
