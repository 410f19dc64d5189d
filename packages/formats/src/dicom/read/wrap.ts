/** Wraps one coded frame in a minimal file that ITK's reader can decode. */

export interface CodedFrame {
  readonly syntax: string
  readonly rows: number
  readonly columns: number
  readonly samples: number
  readonly photometric: string
  readonly bitsAllocated: number
  readonly bitsStored: number
  readonly signed: boolean
  readonly bytes: Uint8Array
}

const secondaryCapture = '1.2.840.10008.5.1.4.1.1.7'

/** Identifiers that a file must have and that are never read, under the root for those made from random numbers. */
const anyId = '2.25.1'

/** The bytes of a DICOM file (PS3.10) with this frame as its one fragment. */
export function wrapFrame(frame: CodedFrame): Uint8Array {
  const header = [
    text(0x0002, 0x0002, 'UI', secondaryCapture),
    text(0x0002, 0x0003, 'UI', anyId),
    text(0x0002, 0x0010, 'UI', frame.syntax),
  ]
  const length = header.reduce((sum, element) => sum + element.length, 0)
  const isColour = frame.samples > 1
  const parts = [
    new Uint8Array(128),
    new TextEncoder().encode('DICM'),
    number(0x0002, 0x0000, 'UL', length),
    ...header,
    text(0x0008, 0x0016, 'UI', secondaryCapture),
    text(0x0008, 0x0018, 'UI', anyId),
    number(0x0028, 0x0002, 'US', frame.samples),
    text(0x0028, 0x0004, 'CS', frame.photometric),
    ...(isColour ? [number(0x0028, 0x0006, 'US', 0)] : []),
    number(0x0028, 0x0010, 'US', frame.rows),
    number(0x0028, 0x0011, 'US', frame.columns),
    number(0x0028, 0x0100, 'US', frame.bitsAllocated),
    number(0x0028, 0x0101, 'US', frame.bitsStored),
    number(0x0028, 0x0102, 'US', frame.bitsStored - 1),
    number(0x0028, 0x0103, 'US', frame.signed ? 1 : 0),
    // Pixel data of unknown length: an empty offset table, the frame, the end.
    head(0x7fe0, 0x0010, 'OB', 0xffffffff),
    item(0xe000, 0),
    item(0xe000, frame.bytes.length + (frame.bytes.length % 2)),
    frame.bytes,
    new Uint8Array(frame.bytes.length % 2),
    item(0xe0dd, 0),
  ]
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    bytes.set(part, at)
    at += part.length
  }
  return bytes
}

function text(group: number, element: number, vr: string, value: string): Uint8Array {
  const padded = value.length % 2 === 0 ? value : value + (vr === 'UI' ? '\0' : ' ')
  return Uint8Array.from([...head(group, element, vr, padded.length), ...new TextEncoder().encode(padded)])
}

function number(group: number, element: number, vr: 'US' | 'UL', value: number): Uint8Array {
  const size = vr === 'US' ? 2 : 4
  const bytes = new Uint8Array(8 + size)
  bytes.set(head(group, element, vr, size))
  for (let k = 0; k < size; k++) bytes[8 + k] = (value >>> (8 * k)) & 255
  return bytes
}

function head(group: number, element: number, vr: string, length: number): Uint8Array {
  const isLong = vr === 'OB'
  const view = new DataView(new ArrayBuffer(isLong ? 12 : 8))
  view.setUint16(0, group, true)
  view.setUint16(2, element, true)
  view.setUint8(4, vr.charCodeAt(0))
  view.setUint8(5, vr.charCodeAt(1))
  if (isLong) view.setUint32(8, length, true)
  else view.setUint16(6, length, true)
  return new Uint8Array(view.buffer)
}

function item(element: number, length: number): Uint8Array {
  const view = new DataView(new ArrayBuffer(8))
  view.setUint16(0, 0xfffe, true)
  view.setUint16(2, element, true)
  view.setUint32(4, length, true)
  return new Uint8Array(view.buffer)
}
