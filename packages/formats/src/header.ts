/** The header of a picture, read before any pixel is decoded, and the errors of headers of all formats. */
import { CutsError, type SampleType } from '@cuts/core'

/** The header of a PNG, JPEG, BMP or TIFF file. */
export interface PictureHeader {
  readonly width: number
  readonly height: number
  /** Channels of colour or measurement, without alpha. */
  readonly channels: number
  readonly sampleType: SampleType
  /** Full-size pages of a TIFF. */
  readonly pages?: number
}

/** Larger images are refused before decoding: 2^29 pixels are 2 GiB of float samples a channel. */
const maxPixels = 2 ** 29

/** Throws `Unreadable` for an image without area, `Unsupported` for one that does not fit in memory. */
export function checkSize(width: number, height: number, name: string): void {
  if (width < 1 || height < 1)
    throw new CutsError('Unreadable', `${name} says that it is ${width} x ${height} pixels.`, {
      remedy: 'Export the file again: an image has at least one pixel.',
    })
  if (width * height > maxPixels)
    throw new CutsError(
      'Unsupported',
      `${name} says that it is ${width} x ${height} pixels; at most ${maxPixels} (512 Mpixel) are read.`,
      { remedy: 'Cut the image into tiles or reduce it.' },
    )
}

/** The error for a file that ends too early or contradicts itself; `detail` is a clause such as "it ends after ...". */
export function damaged(name: string, detail: string, cause?: unknown): CutsError {
  return new CutsError('Unreadable', `${name} is damaged or incomplete: ${detail}.`, {
    remedy: 'Copy or export the file again.',
    cause,
  })
}

/** The error for a valid file in a variant that is not read. */
export function unsupported(name: string, detail: string, remedy: string): CutsError {
  return new CutsError('Unsupported', `${name} ${detail}, which is not read here.`, { remedy })
}

/** The first names of a list that a file states, and how many follow: a file may state any number. */
export function few(names: readonly string[]): string {
  const more = names.length - mostNamed
  return `${names.slice(0, mostNamed).join(', ')}${more > 0 ? ` and ${more} more` : ''}`
}

const mostNamed = 8
