/** The top-level attributes of a DICOM file before its pixels, undecoded (PS3.5 section 7, PS3.10 section 7). */
import { CutsError } from '@cuts/core'
import { inflateSync } from 'fflate'
import { damaged } from '../header.ts'
import { dictionary, type Keyword } from './dictionary.ts'

export interface Attributes {
  /** Bytes of a value as they are stored; undefined where the file has no such attribute. */
  bytes(keyword: Keyword): Uint8Array | undefined
  /** Text without its padding; undefined where the attribute is absent or empty. */
  text(keyword: Keyword): string | undefined
  /** Numbers, of text or of two bytes each; undefined where the attribute is absent or empty. */
  numbers(keyword: Keyword): number[] | undefined
}

interface Syntax {
  readonly isExplicit: boolean
  readonly isLittle: boolean
}

const undefinedLength = 0xffffffff
const longLength = ['OB', 'OD', 'OF', 'OL', 'OV', 'OW', 'SQ', 'SV', 'UC', 'UN', 'UR', 'UT', 'UV']

/** Throws `Unreadable` for bytes that are no DICOM file, or one that ends too early. */
export function parseAttributes(bytes: Uint8Array, name: string): Attributes {
  if (String.fromCharCode(...bytes.subarray(128, 132)) !== 'DICM')
    throw new CutsError('Unreadable', `${name} is not a DICOM file.`, { remedy: 'Give the DICOM files of the image.' })
  const found = new Map<number, Uint8Array>()
  const metaEnd = parse(bytes, 132, { isExplicit: true, isLittle: true }, 0x00030000, found, name)
  const decode = (value: Uint8Array): string => new TextDecoder('latin1').decode(value).replace(/[\0 ]+$/, '')
  const transferSyntax = decode(found.get(dictionary.TransferSyntaxUID[0]) ?? new Uint8Array(0))
  const syntax = {
    isExplicit: transferSyntax !== '1.2.840.10008.1.2',
    isLittle: transferSyntax !== '1.2.840.10008.1.2.2',
  }
  const isDeflated = transferSyntax === '1.2.840.10008.1.2.1.99'
  const body = isDeflated ? inflate(bytes.subarray(metaEnd), name) : bytes
  parse(body, isDeflated ? 0 : metaEnd, syntax, dictionary.PixelData[0], found, name)

  const bytesAt = (keyword: Keyword): Uint8Array | undefined => found.get(dictionary[keyword][0])
  const text = (keyword: Keyword): string | undefined => {
    const value = bytesAt(keyword)
    const trimmed = value === undefined ? '' : decode(value).trim()
    return trimmed === '' ? undefined : trimmed
  }
  return {
    bytes: bytesAt,
    text,
    numbers: keyword => {
      if (dictionary[keyword][1] !== 'US') return text(keyword)?.split('\\').map(Number)
      const value = bytesAt(keyword)
      if (value === undefined || value.length < 2) return undefined
      return [new DataView(value.buffer, value.byteOffset).getUint16(0, syntax.isLittle)]
    },
  }
}

function inflate(bytes: Uint8Array, name: string): Uint8Array {
  try {
    return inflateSync(bytes)
  } catch (cause) {
    throw damaged(name, 'its compressed data cannot be unpacked', cause)
  }
}

/** Collects elements from `at` until the tag `until`; returns where that is. Sequences are passed over. */
function parse(
  bytes: Uint8Array,
  at: number,
  syntax: Syntax,
  until: number,
  found: Map<number, Uint8Array>,
  name: string,
): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  let next = at
  while (next + 8 <= bytes.length) {
    const element = readElement(view, next, syntax)
    if (element.tag >= until) break
    const { tag, start, length } = element
    const end = length === undefinedLength ? passSequence(view, start, syntax, name, 0) : start + length
    if (end > bytes.length) throw damaged(name, `it ends after ${bytes.length} bytes, within its header`)
    if (length !== undefinedLength) found.set(tag, bytes.subarray(start, end))
    next = end
  }
  return next
}

interface Element {
  readonly tag: number
  readonly start: number
  readonly length: number
}

function readElement(view: DataView, at: number, { isExplicit, isLittle }: Syntax): Element {
  const tag = view.getUint16(at, isLittle) * 65536 + view.getUint16(at + 2, isLittle)
  // Items and their ends have no representation in any syntax.
  if (!isExplicit || tag >>> 16 === 0xfffe) return { tag, start: at + 8, length: view.getUint32(at + 4, isLittle) }
  const vr = String.fromCharCode(view.getUint8(at + 4), view.getUint8(at + 5))
  if (!longLength.includes(vr)) return { tag, start: at + 8, length: view.getUint16(at + 6, isLittle) }
  if (at + 12 > view.byteLength) return { tag, start: at + 12, length: 0 }
  return { tag, start: at + 12, length: view.getUint32(at + 8, isLittle) }
}

/** Where a sequence or an item of undefined length ends, which a delimiter of its own says. */
function passSequence(view: DataView, from: number, syntax: Syntax, name: string, depth: number): number {
  const itemEnd = 0xfffee00d
  const sequenceEnd = 0xfffee0dd
  if (depth > 32) throw damaged(name, 'its sequences are nested more than 32 deep')
  let at = from
  while (at + 8 <= view.byteLength) {
    const { tag, start, length } = readElement(view, at, syntax)
    if (tag === sequenceEnd || tag === itemEnd) return start
    at = length === undefinedLength ? passSequence(view, start, syntax, name, depth + 1) : start + length
  }
  throw damaged(name, 'a sequence in its header does not end')
}
