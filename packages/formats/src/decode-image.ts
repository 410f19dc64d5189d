/** Decodes PNG, JPEG, BMP and TIFF, told by content: the header by ours, the samples by ITK, but for TIFF, where ours is exact. */
import { CutsError } from '@cuts/core'
import { inspectBmp } from './bmp/inspect.ts'
import { damaged, type Header } from './header.ts'
import { decodeWithItk, type ItkFormat } from './itk/pipeline.ts'
import { inspectJpeg } from './jpeg/inspect.ts'
import { inspectPng } from './png/inspect.ts'
import type { Raster } from './raster.ts'
import { nameNotice, requireFormat } from './signature.ts'
import { decodeTiff } from './tiff/decode.ts'
import { inspectTiff, needsItk, type Tiff } from './tiff/inspect.ts'

export interface Decoded {
  readonly header: Header
  readonly raster: Raster
  /** Which samples of a pixel are alpha. */
  readonly alpha: readonly number[]
  readonly notices: readonly string[]
}

/** Decodes the samples of an inspected image. Throws `Unreadable` where they are corrupt. */
export async function decode(
  bytes: Uint8Array,
  { header, tiff, notices: before }: Inspected,
  name: string,
): Promise<Decoded> {
  const notices = [...before]
  if (tiff !== undefined && !needsItk(tiff.layout)) {
    const raster = decodeTiff(bytes, tiff, name)
    return { header, raster, alpha: tiff.layout.alpha, notices }
  }
  const format = header.format.toLowerCase() as ItkFormat
  const { raster, messages } = await decodeWithItk(format, tiff === undefined ? bytes : onePageOnly(bytes, tiff))
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

export interface Inspected {
  readonly header: Header
  readonly tiff?: Tiff
  readonly notices: readonly string[]
}

/** Reads the header of an image, told by content. */
export function inspect(bytes: Uint8Array, name: string): Inspected {
  const format = requireFormat(bytes, name)
  const renamed = nameNotice(format, name)
  const notices = renamed === undefined ? [] : [renamed]
  if (format === 'PNG') return { header: inspectPng(bytes, name), notices }
  if (format === 'JPEG') return { header: inspectJpeg(bytes, name), notices }
  if (format === 'BMP') return { header: inspectBmp(bytes, name), notices }
  const tiff = inspectTiff(bytes, name)
  return { header: tiff.header, tiff, notices }
}

/** What to say where only the first of several pages is used. */
export function pageNotices({ pages = 1 }: Header, name: string): string[] {
  return pages > 1 ? [`${name} has ${pages} pages; only the first is used`] : []
}

/** The channels one after the other, [c][h][w], without alpha; `notice` is the sentence where that loses something. */
export function toPlanes({ header, raster, alpha }: Decoded, name: string): { pixels: Float32Array; notice?: string } {
  const { width, height, channels } = header
  const area = width * height
  const pixels = allocate(channels * area, name)
  const { data, samples } = raster
  for (const [c, sample] of colourSamples(raster.samples, channels, alpha).entries())
    for (let i = 0, from = sample, to = c * area; i < area; i++, from += samples, to++) pixels[to] = data[from]!
  return alpha.some(sample => !isOpaque(raster, sample))
    ? { pixels, notice: `${name} has transparency, which is left out: the colours are used as they are stored` }
    : { pixels }
}

/** The stored samples that are colour, in order. */
export function colourSamples(samples: number, channels: number, alpha: readonly number[]): number[] {
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
export function isOpaque({ data, samples }: Raster, sample: number): boolean {
  for (let i = sample; i < data.length; i += samples) if (data[i] !== data[sample]) return false
  return true
}

/** ITK decodes all pages of a stack, and fails when they differ in size: lead it to one page and cut the chain behind it. */
function onePageOnly(bytes: Uint8Array, { file, directory }: Tiff): Uint8Array {
  if (file.directories.length === 1) return bytes
  const copy = bytes.slice()
  const view = new DataView(copy.buffer)
  if (file.isBig) view.setBigUint64(8, BigInt(directory.at), file.littleEndian)
  else view.setUint32(4, directory.at, file.littleEndian)
  copy.fill(0, directory.linkAt, directory.linkAt + (file.isBig ? 8 : 4))
  return copy
}
