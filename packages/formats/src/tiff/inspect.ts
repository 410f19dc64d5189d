/** The content of a page of a TIFF, and how it is stored (TIFF 6.0). */
import type { SampleType } from '@cuts/core'
import { checkSize, damaged, type PictureHeader, unsupported } from '../header.ts'
import { type Directory, readDirectories, type TiffFile } from './directory.ts'

/** Strips are tiles as wide as the image. */
export interface TiffLayout {
  readonly width: number
  readonly height: number
  readonly bits: number
  readonly kind: 'uint' | 'int' | 'float'
  /** Samples a pixel as stored. */
  readonly samples: number
  readonly compression: number
  readonly predictor: number
  readonly photometric: number
  /** Samples of a pixel stored in planes of their own. */
  readonly planar: boolean
  readonly lowBitFirst: boolean
  readonly isTiled: boolean
  readonly tileWidth: number
  readonly tileHeight: number
  readonly offsets: readonly number[]
  readonly byteCounts: readonly number[]
  /** Colours of a palette: all reds, all greens, all blues, 16 bits each. */
  readonly palette: readonly number[] | undefined
  /** Indices of stored samples that are alpha. */
  readonly alpha: readonly number[]
}

export interface Tiff {
  readonly header: PictureHeader
  readonly layout: TiffLayout
  readonly file: TiffFile
  /** The page of this layout. */
  readonly directory: Directory
}

/** How the samples make a colour. */
export const photometry = { whiteIsZero: 0, blackIsZero: 1, rgb: 2, palette: 3, mask: 4, cmyk: 5, ycbcr: 6, lab: 8 }

/** Compressions that end in rows of plain samples, which we decode. */
export const compressions = { none: 1, lzw: 5, deflate: 8, oldDeflate: 32946, packBits: 32773 }

/**
 * The largest expansion of one byte by each of them: a directory that states more is wrong, or a decompression bomb.
 */
export const maxRatio: { readonly [compression: number]: number } = { 1: 1, 5: 1400, 8: 1032, 32946: 1032, 32773: 64 }

/** Compressions that ITK's reader decodes: CCITT fax and JPEG. */
const leftToItk = [2, 3, 4, 7]

const compressionNames: { readonly [compression: number]: string } = {
  6: 'old-style JPEG',
  34712: 'JPEG 2000',
  33003: 'JPEG 2000',
  33005: 'JPEG 2000',
  34887: 'LERC',
  34925: 'LZMA',
  50000: 'Zstandard',
  50001: 'WebP',
  50002: 'JPEG XL',
}

/**
 * Reads the directories and checks the first full-size page. Throws `Unreadable` if strips or tiles lie beyond the end
 * of the file, `Unsupported` for variants that neither we nor ITK read correctly.
 */
export function inspectTiff(bytes: Uint8Array, name: string): Tiff {
  const file = readDirectories(bytes, name)
  return inspectPage(bytes, file, fullPages(file)[0]!, name)
}

/** As {@link inspectTiff}, of every full-size page. */
export function inspectPages(bytes: Uint8Array, name: string): Tiff[] {
  const file = readDirectories(bytes, name)
  return fullPages(file).map(page => inspectPage(bytes, file, page, name))
}

/** Reduced-size copies and transparency masks do not count as pages. */
function fullPages({ directories }: TiffFile): Directory[] {
  const full = directories.filter(({ tags }) => ((tags.get(254)?.[0] ?? 0) & 5) === 0)
  return full.length === 0 ? directories.slice(0, 1) : full
}

function inspectPage(bytes: Uint8Array, file: TiffFile, directory: Directory, name: string): Tiff {
  const layout = readLayout(directory, name)
  const { width, height, bits, kind, samples, compression, photometric } = layout
  checkSize(width, height, name)

  const isOurs = Object.values(compressions).includes(compression)
  if (!isOurs && !leftToItk.includes(compression))
    throw unsupported(
      name,
      `is a TIFF with ${compressionNames[compression] ?? `number ${compression}`} compression`,
      'Save it without compression, or with LZW or deflate.',
    )
  const isStorable = kind === 'float' ? [16, 32, 64].includes(bits) : bits <= 16 || bits === 32
  if (!isStorable || bits < 1 || (kind === 'int' && bits !== 8 && bits < 16))
    throw unsupported(name, `is a TIFF with ${bits}-bit ${kind} samples`, 'Save it with 8, 16 or 32 bits a sample.')
  if (needsItk(layout) && (bits > 8 || samples > 4))
    throw unsupported(
      name,
      `is a TIFF of ${bits} bits a sample with a colour model or compression for 8 bits`,
      'Save it as plain grey or RGB.',
    )
  checkStorage(layout, bytes.length, name)

  const sampleType = sampleTypeOf(layout)
  const channels = colourSamples(photometric) ?? samples - layout.alpha.length
  const pages = fullPages(file).length
  return { header: { width, height, channels, sampleType, pages }, layout, file, directory }
}

/** Whether ITK's reader has to turn the page into colours; it does so for 8 bits a sample only. */
export function needsItk({ compression, photometric }: TiffLayout): boolean {
  return (
    leftToItk.includes(compression) ||
    photometric === photometry.cmyk ||
    photometric === photometry.ycbcr ||
    photometric === photometry.lab
  )
}

/** Channels that a photometry fixes; undefined for grey, which may have any number of co-registered samples. */
function colourSamples(photometric: number): number | undefined {
  return photometric <= photometry.blackIsZero || photometric === photometry.mask ? undefined : 3
}

function readLayout({ tags }: Directory, name: string): TiffLayout {
  const value = (tag: number, otherwise: number): number => tags.get(tag)?.[0] ?? otherwise
  const width = value(256, 0)
  const height = value(257, 0)
  const samples = value(277, 1)
  const depths = tags.get(258) ?? [1]
  const bits = depths[0] ?? 1
  if (depths.some(depth => depth !== bits))
    throw unsupported(name, `is a TIFF whose samples have ${depths.join(', ')} bits`, 'Save it as plain RGB.')
  const photometric = value(262, photometry.blackIsZero)
  const colours = colourSamples(photometric) === undefined || photometric === photometry.palette ? 1 : 3
  if (samples < colours) throw damaged(name, `${samples} samples a pixel are too few for its colours`)
  const extra = tags.get(338) ?? []
  // 1 and 2 mark alpha. Of RGB anything extra is left out: an unmarked fourth sample is alpha in practice.
  const alpha = Array.from({ length: samples }, (_, s) => s).filter(s => {
    const meaning = extra[s - (samples - extra.length)]
    return colours === 3 ? s >= colours : s > 0 && (meaning === 1 || meaning === 2)
  })
  const format = value(339, 1)
  const isTiled = tags.has(322)
  const tileWidth = isTiled ? value(322, 0) : width
  const tileHeight = isTiled ? value(323, 0) : Math.min(height, value(278, height))
  const offsets = tags.get(isTiled ? 324 : 273) ?? []
  const storedBytes = Math.ceil((width * samples * bits) / 8) * height
  return {
    width,
    height,
    bits,
    kind: format === 3 ? 'float' : format === 2 ? 'int' : 'uint',
    samples,
    compression: value(259, 1),
    predictor: value(317, 1),
    photometric,
    planar: value(284, 1) === 2 && samples > 1,
    lowBitFirst: value(266, 1) === 2,
    isTiled,
    tileWidth,
    tileHeight,
    offsets,
    byteCounts: tags.get(isTiled ? 325 : 279) ?? (offsets.length === 1 ? [storedBytes] : []),
    palette: tags.get(320),
    alpha,
  }
}

function checkStorage(layout: TiffLayout, fileBytes: number, name: string): void {
  const { width, height, samples, planar, tileWidth, tileHeight, offsets, byteCounts } = layout
  if (tileWidth < 1 || tileHeight < 1) throw damaged(name, `its tiles are ${tileWidth} x ${tileHeight} pixels`)
  const needed = Math.ceil(width / tileWidth) * Math.ceil(height / tileHeight) * (planar ? samples : 1)
  if (offsets.length < needed || byteCounts.length < needed)
    throw damaged(name, `it lists ${Math.min(offsets.length, byteCounts.length)} of ${needed} strips or tiles`)
  let dataBytes = 0
  for (let i = 0; i < needed; i++) {
    dataBytes += byteCounts[i]!
    const end = offsets[i]! + byteCounts[i]!
    if (end > fileBytes)
      throw damaged(name, `it ends after ${fileBytes} bytes, but part ${i + 1} of ${needed} reaches to byte ${end}`)
  }
  const rawBytes = (width * height * samples * layout.bits) / 8
  if (rawBytes > (maxRatio[layout.compression] ?? Number.POSITIVE_INFINITY) * dataBytes)
    throw damaged(name, `${dataBytes} bytes of image data cannot hold ${width} x ${height} pixels`)
  if (layout.photometric === photometry.palette && layout.palette?.length !== 3 * 2 ** layout.bits)
    throw damaged(name, 'its palette does not fit its bit depth')
}

function sampleTypeOf({ bits, kind, photometric }: TiffLayout): SampleType {
  if (kind === 'float') return bits === 64 ? 'float64' : 'float32'
  if (bits <= 8 || photometric === photometry.palette) return kind === 'int' ? 'int8' : 'uint8'
  return `${kind}${bits <= 16 ? 16 : 32}`
}
