/** The data set of a DICOM file (PS3.10), with or without its file header, in any transfer syntax. */
import { isGzip, unpackWhole } from '../gzip/unpack.ts'
import { damaged } from '../header.ts'
import { type DataSet, type Encoding, readDataSet, textOf } from './elements.ts'

export interface DicomFile {
  readonly set: DataSet
  /** Identifier of the transfer syntax: as stated, or that of the plain encoding of the bytes. */
  readonly syntax: string
  /** The class of the file as its header states it. */
  readonly headerClass: string | undefined
  /** The identifier of the file as its header states it. */
  readonly headerInstance: string | undefined
}

export const syntaxes = {
  implicit: '1.2.840.10008.1.2',
  explicit: '1.2.840.10008.1.2.1',
  deflated: '1.2.840.10008.1.2.1.99',
  bigEndian: '1.2.840.10008.1.2.2',
}

const fileHeader: Encoding = { littleEndian: true, explicit: true }

/** Whether bytes are a DICOM file: by the mark behind the preamble, or, without one, by their first element. */
export function isDicom(bytes: Uint8Array): boolean {
  return hasMark(bytes) || guessEncoding(bytes, 0) !== undefined
}

/** The data set of a file, which may be gzipped. Throws `Unreadable` if it holds no element. */
export function openDicomFile({ name, bytes }: { readonly name: string; readonly bytes: Uint8Array }): DicomFile {
  return openDicom(isGzip(bytes) ? unpackWhole(bytes, 'gzip', name) : bytes, name)
}

function openDicom(bytes: Uint8Array, name: string): DicomFile {
  let at = hasMark(bytes) ? 132 : 0
  let syntax: string | undefined
  let headerClass: string | undefined
  let headerInstance: string | undefined
  // The file header, group 2, is always explicit and little-endian.
  if (groupAt(bytes, at) === 2) {
    const header = readDataSet(bytes, at, endOfHeader(bytes, at), fileHeader)
    syntax = textOf(header, 'transferSyntax')
    headerClass = textOf(header, 'mediaStorageClass')
    headerInstance = textOf(header, 'mediaStorageInstance')
    at = endOfHeader(bytes, at)
  }
  if (syntax === syntaxes.deflated) {
    const inflated = unpackWhole(bytes.subarray(at), 'deflate', name, false)
    const set = readDataSet(inflated, 0, inflated.length, fileHeader)
    return { set, syntax: syntaxes.explicit, headerClass, headerInstance }
  }
  const stated = syntax === syntaxes.bigEndian ? { littleEndian: false, explicit: true } : undefined
  const encoding = guessEncoding(bytes, at) ?? stated ?? { littleEndian: true, explicit: syntax !== syntaxes.implicit }
  const set = readDataSet(bytes, at, bytes.length, encoding)
  if (set.elements.size === 0) throw damaged(name, 'it ends before its first element')
  return { set, syntax: syntax ?? plainSyntax(encoding), headerClass, headerInstance }
}

function hasMark(bytes: Uint8Array): boolean {
  return bytes.length >= 132 && String.fromCharCode(...bytes.subarray(128, 132)) === 'DICM'
}

function groupAt(bytes: Uint8Array, at: number): number | undefined {
  return at + 8 <= bytes.length ? bytes[at]! + 256 * bytes[at + 1]! : undefined
}

/** Returns the end of the elements of group 2: their stated length is wrong or missing in some files. */
function endOfHeader(bytes: Uint8Array, from: number): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  let at = from
  while (groupAt(bytes, at) === 2) {
    const isLong = /^(OB|OW|UN|SQ|UT)$/.test(String.fromCharCode(bytes[at + 4]!, bytes[at + 5]!))
    if (at + 12 > bytes.length) break
    at += isLong ? 12 + view.getUint32(at + 8, true) : 8 + view.getUint16(at + 6, true)
  }
  return Math.min(at, bytes.length)
}

/**
 * Returns the encoding of the element at `at`, if it can be the first of a data set. Files begin with group 8 (or 2, or
 * 3 and 4 of a few others), and the two letters of an explicit type cannot be the length of so early a value.
 */
function guessEncoding(bytes: Uint8Array, at: number): Encoding | undefined {
  if (at + 8 > bytes.length) return undefined
  const isLittle = bytes[at + 1] === 0 && firstGroups.includes(bytes[at]!)
  const isBig = bytes[at] === 0 && firstGroups.includes(bytes[at + 1]!)
  if (!isLittle && !isBig) return undefined
  const explicit = /^[A-Z]{2}$/.test(String.fromCharCode(bytes[at + 4]!, bytes[at + 5]!))
  if (explicit) return { littleEndian: isLittle, explicit }
  // Without letters, another element of the same or a later group has to follow.
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const next = at + 8 + view.getUint32(at + 4, isLittle)
  if (next + 4 > bytes.length || view.getUint16(next, isLittle) > 0x28) return undefined
  const tagAt = (place: number): number => view.getUint16(place, isLittle) * 65536 + view.getUint16(place + 2, isLittle)
  return tagAt(next) > tagAt(at) ? { littleEndian: isLittle, explicit } : undefined
}

const firstGroups = [2, 4, 8]

function plainSyntax({ littleEndian, explicit }: Encoding): string {
  if (!littleEndian) return syntaxes.bigEndian
  return explicit ? syntaxes.explicit : syntaxes.implicit
}
