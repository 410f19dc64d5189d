/** PNG, JPEG, BMP and TIFF as volumes: one slice, or the pages of a TIFF as slices, channels and points in time. */
import { CutsError, type Volume } from '@cuts/core'
import { decode, type Inspected, inspect, pageNotices, toPlanes } from './decode-image.ts'
import type { ReadOptions } from './read-image.ts'
import type { Format } from './signature.ts'
import { readStackDescription, type StackDescription } from './tiff/imagej.ts'
import { inspectPages } from './tiff/inspect.ts'
import { gridFrom, planeFrom } from './volume/affine.ts'
import { checkVolumeSize, type VolumeHeader } from './volume/layout.ts'

export interface StackOptions extends ReadOptions {
  readonly frame?: number | undefined
  readonly maxSamples?: number | undefined
}

type StackHeader = Omit<VolumeHeader, 'format'> & { readonly format: Format }

interface Stack {
  readonly header: StackHeader
  /** Pages, or the one picture. */
  readonly pages: readonly Inspected[]
  /** Which page holds channels of slice `z` at time `t`; several where a page holds one of them. */
  readonly pagesOf: (z: number, t: number) => readonly number[]
  readonly notices: readonly string[]
}

/**
 * What the headers say: full-size pages of one size and type are slices, or whatever ImageJ calls them; where they differ,
 * the first is the image.
 */
export function stackInfo(bytes: Uint8Array, options: StackOptions): StackHeader & Pick<Stack, 'notices'> {
  const { header, notices } = openStack(bytes, options)
  return { ...header, notices }
}

/** Decodes all slices. Throws as `readImage`, and `Unsupported` for more values than `maxSamples`. */
export async function readStack(
  bytes: Uint8Array,
  options: StackOptions,
): Promise<{ volume: Volume; format: Format; notices: readonly string[] }> {
  const { name, frame = 0 } = options
  const { header, pages, pagesOf, notices: before } = openStack(bytes, options)
  const { format, width, height, depth, channels, frames, sampleType, geometry, inPlane } = header
  if (!Number.isInteger(frame) || frame < 0 || frame >= frames)
    throw new CutsError('InvalidArgument', `the volume of ${name} must be an integer in [0, ${frames}). Got ${frame}.`)
  const notices = new Set(before)
  const area = width * height
  const pixels = new Float32Array(area * depth * channels)
  for (let z = 0; z < depth; z++) {
    let c = 0
    for (const page of pagesOf(z, frame)) {
      const decoded = await decode(bytes, pages[page]!, name)
      const { pixels: planes, notice } = toPlanes(decoded, name)
      for (let from = 0; from < planes.length; from += area, c++)
        pixels.set(planes.subarray(from, from + area), (c * depth + z) * area)
      for (const sentence of notice === undefined ? decoded.notices : [...decoded.notices, notice])
        notices.add(sentence)
    }
  }
  if (frames > 1)
    notices.add(`${name} holds ${frames} volumes; only ${frame === 0 ? 'the first' : `number ${frame + 1}`} is used`)
  return {
    volume: { width, height, depth, channels, pixels, sampleType, geometry, inPlane },
    format,
    notices: [...notices],
  }
}

function openStack(bytes: Uint8Array, { name, maxSamples }: StackOptions): Stack {
  const first = inspect(bytes, name)
  const pages = pagesLikeFirst(bytes, first, name)
  const described = first.tiff && readStackDescription(first.tiff.directory, pages.length)
  const { channels: apart, slices: depth, frames } = arrangePages(described, pages.length)
  const { format, width, height, channels, sampleType } = first.header
  checkVolumeSize([width, height, depth, channels * apart], name, maxSamples)
  const notices = pages.length === 1 ? [...first.notices, ...pageNotices(first.header, name)] : first.notices
  return {
    header: { format, width, height, depth, channels: channels * apart, frames, sampleType, ...gridOf(described) },
    pages,
    pagesOf: (z, t) => Array.from({ length: apart }, (_, c) => (t * depth + z) * apart + c),
    notices,
  }
}

/** Pages are slices unless the file says otherwise; a film without slices is a stack, as frames of other formats are. */
function arrangePages(described: StackDescription | undefined, pages: number) {
  const isPlain =
    described === undefined || (described.channels === 1 && Math.min(described.slices, described.frames) === 1)
  return isPlain ? { channels: 1, slices: pages, frames: 1 } : described
}

function pagesLikeFirst(bytes: Uint8Array, first: Inspected, name: string): Inspected[] {
  if ((first.header.pages ?? 1) === 1) return [first]
  const pages = inspectPages(bytes, name)
  const { width, height, channels, sampleType } = first.header
  const isStack = pages.every(
    ({ header }) =>
      header.width === width &&
      header.height === height &&
      header.channels === channels &&
      header.sampleType === sampleType,
  )
  return isStack ? pages.map(tiff => ({ header: tiff.header, tiff, notices: [] })) : [first]
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
