/** Datasets as DICOM files in the transfer syntax Explicit VR Little Endian (PS3.5 section 7, PS3.10 section 7). */
import { dictionary, type Keyword } from '../dictionary.ts'

/**
 * Attributes by keyword. Bytes are written unchanged, text padded to an even length, and numbers by the representation.
 */
export type Dataset = { readonly [keyword in Keyword]?: Value | undefined }
type Value = string | readonly number[] | Uint8Array | readonly Dataset[]

/** Representations whose length takes four bytes, after two empty ones. */
const longLength = ['OB', 'SQ']

/**
 * The bytes of a file: an empty preamble, the file's own attributes, then the dataset's. Attributes are put in order.
 */
export function encodeFile(meta: Dataset, dataset: Dataset): Uint8Array {
  const head = encodeDataset(meta)
  // The group of the file's attributes starts with its length (0002,0000).
  const length = new Uint8Array(12)
  length.set([0x02, 0, 0, 0, 0x55, 0x4c, 4, 0]) // UL
  new DataView(length.buffer).setUint32(8, head.length, true)
  const preamble = new Uint8Array(132)
  preamble.set([0x44, 0x49, 0x43, 0x4d], 128) // DICM
  return concatenate([preamble, length, head, encodeDataset(dataset)])
}

function encodeDataset(dataset: Dataset): Uint8Array {
  const elements = (Object.keys(dataset) as Keyword[])
    .filter(keyword => dataset[keyword] !== undefined)
    .sort((a, b) => dictionary[a][0] - dictionary[b][0])
    .map(keyword => encodeElement(dictionary[keyword][0], dictionary[keyword][1], dataset[keyword]!))
  return concatenate(elements)
}

function encodeElement(tag: number, vr: string, value: Value): Uint8Array {
  const body = encodeValue(vr, value)
  const isLong = longLength.includes(vr)
  const head = new Uint8Array(isLong ? 12 : 8)
  const view = new DataView(head.buffer)
  view.setUint16(0, tag >>> 16, true)
  view.setUint16(2, tag & 0xffff, true)
  view.setUint8(4, vr.charCodeAt(0))
  view.setUint8(5, vr.charCodeAt(1))
  if (isLong) view.setUint32(8, body.length, true)
  else view.setUint16(6, body.length, true)
  return concatenate([head, body])
}

function encodeValue(vr: string, value: Value): Uint8Array {
  if (typeof value === 'string') return padded(new TextEncoder().encode(value), vr === 'UI' || vr === 'OB' ? 0 : 0x20)
  if (value instanceof Uint8Array) return padded(value, vr === 'UI' || vr === 'OB' ? 0 : 0x20)
  if (vr === 'SQ') return concatenate((value as readonly Dataset[]).map(encodeItem))
  return encodeNumbers(vr, value as readonly number[])
}

function encodeItem(dataset: Dataset): Uint8Array {
  const body = encodeDataset(dataset)
  const head = new Uint8Array(8)
  head.set([0xfe, 0xff, 0x00, 0xe0]) // (FFFE,E000), item
  new DataView(head.buffer).setUint32(4, body.length, true)
  return concatenate([head, body])
}

function encodeNumbers(vr: string, values: readonly number[]): Uint8Array {
  if (vr === 'DS' || vr === 'IS') return encodeValue(vr, values.map(decimalString).join('\\'))
  const size = vr === 'US' ? 2 : 4
  const bytes = new Uint8Array(size * values.length)
  const view = new DataView(bytes.buffer)
  for (const [i, value] of values.entries()) {
    if (vr === 'US') view.setUint16(2 * i, value, true)
    else if (vr === 'UL') view.setUint32(4 * i, value, true)
    else {
      // AT: a tag, group before element.
      view.setUint16(4 * i, value >>> 16, true)
      view.setUint16(4 * i + 2, value & 0xffff, true)
    }
  }
  return bytes
}

/** Returns a number in at most 16 characters, with as many digits as fit. */
export function decimalString(value: number): string {
  for (let digits = 15; digits > 1; digits--) {
    const text = String(Number(value.toPrecision(digits)))
    if (text.length <= 16) return text
  }
  return value.toExponential(1)
}

function padded(bytes: Uint8Array, by: number): Uint8Array {
  if (bytes.length % 2 === 0) return bytes
  const even = new Uint8Array(bytes.length + 1).fill(by)
  even.set(bytes)
  return even
}

function concatenate(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}
