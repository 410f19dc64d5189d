/** Image files into `Image` and `Mask`, from bytes. */
import type { Image, Mask } from '@cuts/core'
import { colourSamples, decode, inspect, isOpaque, pageNotices, toPlanes } from './decode-image.ts'
import type { Header } from './header.ts'
import type { Format } from './signature.ts'

export interface ReadOptions {
  /** The file's name or path, for messages. */
  readonly name: string
}

export interface ReadResult {
  readonly image: Image
  readonly format: Format
  /** What was done to the file's content on the way, as sentences that name the file. */
  readonly notices: readonly string[]
}

/** The header of an image file, with notices as of {@link readImage}. */
export interface ImageInfo extends Header {
  readonly notices: readonly string[]
}

/**
 * Decodes PNG, JPEG, BMP or TIFF, told by content. Intensities stay in the file's own units, NaN included; palettes become
 * RGB, greys of fewer than 8 bits are spread over 0..255, alpha is left out with a notice, and of several pages the
 * first is used with a notice. Spacing stays unknown: these formats state printing resolution at best.
 *
 * Throws `Unreadable` for a file that is empty, truncated, corrupt or of another format, and `Unsupported` for a valid
 * file that is too large (more than 2^29 pixels) or in a variant that is not read.
 */
export async function readImage(bytes: Uint8Array, { name }: ReadOptions): Promise<ReadResult> {
  const decoded = await decode(bytes, inspect(bytes, name), name)
  const { width, height, channels, sampleType, format } = decoded.header
  const { pixels, notice } = toPlanes(decoded, name)
  const notices = [...decoded.notices, ...pageNotices(decoded.header, name), ...(notice === undefined ? [] : [notice])]
  return { image: { width, height, channels, pixels, sampleType }, format, notices }
}

/**
 * Reads a binary mask: inside where any channel differs from zero; where all colours are zero and there is
 * transparency, inside where it is not fully transparent. JPEG rings around edges, so there a pixel is inside above
 * half the file's maximum. NaN is outside. Throws as {@link readImage}.
 */
export async function readMask(bytes: Uint8Array, { name }: ReadOptions): Promise<Mask> {
  const { header, raster, alpha } = await decode(bytes, inspect(bytes, name), name)
  const { width, height, channels, format } = header
  const area = width * height
  const mark = (sources: readonly number[]): Uint8Array => {
    const { data, samples } = raster
    let threshold = 0
    if (format === 'JPEG') for (let i = 0; i < data.length; i++) threshold = Math.max(threshold, data[i]! / 2)
    const inside = new Uint8Array(area)
    for (let i = 0; i < area; i++)
      for (const sample of sources) if (Math.abs(data[i * samples + sample]!) > threshold) inside[i] = 1
    return inside
  }
  const colours = mark(colourSamples(raster.samples, channels, alpha))
  const isBlank = alpha.length > 0 && colours.every(value => value === 0)
  const isCutOut = isBlank && alpha.some(sample => !isOpaque(raster, sample))
  return { width, height, data: isCutOut ? mark(alpha) : colours }
}

/** What the header says, without decoding pixels. Throws as {@link readImage}, as far as the structure shows it. */
export function imageInfo(bytes: Uint8Array, { name }: ReadOptions): ImageInfo {
  const { header, notices } = inspect(bytes, name)
  return { ...header, notices: [...notices, ...pageNotices(header, name)] }
}
