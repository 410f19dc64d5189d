/** Writes PNG: grey 8 or 16 bits, RGB 8 bits, or 8-bit indices into a palette. */

import { CutsError, type Mask } from '@cuts/core'
import { deflate } from '#compress'
import { crc32 } from './crc.ts'

interface Size {
  readonly width: number
  readonly height: number
}

/** A picture in row-major order, as PNG can hold it. */
export type PngPicture =
  | (Size & { readonly kind: 'grey'; readonly data: Uint8Array | Uint16Array })
  /** `data` interleaves red, green, blue. */
  | (Size & { readonly kind: 'rgb'; readonly data: Uint8Array })
  /** `data` holds one index a pixel into `palette`, which holds up to 256 entries of red, green, blue. */
  | (Size & { readonly kind: 'indexed'; readonly data: Uint8Array; readonly palette: Uint8Array })

const signature = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]
const colourTypes = { grey: 0, rgb: 2, indexed: 3 } as const

/**
 * The bytes of a PNG file; the same picture always gives the same bytes. Throws `InvalidArgument` for data that does
 * not fit the size, or a palette that does not fit the indices.
 */
export function encodePng(picture: PngPicture): Uint8Array {
  const { kind, width, height, data } = picture
  const samples = kind === 'rgb' ? 3 : 1
  const bytesPerSample = data.BYTES_PER_ELEMENT
  if (!Number.isInteger(width) || !Number.isInteger(height) || width < 1 || height < 1)
    throw new CutsError('InvalidArgument', `a PNG needs at least one pixel. Got ${width} x ${height}.`)
  if (data.length !== samples * width * height)
    throw new CutsError(
      'InvalidArgument',
      `the data of a ${kind} picture of ${width} x ${height} must hold ${samples * width * height} values. Got ${data.length}.`,
    )
  const chunks: Uint8Array[] = []

  const header = new Uint8Array(13)
  const view = new DataView(header.buffer)
  view.setUint32(0, width)
  view.setUint32(4, height)
  header[8] = 8 * bytesPerSample
  header[9] = colourTypes[kind]
  chunks.push(chunk('IHDR', header))
  if (kind === 'indexed') {
    checkPalette(picture.palette, data)
    chunks.push(chunk('PLTE', picture.palette))
  }

  // Rows of samples, big endian, each behind the number of its filter. Differences to the row above and the pixel on
  // the left shrink photographs by a third; indices compress better unfiltered.
  const stride = width * samples * bytesPerSample
  const step = samples * bytesPerSample
  const rows = bigEndian(data)
  const filtered = new Uint8Array((stride + 1) * height)
  for (let y = 0; y < height; y++) {
    const from = y * stride
    const to = y * (stride + 1)
    if (kind === 'indexed') {
      filtered.set(rows.subarray(from, from + stride), to + 1)
      continue
    }
    filtered[to] = 4
    for (let i = 0; i < stride; i++) {
      const left = i >= step ? rows[from + i - step]! : 0
      const up = y > 0 ? rows[from + i - stride]! : 0
      const upLeft = y > 0 && i >= step ? rows[from + i - stride - step]! : 0
      filtered[to + 1 + i] = rows[from + i]! - paeth(left, up, upLeft)
    }
  }
  chunks.push(chunk('IDAT', deflate(filtered)), chunk('IEND', new Uint8Array(0)))
  return concatenate([Uint8Array.from(signature), ...chunks])
}

/** A mask as a grey PNG: 255 inside, 0 outside. */
export function writeMask(mask: Mask): Uint8Array {
  const data = new Uint8Array(mask.data.length)
  for (let i = 0; i < data.length; i++) if (mask.data[i] !== 0) data[i] = 255
  return encodePng({ kind: 'grey', width: mask.width, height: mask.height, data })
}

/** Of left, up and up-left, the one nearest to left + up - upLeft (PNG, section 9.4). */
function paeth(left: number, up: number, upLeft: number): number {
  const toLeft = Math.abs(up - upLeft)
  const toUp = Math.abs(left - upLeft)
  const toUpLeft = Math.abs(left + up - 2 * upLeft)
  if (toLeft <= toUp && toLeft <= toUpLeft) return left
  return toUp <= toUpLeft ? up : upLeft
}

function checkPalette(palette: Uint8Array, indices: Uint8Array | Uint16Array): void {
  const entries = palette.length / 3
  if (!Number.isInteger(entries) || entries < 1 || entries > 256)
    throw new CutsError(
      'InvalidArgument',
      `a palette must hold 1 to 256 entries of 3 values. Got ${palette.length} values.`,
    )
  let top = 0
  for (let i = 0; i < indices.length; i++) if (indices[i]! > top) top = indices[i]!
  if (top >= entries)
    throw new CutsError('InvalidArgument', `the palette holds ${entries} entries, but the picture uses entry ${top}.`)
}

function bigEndian(data: Uint8Array | Uint16Array): Uint8Array {
  if (data instanceof Uint8Array) return data
  const bytes = new Uint8Array(2 * data.length)
  for (let i = 0; i < data.length; i++) {
    bytes[2 * i] = data[i]! >>> 8
    bytes[2 * i + 1] = data[i]!
  }
  return bytes
}

function chunk(type: string, content: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(12 + content.length)
  const view = new DataView(bytes.buffer)
  view.setUint32(0, content.length)
  for (let i = 0; i < 4; i++) bytes[4 + i] = type.charCodeAt(i)
  bytes.set(content, 8)
  view.setUint32(8 + content.length, crc32(bytes, 4, 8 + content.length))
  return bytes
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
