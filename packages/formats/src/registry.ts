/**
 * The formats that are read and written, one object each. Reading, the command line and the documentation use this
 * list, in this order.
 */
import { afni } from './afni/format.ts'
import { bmp } from './bmp/format.ts'
import { coco } from './coco/format.ts'
import { dicom } from './dicom/format.ts'
import type { Format, FormatReader, FormatWriter } from './format.ts'
import { geojson } from './geojson/format.ts'
import { isGzip, unpack } from './gzip/unpack.ts'
import { jpeg } from './jpeg/format.ts'
import { metaimage } from './metaimage/format.ts'
import { mgh } from './mgh/format.ts'
import { minc } from './minc/format.ts'
import { nifti } from './nifti/format.ts'
import { nrrd } from './nrrd/format.ts'
import { numpy } from './numpy/format.ts'
import { parrec } from './parrec/format.ts'
import { png } from './png/format.ts'
import { tiff } from './tiff/format.ts'

export const formats = [
  png,
  jpeg,
  bmp,
  tiff,
  nifti,
  nrrd,
  metaimage,
  mgh,
  numpy,
  minc,
  afni,
  parrec,
  dicom,
  coco,
  geojson,
] as const satisfies readonly Format[]

type Listed = (typeof formats)[number]
type Readable = Extract<Listed, { readonly reader: object }>
type Writable = Extract<Listed, { readonly writers: object }>

/** The name of a format that is read, as results state it. */
export type ImageFormat = Readable['name']

/** The name on the command line of a kind of file that is written. */
export type WriterId = Writable['writers'][number]['id']

/** A format that is read. */
export interface ReadableFormat {
  readonly name: ImageFormat
  readonly reader: FormatReader
}

const readable: readonly ReadableFormat[] = formats.filter(format => 'reader' in format)
const volumes = readable.filter(({ reader }) => reader.kind === 'volume')
const pictures = readable.filter(({ reader }) => reader.kind === 'picture')

/** The kinds of files that are written, by their names on the command line. */
export const writers: readonly (FormatWriter & { readonly id: WriterId })[] = formats.flatMap(format =>
  'writers' in format ? [...format.writers] : [],
)

/** The writer of that name. */
export function writerOf(id: WriterId): FormatWriter {
  return writers.find(writer => writer.id === id)!
}

/** Returns the writer for a file's name, by the longest matching ending; undefined if no ending matches. */
export function writerFor(path: string): (typeof writers)[number] | undefined {
  const name = path.toLowerCase()
  const fitting = writers.flatMap(writer =>
    writer.extensions.filter(extension => name.endsWith(extension)).map(({ length }) => ({ writer, length })),
  )
  return fitting.sort((a, b) => b.length - a.length)[0]?.writer
}

const headBytes = 65536

/**
 * Returns the format of these bytes; undefined if it is not read here. A start of some kilobytes is enough. Signatures
 * count before guesses, and volumes before pictures: a DICOM file may begin as a TIFF does. Volumes are detected inside
 * gzip too, because many are stored so.
 */
export function recognise(bytes: Uint8Array): ReadableFormat | undefined {
  const isPacked = isGzip(bytes)
  const head = isPacked ? unpack(bytes.subarray(0, headBytes), 'gzip', headBytes, '', false) : bytes
  const told = (isPacked ? volumes : [...volumes, ...pictures]).map(format => ({
    format,
    certainty: format.reader.detect(head),
  }))
  const best =
    told.find(({ certainty }) => certainty === 'signature') ?? told.find(({ certainty }) => certainty === 'guess')
  return best?.format
}

/** Returns the name of the format of these bytes; undefined if it is not read here. */
export function detectFormat(bytes: Uint8Array): ImageFormat | undefined {
  return recognise(bytes)?.name
}

/**
 * Returns names of the files beside a header that hold its pixels: of a detached NRRD or MetaImage header, and of the
 * header of a NIfTI, Analyze, AFNI or PAR/REC pair, for which any of several names will do. Only plain names count, so
 * that a header cannot cause reading from elsewhere. Empty if the file holds its pixels itself. `name` is that of the
 * header.
 */
export function companionsOf(bytes: Uint8Array, name = ''): string[] {
  const named = recognise(bytes)?.reader.companions?.(bytes, name) ?? []
  return named.filter(file => !/[\\/\0]/.test(file) && file !== '..' && file !== '.')
}

/** Returns the picture format that a file's name claims; undefined if it claims none. */
export function claimedPicture(name: string): ImageFormat | undefined {
  const extension = /\.[^./\\]+$/.exec(name)?.[0].toLowerCase() ?? ''
  return pictures.find(({ reader }) => reader.extensions.includes(extension))?.name
}
