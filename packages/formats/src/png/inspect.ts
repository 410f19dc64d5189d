/**
 * Walks the chunks of a PNG (W3C PNG, third edition, section 5) without decoding a pixel. A decoder may silently return
 * only part of the rows of a truncated file; the chunk structure shows the damage beforehand.
 */
import type { SampleType } from '@cuts/core'
import { checkSize, damaged, type PictureHeader } from '../header.ts'
import { crc32 } from './crc.ts'

/** Deflate shrinks by at most this factor: a header that states more is wrong, or a decompression bomb. */
const maxDeflateRatio = 1032

/** Samples a pixel by colour type. */
const samplesOf: { readonly [colourType: number]: number } = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 }

/**
 * Returns the header of a PNG whose chunks are all whole and in order. Throws `Unreadable` if they are not,
 * `Unsupported` above the pixel limit. Palettes count as three channels: the decoder expands them.
 */
export function inspectPng(bytes: Uint8Array, name: string): PictureHeader {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  if (bytes.length < 33 || chunkType(bytes, 12) !== 'IHDR') throw damaged(name, 'the header is missing')
  const width = view.getUint32(16)
  const height = view.getUint32(20)
  const bits = bytes[24]!
  const colourType = bytes[25]!
  const samples = samplesOf[colourType]
  if (samples === undefined || ![1, 2, 4, 8, 16].includes(bits))
    throw damaged(name, `colour type ${colourType} with ${bits} bits does not exist in PNG`)
  if (crc32(bytes, 12, 29) !== view.getUint32(29)) throw damaged(name, 'the checksum of the header does not match')
  checkSize(width, height, name)

  let dataBytes = 0
  let hasPalette = false
  for (let at = 8; ; ) {
    if (at + 12 > bytes.length) throw damaged(name, `it ends after ${bytes.length} bytes, before its end mark`)
    const length = view.getUint32(at)
    const type = chunkType(bytes, at + 4)
    const end = at + 12 + length
    if (end > bytes.length) throw damaged(name, `it ends after ${bytes.length} bytes, inside the part ${type}`)
    if (crc32(bytes, at + 4, end - 4) !== view.getUint32(end - 4)) {
      // A wrong checksum in an optional part (text, time, profile) does not touch the pixels.
      const isCritical = (bytes[at + 4]! & 0x20) === 0
      if (isCritical) throw damaged(name, `the checksum of the part ${type} at byte ${at} does not match`)
    }
    if (type === 'IDAT') dataBytes += length
    if (type === 'PLTE') hasPalette = true
    if (type === 'IEND') break
    at = end
  }
  if (colourType === 3 && !hasPalette) throw damaged(name, 'it needs a palette and has none')
  const rawBytes = Math.ceil((width * samples * bits) / 8) * height
  if (dataBytes === 0 || rawBytes > maxDeflateRatio * dataBytes)
    throw damaged(name, `${dataBytes} bytes of image data cannot hold ${width} x ${height} pixels`)

  const sampleType: SampleType = bits === 16 ? 'uint16' : 'uint8'
  const isColour = colourType === 2 || colourType === 3 || colourType === 6
  return { width, height, channels: isColour ? 3 : 1, sampleType }
}

function chunkType(bytes: Uint8Array, at: number): string {
  return String.fromCharCode(bytes[at]!, bytes[at + 1]!, bytes[at + 2]!, bytes[at + 3]!)
}
