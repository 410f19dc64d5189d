/** Lays out DICOM files for tests, element by element (PS3.5, PS3.10). */

export interface DicomFields {
  /** Values by tag, as group * 65536 + element: numbers for binary types, texts, items of a sequence, bytes. */
  readonly elements: DicomElements
  /** The transfer syntax; explicit little-endian unless given. */
  readonly syntax?: string
  /** Leaves out the preamble and the file header. */
  readonly isBare?: boolean
  /** Fragments of compressed pixel data, instead of an element with pixels. */
  readonly fragments?: readonly Uint8Array[]
}

export type DicomElements = readonly (readonly [tag: number, vr: string, value: DicomValue])[]

export type DicomValue = string | readonly number[] | Uint8Array | readonly DicomItems[]

/** The elements of an item. It is an interface because the type refers to itself. */
interface DicomItems extends DicomElements {}

interface Style {
  readonly littleEndian: boolean
  readonly explicit: boolean
}

const binaryBytes: { readonly [vr: string]: number } = { US: 2, SS: 2, UL: 4, FD: 8 }
const longForms = ['OB', 'OW', 'SQ', 'UN']

/** Returns the bytes of a file with these elements. */
export function dicomFile({ elements, syntax = '1.2.840.10008.1.2.1', isBare, fragments }: DicomFields): Uint8Array {
  const style = { littleEndian: syntax !== '1.2.840.10008.1.2.2', explicit: syntax !== '1.2.840.10008.1.2' }
  const body = elements.flatMap(([tag, vr, value]) => element(tag, vr, value, style))
  if (fragments !== undefined) {
    body.push(...head(0x7fe00010, 'OB', 0xffffffff, style), ...item(0))
    for (const fragment of fragments) body.push(...item(fragment.length), ...fragment)
    body.push(...item(0, 0xe0dd))
  }
  if (isBare === true) return Uint8Array.from(body)
  const plain = { littleEndian: true, explicit: true }
  const header = element(0x00020010, 'UI', syntax, plain)
  const length = element(0x00020000, 'UL', [header.length], plain)
  return Uint8Array.from([...new Uint8Array(128), ...text('DICM'), ...length, ...header, ...body])
}

function element(tag: number, vr: string, value: DicomValue, style: Style): number[] {
  const bytes = valueBytes(vr, value, style)
  if (bytes.length % 2 === 1) bytes.push(vr === 'UI' || vr === 'OB' ? 0 : 32)
  return [...head(tag, vr, bytes.length, style), ...bytes]
}

function valueBytes(vr: string, value: DicomValue, style: Style): number[] {
  if (typeof value === 'string') return text(value)
  if (value instanceof Uint8Array) return [...value]
  const size = binaryBytes[vr]
  if (size !== undefined)
    return (value as readonly number[]).flatMap(number => binary(number, size, style, vr === 'FD'))
  return (value as readonly DicomItems[]).flatMap(content => {
    const inner = content.flatMap(([tag, type, v]) => element(tag, type, v, style))
    return [...binary(0xfffe, 2, style), ...binary(0xe000, 2, style), ...binary(inner.length, 4, style), ...inner]
  })
}

function head(tag: number, vr: string, length: number, style: Style): number[] {
  const start = [...binary(Math.floor(tag / 65536), 2, style), ...binary(tag % 65536, 2, style)]
  if (!style.explicit) return [...start, ...binary(length, 4, style)]
  if (longForms.includes(vr)) return [...start, ...text(vr), 0, 0, ...binary(length, 4, style)]
  return [...start, ...text(vr), ...binary(length, 2, style)]
}

function item(length: number, mark = 0xe000): number[] {
  const little = { littleEndian: true, explicit: true }
  return [...binary(0xfffe, 2, little), ...binary(mark, 2, little), ...binary(length, 4, little)]
}

function binary(value: number, size: number, { littleEndian }: Style, isFloat = false): number[] {
  const view = new DataView(new ArrayBuffer(8))
  if (isFloat) view.setFloat64(0, value)
  else view.setUint32(4, value >>> 0)
  const bytes = Array.from({ length: size }, (_, i) => view.getUint8(8 - size + i))
  return littleEndian ? bytes.reverse() : bytes
}

function text(value: string): number[] {
  return [...new TextEncoder().encode(value)]
}
