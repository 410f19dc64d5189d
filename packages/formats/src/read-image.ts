/** Image files into `Image` and `Mask`, from bytes. The decoder is ITK's, but for TIFF, where ours is exact. */
import { CutsError, type Image, type Mask } from '@cuts/core'
import { damaged, type Header } from './header.ts'
import { decodeWithItk, type ItkFormat } from './itk/pipeline.ts'
import { inspectJpeg } from './jpeg/inspect.ts'
import { inspectPng } from './png/inspect.ts'
import type { Raster } from './raster.ts'
import { type Format, nameNotice, requireFormat } from './signature.ts'
import { decodeTiff } from './tiff/decode.ts'
import { inspectTiff, needsItk, type Tiff } from './tiff/inspect.ts'

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
 * Decodes PNG, JPEG or TIFF, told by content. Intensities stay in the file's own units, NaN included; palettes become
 * RGB, greys of fewer than 8 bits are spread over 0..255, alpha is left out with a notice, and of several pages the
 * first is used with a notice. Spacing stays unknown: these formats state printing resolution at best.
 *
 * Throws `Unreadable` for a file that is empty, truncated, corrupt or of another format, and `Unsupported` for a valid
 * file that is too large (more than 2^29 pixels) or in a variant that is not read.
 */
export async function readImage(bytes: Uint8Array, { name }: ReadOptions): Promise<ReadResult> {
  const decoded = await decode(bytes, name)
  const { header, raster, alpha } = decoded
  const { width, height, channels, sampleType } = header
  const notices = [...decoded.notices]
  const colours = colourSamples(raster.samples, channels, alpha)
  if (alpha.some(sample => !isOpaque(raster, sample)))
    notices.push(`${name} has transparency, which is left out: the colours are used as they are stored`)

  // Interleaved samples -> planes [c][h][w]
  const area = width * height
  const pixels = allocate(channels * area, name)
  const { data, samples } = raster
  for (const [c, sample] of colours.entries())
    for (let i = 0, from = sample, to = c * area; i < area; i++, from += samples, to++) pixels[to] = data[from]!
  return { image: { width, height, channels, pixels, sampleType }, format: header.format, notices }
}

/**
 * Reads a binary mask: inside where any channel differs from zero; where all colours are zero and there is
 * transparency, inside where it is not fully transparent. JPEG rings around edges, so there a pixel is inside above
 * half the file's maximum. NaN is outside. Throws as {@link readImage}.
 */
export async function readMask(bytes: Uint8Array, { name }: ReadOptions): Promise<Mask> {
  const { header, raster, alpha } = await decode(bytes, name)
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
  return { ...header, notices }
}

interface Decoded {
  readonly header: Header
  readonly raster: Raster
  /** Which samples of a pixel are alpha. */
  readonly alpha: readonly number[]
  readonly notices: readonly string[]
}

async function decode(bytes: Uint8Array, name: string): Promise<Decoded> {
  const { header, tiff, notices } = inspect(bytes, name)
  if (tiff !== undefined && !needsItk(tiff.layout)) {
    const raster = decodeTiff(bytes, tiff, name)
    return { header, raster, alpha: tiff.layout.alpha, notices }
  }
  const format = header.format.toLowerCase() as ItkFormat
  const { raster, messages } = await decodeWithItk(format, tiff === undefined ? bytes : firstPageOnly(bytes, tiff))
  if (raster === undefined) throw damaged(name, `its ${header.format} data cannot be decoded`)
  if (/Corrupt JPEG data|Premature end/.test(messages))
    notices.push(`${name} holds corrupt JPEG data: parts of the image may be wrong`)
  const { width, height, samples } = raster
  if (width !== header.width || height !== header.height || samples < header.channels)
    throw new CutsError(
      'Unreadable',
      `${name} was decoded as ${width} x ${height} pixels of ${samples} samples, but its header says ${header.width} x ${header.height} of ${header.channels}.`,
      { remedy: 'Save it as a plain PNG.' },
    )
  // A fourth sample beside RGB and a second beside grey are alpha; ITK turns some grey pages into RGBA.
  const alpha = samples === header.channels + 1 ? [header.channels] : []
  return { header, raster, alpha, notices }
}

function inspect(bytes: Uint8Array, name: string): { header: Header; tiff?: Tiff; notices: string[] } {
  const format = requireFormat(bytes, name)
  const renamed = nameNotice(format, name)
  const notices = renamed === undefined ? [] : [renamed]
  if (format === 'PNG') return { header: inspectPng(bytes, name), notices }
  if (format === 'JPEG') return { header: inspectJpeg(bytes, name), notices }
  const tiff = inspectTiff(bytes, name)
  const { pages = 1 } = tiff.header
  if (pages > 1) notices.push(`${name} has ${pages} pages; only the first is used`)
  return { header: tiff.header, tiff, notices }
}

/** The stored samples that are colour, in order. */
function colourSamples(samples: number, channels: number, alpha: readonly number[]): number[] {
  return Array.from({ length: samples }, (_, s) => s)
    .filter(s => !alpha.includes(s))
    .slice(0, channels)
}

function allocate(length: number, name: string): Float32Array {
  try {
    return new Float32Array(length)
  } catch (cause) {
    throw new CutsError('Unsupported', `${name} needs ${4 * length} bytes of memory, more than there is.`, {
      remedy: 'Cut the image into tiles or reduce it.',
      cause,
    })
  }
}

/** True where a sample has the same value in every pixel: nothing was cut out with it. */
function isOpaque({ data, samples }: Raster, sample: number): boolean {
  for (let i = sample; i < data.length; i += samples) if (data[i] !== data[sample]) return false
  return true
}

/** ITK decodes all pages of a stack, and fails when they differ in size: cut the chain behind the first. */
function firstPageOnly(bytes: Uint8Array, { file }: Tiff): Uint8Array {
  if (file.directories.length === 1) return bytes
  const copy = bytes.slice()
  copy.fill(0, file.directories[0]!.linkAt, file.directories[0]!.linkAt + (file.isBig ? 8 : 4))
  return copy
}
