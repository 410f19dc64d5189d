/**
 * Stored samples of the frames of a DICOM file: plain and RLE frames are read here, all others through ITK's or
 * OpenJPH's decoder.
 */
import { unpack } from '../../gzip/unpack.ts'
import { damaged, unsupported } from '../../header.ts'
import { decodeHtj2k } from '../../htj2k/decode.ts'
import type { ItkDecoder } from '../../itk/pipeline.ts'
import { readSamples, swapBytes } from '../../volume/voxels.ts'
import { type DicomImage, tooShort } from './describe.ts'
import { codedFrames } from './frames.ts'
import { expandRle } from './rle.ts'
import { wrapFrame } from './wrap.ts'

export interface DecodedFrame {
  /** Samples of a pixel side by side. */
  readonly data: ArrayLike<number>
  /** The decoder has already converted the colours to RGB. */
  readonly isRgb: boolean
}

export type FrameDecoder = (frame: number) => Promise<DecodedFrame>

/** Transfer syntaxes, by how a frame is decoded; see PS3.5, section 10. */
const rle = '1.2.840.10008.1.2.5'
const deflatedFrame = '1.2.840.10008.1.2.8.1'
const jpegFamily = /^1\.2\.840\.10008\.1\.2\.4\.(50|51|53|55|57|70|80|81|90|91)$/
const htj2k = /^1\.2\.840\.10008\.1\.2\.4\.20[123]$/
const videos = /^1\.2\.840\.10008\.1\.2\.4\.10\d$/

/**
 * A function that decodes a frame by its number; `decodeCoded` is ITK's reader of DICOM. Throws `Unreadable` for pixel
 * data that are cut short or corrupt, and `Unsupported` for video and for transfer syntaxes that are not read.
 */
export function frameDecoder(image: DicomImage, decodeCoded: ItkDecoder, name: string): FrameDecoder {
  const { syntax, element, set, frames } = image
  if (!element.isOpen) return plainFrames(image, name)
  if (videos.test(syntax)) throw unsupported(name, 'is a video', 'Export single frames of it.')
  const coded = codedFrames(set, element, frames, name)
  const corrupt = (frame: number): Error => damaged(name, `frame ${frame + 1} of ${frames} cannot be decoded`)
  if (syntax === rle) {
    const { rows, columns, samples, bitsAllocated } = image
    const isPacked = bitsAllocated === 1
    // Planes are whole: this coding never halves the colours, whatever the photometry states.
    const whole = { ...image, isPlanar: false, isHalved: false }
    const pixels = isPacked ? Math.ceil((rows * columns) / 8) : rows * columns
    return async frame => {
      const bytes = expandRle(coded[frame]!, pixels, samples, isPacked ? 1 : bitsAllocated / 8)
      if (bytes === undefined) throw corrupt(frame)
      return { data: unpackSamples(bytes, whole, true), isRgb: false }
    }
  }
  if (syntax === deflatedFrame)
    return async frame => {
      const needed = frameBytes(image)
      const bytes = unpack(coded[frame]!, 'deflate', needed, name)
      if (bytes.length < needed) throw tooShort(name, bytes.length, needed)
      return { data: unpackSamples(bytes, image, true), isRgb: false }
    }
  if (!jpegFamily.test(syntax) && !htj2k.test(syntax))
    throw unsupported(
      name,
      `is in the DICOM transfer syntax ${syntax}`,
      'Convert it to an uncompressed one, for instance with gdcmconv --raw.',
    )
  for (const [frame, bytes] of coded.entries())
    if (!hasEndMark(bytes)) throw damaged(name, `frame ${frame + 1} of ${frames} breaks off before its end mark`)
  if (htj2k.test(syntax))
    return async frame => {
      const raster = await decodeHtj2k(coded[frame]!)
      if (raster === undefined || !fits(raster, image)) throw corrupt(frame)
      return { data: maskSamples(raster.data, { ...image, highBit: image.bitsStored - 1 }), isRgb: true }
    }
  return async frame => {
    const bitsAllocated = Math.max(8, image.bitsAllocated)
    const { raster } = await decodeCoded(wrapFrame({ ...image, bitsAllocated, bytes: coded[frame]! }))
    if (raster === undefined || !fits(raster, image)) throw corrupt(frame)
    return { data: maskSamples(raster.data, { ...image, highBit: image.bitsStored - 1 }), isRgb: true }
  }
}

/** JPEG and JPEG 2000 streams end in FF D9, before padding. Decoders fill missing parts without a warning. */
function hasEndMark(bytes: Uint8Array): boolean {
  for (let at = bytes.length - 2; at >= Math.max(0, bytes.length - 64); at--)
    if (bytes[at] === 0xff && bytes[at + 1] === 0xd9) return true
  return false
}

/** Frames one after the other in one value; a frame may start inside a byte. */
function plainFrames(image: DicomImage, name: string): FrameDecoder {
  const { element, set, frames, bitsAllocated } = image
  const { littleEndian } = set.encoding
  const bits = frameBits(image)
  const needed = Math.ceil((bits * frames) / 8)
  if (element.length < needed) throw tooShort(name, element.length, needed)
  const stored = set.bytes.subarray(element.at, element.at + element.length)
  // In words of 16 bits, bytes are swapped in big-endian files, for any type of samples.
  const isSwapped = !littleEndian && element.vr === 'OW' && bitsAllocated <= 8
  const value = isSwapped ? stored.slice() : stored
  if (isSwapped) swapBytes(value, 2)
  return async frame => {
    const from = bits * frame
    const bytes = from % 8 === 0 ? value.subarray(from / 8, Math.ceil((from + bits) / 8)) : shiftBits(value, from, bits)
    return { data: unpackSamples(bytes, image, littleEndian), isRgb: false }
  }
}

/** If colours are halved, two pixels share them. */
function frameBits({ rows, columns, samples, bitsAllocated, isHalved }: DicomImage): number {
  if (isHalved) return rows * 2 * Math.ceil(columns / 2) * 2 * bitsAllocated
  return rows * columns * samples * bitsAllocated
}

function frameBytes(image: DicomImage): number {
  return Math.ceil(frameBits(image) / 8)
}

function shiftBits(bytes: Uint8Array, from: number, bits: number): Uint8Array {
  const shifted = new Uint8Array(Math.ceil(bits / 8))
  for (let i = 0; i < bits; i++)
    if ((bytes[(from + i) >>> 3]! >>> ((from + i) & 7)) & 1) shifted[i >>> 3]! |= 1 << (i & 7)
  return shifted
}

/** The bytes of a frame as numbers, side by side, of the bits that are in use. */
function unpackSamples(bytes: Uint8Array, image: DicomImage, littleEndian: boolean): ArrayLike<number> {
  const { rows, columns, samples, stored, bitsAllocated, isHalved, isPlanar } = image
  const pixels = rows * columns
  if (bitsAllocated === 1)
    return Uint8Array.from({ length: pixels * samples }, (_, i) => (bytes[i >>> 3]! >>> (i & 7)) & 1)
  if (stored !== 'integer') return readSamples(bytes, stored, pixels, littleEndian)
  const type = ({ 8: 'uint8', 16: 'uint16', 32: 'uint32' } as const)[bitsAllocated as 8 | 16 | 32]
  if (isHalved) return widen422(bytes, rows, columns)
  const data = maskSamples(readSamples(bytes, type, pixels * samples, littleEndian), image)
  return isPlanar && samples > 1 ? interleave(data, pixels, samples) : data
}

/** Y Y Cb Cr into Y Cb Cr, Y Cb Cr. */
function widen422(bytes: Uint8Array, rows: number, columns: number): Uint8Array {
  const pairs = Math.ceil(columns / 2)
  const wide = new Uint8Array(3 * rows * columns)
  for (let y = 0; y < rows; y++)
    for (let x = 0; x < columns; x++) {
      const pair = 4 * (y * pairs + (x >>> 1))
      const to = 3 * (y * columns + x)
      wide[to] = bytes[pair + (x & 1)]!
      wide[to + 1] = bytes[pair + 2]!
      wide[to + 2] = bytes[pair + 3]!
    }
  return wide
}

function interleave(planes: ArrayLike<number>, pixels: number, samples: number): Float64Array {
  const data = new Float64Array(pixels * samples)
  for (let s = 0; s < samples; s++) for (let i = 0; i < pixels; i++) data[i * samples + s] = planes[s * pixels + i]!
  return data
}

/** Returns the bits in use as a number; other contents of a sample, such as overlays, are ignored. */
function maskSamples(
  data: ArrayLike<number>,
  { bitsAllocated, bitsStored, highBit, signed }: DicomImage,
): ArrayLike<number> {
  if (bitsStored === bitsAllocated && !signed) return data
  const shift = highBit + 1 - bitsStored
  const unused = 32 - bitsStored
  const values = new Int32Array(data.length)
  // A shift to the top of 32 bits and back extends the sign, or clears the higher bits.
  if (signed) for (let i = 0; i < values.length; i++) values[i] = ((data[i]! >>> shift) << unused) >> unused
  else for (let i = 0; i < values.length; i++) values[i] = ((data[i]! >>> shift) << unused) >>> unused
  return values
}

function fits(
  { width, height, samples }: { width: number; height: number; samples: number },
  { columns, rows, samples: stated }: DicomImage,
): boolean {
  return width === columns && height === rows && samples === stated
}
