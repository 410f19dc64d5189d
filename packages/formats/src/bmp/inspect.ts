/** The headers of a BMP (Windows bitmap, versions 2 to 5), which state the position of the rows. */
import { checkSize, damaged, type PictureHeader, unsupported } from '../header.ts'

/** BI_RGB, BI_BITFIELDS. */
const plainCompressions = [0, 3]

/** Bits a pixel that ITK's reader takes: palette or grey of 8, RGB of 24 and 32. */
const depths = [8, 24, 32]

/**
 * Returns the header of a BMP that is whole. Throws `Unreadable` for a truncated one and `Unsupported` for fewer than 8
 * bits a pixel, 16 bits and compression. Palettes count as three channels unless they are grey.
 */
export function inspectBmp(bytes: Uint8Array, name: string): PictureHeader {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  const headerBytes = view.getUint32(14, true)
  if (bytes.length < 14 + headerBytes) throw damaged(name, `it ends after ${bytes.length} bytes, inside its header`)
  const pixelsAt = view.getUint32(10, true)
  const isOld = headerBytes === 12
  const width = isOld ? view.getUint16(18, true) : view.getInt32(18, true)
  const height = Math.abs(isOld ? view.getUint16(20, true) : view.getInt32(22, true))
  const bits = view.getUint16(isOld ? 24 : 28, true)
  const compression = isOld ? 0 : view.getUint32(30, true)
  checkSize(width, height, name)
  if (!plainCompressions.includes(compression) || !depths.includes(bits) || isOld)
    throw unsupported(
      name,
      isOld ? 'is a BMP of the first kind' : `is a BMP of ${bits} bits a pixel with compression ${compression}`,
      'Save it as PNG.',
    )
  const needed = pixelsAt + 4 * Math.ceil((width * bits) / 32) * height
  if (needed > bytes.length)
    throw damaged(name, `it holds ${bytes.length} bytes, but ${needed} are needed for ${width} x ${height} pixels`)
  const channels = bits === 8 && hasGreyPalette(view, 14 + headerBytes, pixelsAt) ? 1 : 3
  return { width, height, channels, sampleType: 'uint8' }
}

/** Whether every colour of the palette, four bytes each, is grey. */
function hasGreyPalette(view: DataView, from: number, to: number): boolean {
  for (let at = from; at + 4 <= to; at += 4)
    if (view.getUint8(at) !== view.getUint8(at + 1) || view.getUint8(at) !== view.getUint8(at + 2)) return false
  return true
}
