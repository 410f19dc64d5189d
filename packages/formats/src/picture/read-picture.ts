/** Pictures as volumes: one slice, or the pages of a file as slices, channels and points in time. */
import type { FormatReader, ReadOptions } from '../format.ts'
import type { PictureHeader } from '../header.ts'
import type { StackDescription } from '../tiff/imagej.ts'
import { gridFrom, planeFrom } from '../volume/affine.ts'
import { checkVolumeSize, expectTimepoint, type VolumeHeader } from '../volume/layout.ts'
import type { Page, PictureCodec } from './codec.ts'
import { toMask, toPlanes } from './planes.ts'

interface Stack<P> {
  readonly header: VolumeHeader
  /** Pages, or the one picture. */
  readonly pages: readonly P[]
  /** Which pages hold the channels of slice `z` at time `t`: one page, or a page for each channel. */
  readonly pagesOf: (z: number, t: number) => readonly number[]
  readonly notices: readonly string[]
}

/**
 * Returns the functions of a reader of pictures. Intensities stay in the file's own units, NaN included; palettes
 * become RGB, greys of fewer than 8 bits are spread over 0..255, and alpha is left out with a notice. Full-size pages
 * of one size and type are slices, unless ImageJ describes them otherwise; if they differ, the first is the image.
 */
export function pictureReader<P extends Page>(
  codec: PictureCodec<P>,
): Pick<FormatReader, 'kind' | 'inspect' | 'read' | 'readMask'> {
  return {
    kind: 'picture',
    inspect: ({ main }, options) => {
      const { header, notices } = openStack(codec, main.bytes, main.name, options)
      return { ...header, notices }
    },
    read: async ({ main: { bytes, name } }, options) => {
      const { timepoint = 0 } = options
      const { header, pages, pagesOf, notices: before } = openStack(codec, bytes, name, options)
      const { width, height, depth, channels, timepoints, sampleType, geometry, inPlane } = header
      expectTimepoint(timepoint, timepoints, name)
      const notices = new Set(before)
      const area = width * height
      const pixels = new Float32Array(area * depth * channels)
      for (let z = 0; z < depth; z++) {
        let c = 0
        for (const page of pagesOf(z, timepoint)) {
          const decoded = await codec.decode(bytes, pages[page]!, name)
          const { pixels: planes, notice } = toPlanes(decoded, name)
          for (let from = 0; from < planes.length; from += area, c++)
            pixels.set(planes.subarray(from, from + area), (c * depth + z) * area)
          for (const sentence of notice === undefined ? decoded.notices : [...decoded.notices, notice])
            notices.add(sentence)
        }
      }
      if (timepoints > 1) {
        const which = timepoint === 0 ? 'the first' : `number ${timepoint + 1}`
        notices.add(`${name} holds ${timepoints} volumes; only ${which} is used`)
      }
      return {
        volume: { width, height, depth, channels, pixels, sampleType, geometry, inPlane },
        notices: [...notices],
      }
    },
    readMask: async ({ main: { bytes, name } }) => {
      const page = await codec.decode(bytes, codec.inspect(bytes, name), name)
      return toMask(page, codec.isLossy ?? false)
    },
  }
}

function openStack<P extends Page>(
  codec: PictureCodec<P>,
  bytes: Uint8Array,
  name: string,
  { maxSamples }: ReadOptions,
): Stack<P> {
  const first = codec.inspect(bytes, name)
  const pages = pagesLikeFirst(codec, bytes, first, name)
  const described = codec.describeStack?.(first, pages.length)
  const { channels: apart, slices: depth, timepoints } = arrangePages(described, pages.length)
  const { width, height, channels, sampleType } = first.header
  checkVolumeSize([width, height, depth, channels * apart], name, maxSamples)
  return {
    header: { width, height, depth, channels: channels * apart, timepoints, sampleType, ...gridOf(described) },
    pages,
    pagesOf: (z, t) => Array.from({ length: apart }, (_, c) => (t * depth + z) * apart + c),
    notices: pages.length === 1 ? pageNotices(first.header, name) : [],
  }
}

/** Returns the notice if only the first of several pages is used. */
function pageNotices({ pages = 1 }: PictureHeader, name: string): string[] {
  return pages > 1 ? [`${name} has ${pages} pages; only the first is used`] : []
}

/**
 * Pages are slices unless the file states otherwise; a film without slices is a stack, as frames of other formats are.
 */
function arrangePages(described: StackDescription | undefined, pages: number) {
  const isPlain =
    described === undefined || (described.channels === 1 && Math.min(described.slices, described.timepoints) === 1)
  return isPlain ? { channels: 1, slices: pages, timepoints: 1 } : described
}

function pagesLikeFirst<P extends Page>(
  { inspectPages }: PictureCodec<P>,
  bytes: Uint8Array,
  first: P,
  name: string,
): readonly P[] {
  if ((first.header.pages ?? 1) === 1 || inspectPages === undefined) return [first]
  const pages = inspectPages(bytes, name)
  const { width, height, channels, sampleType } = first.header
  const isStack = pages.every(
    ({ header }) =>
      header.width === width &&
      header.height === height &&
      header.channels === channels &&
      header.sampleType === sampleType,
  )
  return isStack ? pages : [first]
}

function gridOf(described: StackDescription | undefined): Pick<VolumeHeader, 'geometry' | 'inPlane'> {
  const [x, y, z] = described?.spacingMm ?? []
  if (x === undefined || y === undefined) return {}
  const geometry =
    z === undefined
      ? undefined
      : gridFrom(
          [
            [x, 0, 0],
            [0, y, 0],
            [0, 0, z],
          ],
          [0, 0, 0],
        )
  return geometry === undefined ? { inPlane: planeFrom([x, y]) } : { geometry }
}
