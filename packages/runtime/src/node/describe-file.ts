/** What a file holds and what a run would make of it. */
import { countNonFinite } from '@cuts/core'
import { imageInfo, readImage } from '@cuts/formats'
import { readBytes } from './source.ts'

export interface FileDescription {
  readonly path: string
  readonly format: string
  readonly width: number
  readonly height: number
  readonly channels: number
  readonly sampleType: string
  readonly pages?: number | undefined
  readonly spacingMm?: readonly number[] | undefined
  /** Smallest and largest finite value. */
  readonly min: number
  readonly max: number
  readonly notices: readonly string[]
}

/** Throws `Unreadable` when the file is no image that can be read. */
export async function describeFile(path: string): Promise<FileDescription> {
  const bytes = await readBytes(path)
  const info = imageInfo(bytes, { name: path })
  const { image, format, notices } = await readImage(bytes, { name: path })
  let min = Number.POSITIVE_INFINITY
  let max = Number.NEGATIVE_INFINITY
  for (const value of image.pixels) {
    if (!Number.isFinite(value)) continue
    if (value < min) min = value
    if (value > max) max = value
  }
  const bad = countNonFinite(image)
  return {
    path,
    format,
    width: image.width,
    height: image.height,
    channels: image.channels,
    sampleType: image.sampleType,
    pages: info.pages,
    spacingMm: image.geometry?.spacingMm,
    min,
    max,
    notices: bad === 0 ? notices : [...notices, `${path}: ${bad} of ${image.pixels.length} values are NaN or infinite`],
  }
}
