/** PNG, JPEG, BMP and TIFF as volumes: one slice, or the pages of a TIFF as slices. */
import type { Volume } from '@cuts/core'
import { decode, type Inspected, inspect, pageNotices, toPlanes } from './decode-image.ts'
import type { ReadOptions } from './read-image.ts'
import type { Format } from './signature.ts'
import { inspectPages } from './tiff/inspect.ts'
import { checkVolumeSize, type VolumeHeader } from './volume/layout.ts'

export interface StackOptions extends ReadOptions {
  readonly maxSamples?: number | undefined
}

export type StackHeader = Omit<VolumeHeader, 'format'> & {
  readonly format: Format
  readonly notices: readonly string[]
}

/** What the headers say: full-size pages of one size and type are slices; where they differ, the first is the image. */
export function stackInfo(bytes: Uint8Array, { name, maxSamples }: StackOptions): StackHeader {
  const { slices, notices } = inspectSlices(bytes, name)
  const { format, width, height, channels, sampleType } = slices[0]!.header
  checkVolumeSize([width, height, slices.length, channels], name, maxSamples)
  return { format, width, height, depth: slices.length, channels, frames: 1, sampleType, notices }
}

/** Decodes all slices. Throws as `readImage`, and `Unsupported` for more values than `maxSamples`. */
export async function readStack(
  bytes: Uint8Array,
  options: StackOptions,
): Promise<{ volume: Volume; format: Format; notices: readonly string[] }> {
  const { name } = options
  const { format, width, height, depth, channels, sampleType } = stackInfo(bytes, options)
  const { slices, notices } = inspectSlices(bytes, name)
  const all = new Set(notices)
  const area = width * height
  const pixels = new Float32Array(area * depth * channels)
  for (const [z, slice] of slices.entries()) {
    const decoded = await decode(bytes, slice, name)
    const { pixels: planes, notice } = toPlanes(decoded, name)
    for (let c = 0; c < channels; c++) pixels.set(planes.subarray(c * area, (c + 1) * area), (c * depth + z) * area)
    for (const sentence of notice === undefined ? decoded.notices : [...decoded.notices, notice]) all.add(sentence)
  }
  return { volume: { width, height, depth, channels, pixels, sampleType }, format, notices: [...all] }
}

function inspectSlices(bytes: Uint8Array, name: string): { slices: Inspected[]; notices: readonly string[] } {
  const first = inspect(bytes, name)
  const { notices } = first
  if ((first.header.pages ?? 1) === 1) return { slices: [first], notices }
  const pages = inspectPages(bytes, name)
  const { width, height, channels, sampleType } = first.header
  const isStack = pages.every(
    ({ header }) =>
      header.width === width &&
      header.height === height &&
      header.channels === channels &&
      header.sampleType === sampleType,
  )
  if (!isStack) return { slices: [first], notices: [...notices, ...pageNotices(first.header, name)] }
  return { slices: pages.map(tiff => ({ header: tiff.header, tiff, notices: [] })), notices }
}
