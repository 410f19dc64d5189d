/**
 * Walks the markers of a JPEG (ITU-T T.81, annex B). The decoder silently fills the missing part of a truncated file
 * with grey; here the end mark must be reached.
 */
import { checkSize, damaged, type PictureHeader, unsupported } from '../header.ts'

const startOfScan = 0xda
const endOfImage = 0xd9

/**
 * Returns the header of a JPEG whose markers lead to its end mark. Throws `Unreadable` if they do not, `Unsupported`
 * for variants that cameras and scanners do not write (12 bits, lossless, hierarchical, arithmetic coding).
 */
export function inspectJpeg(bytes: Uint8Array, name: string): PictureHeader {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  let frame: PictureHeader | undefined
  let at = 2
  for (;;) {
    // Fill bytes 0xff may stand before a marker, and decoders forgive other stray bytes.
    while (at < bytes.length && (bytes[at] !== 0xff || bytes[at + 1] === 0xff || bytes[at + 1] === 0)) at++
    if (at + 2 > bytes.length) throw damaged(name, `it ends after ${bytes.length} bytes, before its end mark`)
    const marker = bytes[at + 1]!
    at += 2
    if (marker === endOfImage) break
    if (marker === 0x01 || (marker >= 0xd0 && marker <= 0xd8)) continue
    if (at + 2 > bytes.length) throw damaged(name, `it ends after ${bytes.length} bytes, inside a marker`)
    const length = view.getUint16(at)
    if (length < 2 || at + length > bytes.length)
      throw damaged(name, `it ends after ${bytes.length} bytes, inside a marker`)
    if (isStartOfFrame(marker)) frame = readFrame(view, at, marker, name)
    at += length
    if (marker === startOfScan) {
      if (frame === undefined) throw damaged(name, 'image data comes before the header')
      at = endOfScan(bytes, at)
    }
  }
  if (frame === undefined) throw damaged(name, 'it holds no image')
  return frame
}

/** C0 to CF hold the frame headers, except C4, C8 and CC, which are tables and an extension. */
function isStartOfFrame(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc
}

function readFrame(view: DataView, at: number, marker: number, name: string): PictureHeader {
  if (view.getUint16(at) < 8) throw damaged(name, 'the image header is too short')
  const bits = view.getUint8(at + 2)
  const height = view.getUint16(at + 3)
  const width = view.getUint16(at + 5)
  const components = view.getUint8(at + 7)
  if (marker > 0xc2 || bits !== 8)
    throw unsupported(name, 'is a lossless, 12-bit or arithmetic-coded JPEG', 'Save it as PNG or TIFF.')
  checkSize(width, height, name)
  return { width, height, channels: components === 1 ? 1 : 3, sampleType: 'uint8' }
}

/** Position of the first marker after entropy-coded data: 0xff that is neither stuffing nor a restart. */
function endOfScan(bytes: Uint8Array, start: number): number {
  let at = start
  for (; at + 1 < bytes.length; at++) {
    if (bytes[at] !== 0xff) continue
    const next = bytes[at + 1]!
    if (next !== 0 && next !== 0xff && !(next >= 0xd0 && next <= 0xd7)) return at
  }
  return bytes.length
}
