/** The single entry point: reads the image in the given files as a volume. The format is detected from the content. */
import { CutsError, type Mask, sliceOf } from '@cuts/core'
import type { DecodedVolume, ImageFiles, ImageHeader, NamedFile, ReadOptions } from './format.ts'
import { baseName } from './head.ts'
import { claimedPicture, companionsOf, type ImageFormat, type ReadableFormat, recognise } from './registry.ts'
import { unknownFormat } from './unknown-format.ts'

export interface DecodedImage extends DecodedVolume {
  readonly format: ImageFormat
}

/** The content of the headers, without pixels. */
export interface ImageInfo extends ImageHeader {
  readonly format: ImageFormat
  /** Whether the format is one of cameras and painting programs, in which transparency may cut out a mask. */
  readonly isPicture: boolean
  /** Bytes that the intensities of a volume take once they are read, four a value. */
  readonly pixelBytes: number
}

export interface ReadMaskOptions extends ReadOptions {
  /** Which slice, from 0; the first if not given. */
  readonly slice?: number | undefined
}

/**
 * Reads one image from the files that hold it together: a single file, a header with the files that it names, or the
 * files of a DICOM series, in any order and under any names; `docs/formats.md` lists the formats.
 *
 * Intensities are in the file's own units, [channel][slice][row][column], colours in RGB order, transparency left out
 * with a notice. Geometry is in LPS, millimetres, and absent if the file does not state it.
 *
 * Throws `Unreadable` for files that are damaged, incomplete or of another format, and `Unsupported` for variants that
 * are not read or hold more than `maxSamples` values (2^29 unless given).
 */
export async function readImage(files: readonly NamedFile[], options: ReadOptions = {}): Promise<DecodedImage> {
  const { format, imageFiles } = arrange(files)
  const { volume, notices } = await format.reader.read(imageFiles, options)
  return { volume, format: format.name, notices: [...nameNotices(format, imageFiles), ...notices] }
}

/** Reads the headers without decoding pixels. Throws the errors of {@link readImage} that headers show. */
export function inspectImage(files: readonly NamedFile[], options: ReadOptions = {}): ImageInfo {
  const { format, imageFiles } = arrange(files)
  const info = format.reader.inspect(imageFiles, options)
  return {
    ...info,
    format: format.name,
    isPicture: format.reader.kind === 'picture',
    notices: [...nameNotices(format, imageFiles), ...info.notices],
    pixelBytes: 4 * info.width * info.height * info.depth * info.channels,
  }
}

/**
 * Reads a slice of an image as a binary mask: inside if any channel differs from zero; NaN is outside. In a picture of
 * one page whose colours are all zero, transparency cuts out the mask, and a JPEG is cut at half its maximum, because
 * its edges ring. Throws as {@link readImage}, and `InvalidArgument` for a slice that does not exist.
 */
export async function readMask(files: readonly NamedFile[], options: ReadMaskOptions = {}): Promise<Mask> {
  const { slice = 0, ...others } = options
  const { format, imageFiles } = arrange(files)
  const { depth } = format.reader.inspect(imageFiles, others)
  if (!Number.isInteger(slice) || slice < 0 || slice >= depth)
    throw new CutsError(
      'InvalidArgument',
      `the slice of ${imageFiles.main.name} must be an integer in [0, ${depth}). Got ${slice}.`,
    )
  if (depth === 1 && format.reader.readMask !== undefined) return format.reader.readMask(imageFiles)
  const { volume } = await format.reader.read(imageFiles, others)
  const { width, height, pixels } = sliceOf(volume, slice)
  const data = new Uint8Array(width * height)
  for (let i = 0; i < pixels.length; i++) if (Math.abs(pixels[i]!) > 0) data[i % data.length] = 1
  return { width, height, data }
}

interface Arranged {
  readonly format: ReadableFormat
  readonly imageFiles: ImageFiles
}

/** Separates the image or its header from the other files that belong to it. */
function arrange(files: readonly NamedFile[]): Arranged {
  if (files.length === 0) throw new CutsError('NothingToDo', 'no file was given to read an image from.')
  const told = files.flatMap(file => {
    const format = recognise(file.bytes)
    return format === undefined ? [] : [{ file, format }]
  })
  const series = told.filter(({ format }) => format.reader.isSeries)
  const main = series.length > 1 ? series[0] : (told.find(({ format }) => format.reader.kind === 'volume') ?? told[0])
  if (main === undefined) throw unknownFormat(files[0]!.bytes, files[0]!.name)
  const { file, format } = main
  const wanted = format.reader.isSeries ? [] : companionsOf(file.bytes, file.name)
  const found = wanted.flatMap(name => files.filter(other => baseName(other.name) === name))
  return {
    format,
    imageFiles: {
      main: file,
      companions: new Map(found.map(({ name, bytes }) => [baseName(name), bytes])),
      series: format.reader.isSeries ? series.map(member => member.file) : [file],
    },
  }
}

/** Returns the notice if a file's name claims another picture format than its content. */
function nameNotices({ name: format, reader }: ReadableFormat, { main: { name } }: ImageFiles): string[] {
  const claimed = claimedPicture(name)
  return reader.kind !== 'picture' || claimed === undefined || claimed === format
    ? []
    : [`${name} is a ${format} file despite its name and is read as such`]
}
