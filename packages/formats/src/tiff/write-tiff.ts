/** TIFF 6.0 with one page a slice, deflated; 8, 16 or 32 bits, integers or floats. */

import { CutsError } from '@cuts/core'
import { deflate } from '#compress'
import { bytesOf, type PixelGrid, sampleTypeOf } from '../pixel-grid.ts'
import { ratio } from './ratio.ts'

type Entry = readonly [tag: number, type: 2 | 3 | 4 | 5, values: readonly number[]]
const sizes = { 2: 1, 3: 2, 4: 4, 5: 4 } as const

/**
 * Returns the bytes of a `.tif` file. The spacing of columns and rows becomes the resolution, in pixels a centimetre;
 * that of slices is written as ImageJ writes it. The format cannot hold origin and direction. If the spacing is
 * unknown, no unit is stated. Throws `Unsupported` beyond 4 GB.
 */
export function writeTiff({ size, channels, data, geometry }: PixelGrid): Uint8Array {
  const [width, height, depth] = size
  const page = channels * width * height
  const strips = Array.from({ length: depth }, (_, z) => deflate(bytesOf(data.subarray(z * page, (z + 1) * page))))
  const bits = 8 * data.BYTES_PER_ELEMENT
  const type = sampleTypeOf(data)
  const [x, y, z] = geometry?.spacingMm ?? []
  const resolution = (mm: number | undefined): readonly number[] => (mm === undefined ? [1, 1] : ratio(10 / mm))
  const description = describeStack(depth, z)
  const entries = (offset: number, length: number, isFirst: boolean): Entry[] => [
    [256, 4, [width]],
    [257, 4, [height]],
    [258, 3, Array<number>(channels).fill(bits)],
    [259, 3, [8]], // Adobe deflate
    [262, 3, [channels === 3 ? 2 : 1]], // RGB, or black is zero
    ...(isFirst && description !== '' ? [[270, 2, [...new TextEncoder().encode(`${description}\0`)]] as const] : []),
    [273, 4, [offset]],
    [277, 3, [channels]],
    [278, 4, [height]],
    [279, 4, [length]],
    [282, 5, resolution(x)],
    [283, 5, resolution(y)],
    [284, 3, [1]], // samples side by side
    [296, 3, [geometry === undefined ? 1 : 3]], // no unit, or the centimetre
    ...(channels === 1 || channels === 3 ? [] : [[338, 3, Array<number>(channels - 1).fill(0)] as const]), // further samples of unstated meaning
    [339, 3, Array<number>(channels).fill(type.startsWith('float') ? 3 : type.startsWith('int') ? 2 : 1)],
  ]

  // Header, then every page: its strip, its long values, its directory, which links to the next.
  const parts: Uint8Array[] = [Uint8Array.of(0x49, 0x49, 42, 0, 0, 0, 0, 0)]
  let [link, linkAt, end] = [parts[0]!, 4, 8]
  for (const [index, strip] of strips.entries()) {
    const padded = new Uint8Array(strip.length + (strip.length & 1))
    padded.set(strip)
    const directory = layOut(entries(end, strip.length, index === 0), end + padded.length)
    new DataView(link.buffer).setUint32(linkAt, end + padded.length + directory.at, true)
    parts.push(padded, directory.bytes)
    ;[link, linkAt] = [directory.bytes, directory.bytes.length - 4]
    end += padded.length + directory.bytes.length
    if (end >= 2 ** 32)
      throw new CutsError('Unsupported', 'a TIFF file holds at most 4 GB, and these pixels take more.', {
        remedy: 'Write NIfTI, NRRD or MetaImage.',
      })
  }
  const file = new Uint8Array(end)
  let to = 0
  for (const part of parts) {
    file.set(part, to)
    to += part.length
  }
  return file
}

/**
 * Returns the description of a stack for ImageJ: that it is a stack, and the distance between its slices, in the
 * resolution's unit.
 */
function describeStack(depth: number, spacingMm: number | undefined): string {
  if (depth === 1) return ''
  const lines = ['ImageJ=1.53t', `images=${depth}`, `slices=${depth}`]
  if (spacingMm !== undefined) lines.push('unit=cm', `spacing=${Number((spacingMm / 10).toPrecision(12))}`)
  return `${lines.join('\n')}\n`
}

/** Values that do not fit into their entry, then the directory, at `at` from the start of the part. */
function layOut(entries: readonly Entry[], offset: number): { bytes: Uint8Array; at: number } {
  const lengthOf = ([, type, values]: Entry): number => sizes[type] * values.length
  const evened = (length: number): number => length + (length & 1)
  const at = entries.reduce((sum, entry) => sum + (lengthOf(entry) > 4 ? evened(lengthOf(entry)) : 0), 0)
  const bytes = new Uint8Array(at + 2 + 12 * entries.length + 4)
  const view = new DataView(bytes.buffer)
  view.setUint16(at, entries.length, true)
  let free = 0
  for (const [index, entry] of entries.entries()) {
    const [tag, type, values] = entry
    const to = at + 2 + 12 * index
    view.setUint16(to, tag, true)
    view.setUint16(to + 2, type, true)
    view.setUint32(to + 4, type === 5 ? values.length / 2 : values.length, true)
    const isLong = lengthOf(entry) > 4
    if (isLong) view.setUint32(to + 8, offset + free, true)
    for (const [k, value] of values.entries()) {
      const place = (isLong ? free : to + 8) + sizes[type] * k
      if (sizes[type] === 1) view.setUint8(place, value)
      else if (sizes[type] === 2) view.setUint16(place, value, true)
      else view.setUint32(place, value, true)
    }
    if (isLong) free += evened(lengthOf(entry))
  }
  return { bytes, at }
}
