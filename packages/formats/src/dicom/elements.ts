/** Data sets of DICOM (PS3.5, section 7): elements by tag, explicit or implicit, in either byte order. */
import { type Attribute, tags } from './tags.ts'

/** How elements are written. */
export interface Encoding {
  readonly littleEndian: boolean
  readonly explicit: boolean
}

export interface Element {
  /** Two letters, or undefined if the representation is implied. */
  readonly vr: string | undefined
  /** Position of the value; for an encapsulated value, of its first item. */
  readonly at: number
  /** Available bytes of the value; fewer than `stated` if the file breaks off. */
  readonly length: number
  readonly stated: number
  /** The value is a sequence of unknown length, which ends with a mark. */
  readonly isOpen: boolean
}

export interface DataSet {
  readonly bytes: Uint8Array
  readonly encoding: Encoding
  readonly elements: ReadonlyMap<number, Element>
}

const openLength = 0xffffffff
const item = 0xfffee000
const itemEnd = 0xfffee00d
const sequenceEnd = 0xfffee0dd
const longForms = ['OB', 'OD', 'OF', 'OL', 'OV', 'OW', 'SQ', 'SV', 'UC', 'UN', 'UR', 'UT', 'UV']
const maxDepth = 32

interface Head {
  readonly tag: number
  readonly vr: string | undefined
  readonly valueAt: number
  readonly length: number
}

/**
 * Returns the elements of `bytes` from `at` to `end`. Pixel data is the last element read; a truncated element ends the
 * set.
 */
export function readDataSet(bytes: Uint8Array, at: number, end: number, encoding: Encoding): DataSet {
  const elements = new Map<number, Element>()
  readElements(bytes, at, end, encoding, 0, (tag, element) => {
    if (!elements.has(tag)) elements.set(tag, element)
    return tag < tags.pixels
  })
  return { bytes, encoding, elements }
}

/** Walks elements until `visit` returns false or an item ends; returns the position. */
function readElements(
  bytes: Uint8Array,
  from: number,
  end: number,
  encoding: Encoding,
  depth: number,
  visit: (tag: number, element: Element) => boolean,
): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  let at = from
  while (at + 8 <= end) {
    const head = readHead(view, at, end, encoding)
    if (head === undefined) return end
    const { tag, vr, valueAt, length } = head
    if (tag === itemEnd || tag === sequenceEnd) return valueAt
    const isOpen = length === openLength
    // A value of unknown type and length is a sequence written implicitly (CP-246).
    const inner = vr === 'UN' ? { littleEndian: true, explicit: false } : encoding
    const next = isOpen ? skipItems(bytes, valueAt, end, inner, depth + 1) : valueAt + length
    const there = Math.min(next, end) - valueAt
    if (!visit(tag, { vr, at: valueAt, length: there, stated: isOpen ? there : length, isOpen })) return next
    at = next
  }
  return at
}

function readHead(view: DataView, at: number, end: number, { littleEndian, explicit }: Encoding): Head | undefined {
  const tag = view.getUint16(at, littleEndian) * 65536 + view.getUint16(at + 2, littleEndian)
  const isDelimiter = tag >= item && tag <= sequenceEnd
  const letters = String.fromCharCode(view.getUint8(at + 4), view.getUint8(at + 5))
  if (!explicit || isDelimiter || !/^[A-Z]{2}$/.test(letters))
    return { tag, vr: undefined, valueAt: at + 8, length: view.getUint32(at + 4, littleEndian) }
  if (!longForms.includes(letters))
    return { tag, vr: letters, valueAt: at + 8, length: view.getUint16(at + 6, littleEndian) }
  if (at + 12 > end) return undefined
  return { tag, vr: letters, valueAt: at + 12, length: view.getUint32(at + 8, littleEndian) }
}

/** Returns the end of a sequence of unknown length. */
function skipItems(bytes: Uint8Array, from: number, end: number, encoding: Encoding, depth: number): number {
  if (depth > maxDepth) return end
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  let at = from
  while (at + 8 <= end) {
    const head = readHead(view, at, end, encoding)
    if (head === undefined || head.tag === sequenceEnd) return at + 8
    if (head.tag !== item) return end
    at =
      head.length === openLength
        ? readElements(bytes, head.valueAt, end, encoding, depth, () => true)
        : head.valueAt + head.length
  }
  return end
}

/** Returns the items of a sequence; none if the attribute is missing. */
export function itemsOf(set: DataSet, name: Attribute): DataSet[] {
  const element = set.elements.get(tags[name])
  if (element === undefined) return []
  const encoding = element.vr === 'UN' ? { littleEndian: true, explicit: false } : set.encoding
  return spansOf(set.bytes, element, encoding).map(([at, end]) => readDataSet(set.bytes, at, end, encoding))
}

/** Start and end of every item or fragment in a value. */
export function spansOf(bytes: Uint8Array, element: Element, encoding: Encoding): (readonly [number, number])[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const end = element.at + element.length
  const spans: (readonly [number, number])[] = []
  let at = element.at
  while (at + 8 <= end) {
    const head = readHead(view, at, end, encoding)
    if (head === undefined || head.tag !== item) break
    const next =
      head.length === openLength
        ? readElements(bytes, head.valueAt, end, encoding, 1, () => true)
        : Math.min(end, head.valueAt + head.length)
    spans.push([head.valueAt, next])
    at = next
  }
  return spans
}

/** Returns the bytes of a value, or undefined if the attribute is missing or empty. */
export function bytesOf({ bytes, elements }: DataSet, name: Attribute): Uint8Array | undefined {
  const element = elements.get(tags[name])
  return element === undefined || element.length <= 0
    ? undefined
    : bytes.subarray(element.at, element.at + element.length)
}

/** Returns a text without its padding, or undefined if it is missing or empty. */
export function textOf(set: DataSet, name: Attribute): string | undefined {
  const bytes = bytesOf(set, name)
  if (bytes === undefined) return undefined
  const text = new TextDecoder('latin1').decode(bytes).replaceAll('\0', '').trim()
  return text === '' ? undefined : text
}

/**
 * Returns numbers that are written as text, of which there may be several; an empty list if they are missing or
 * invalid.
 */
export function decimalsOf(set: DataSet, name: Attribute): number[] {
  const { vr } = set.elements.get(tags[name]) ?? {}
  if (vr === 'FD' || vr === 'FL') return floatsOf(set, name, vr === 'FD' ? 8 : 4)
  const numbers = (textOf(set, name) ?? '').split('\\').map(word => (word.trim() === '' ? Number.NaN : Number(word)))
  return numbers.every(Number.isFinite) ? numbers : []
}

function floatsOf(set: DataSet, name: Attribute, size: 4 | 8): number[] {
  const bytes = bytesOf(set, name) ?? new Uint8Array(0)
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const { littleEndian } = set.encoding
  return Array.from({ length: Math.floor(bytes.length / size) }, (_, i) =>
    size === 8 ? view.getFloat64(8 * i, littleEndian) : view.getFloat32(4 * i, littleEndian),
  )
}

/** Returns the first binary number of 16 bits (of 32 if the type is longer). */
export function integerOf(set: DataSet, name: Attribute): number | undefined {
  return integersOf(set, name)[0]
}

export function integersOf(set: DataSet, name: Attribute): number[] {
  const bytes = bytesOf(set, name) ?? new Uint8Array(0)
  const { vr } = set.elements.get(tags[name]) ?? {}
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const size = vr === 'UL' || vr === 'SL' ? 4 : 2
  const { littleEndian } = set.encoding
  return Array.from({ length: Math.floor(bytes.length / size) }, (_, i) => {
    if (size === 4) return view.getUint32(4 * i, littleEndian)
    return vr === 'SS' ? view.getInt16(2 * i, littleEndian) : view.getUint16(2 * i, littleEndian)
  })
}
