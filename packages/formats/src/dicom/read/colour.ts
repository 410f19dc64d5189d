/** Colours of DICOM as red, green and blue (PS3.3, sections C.7.6.3.1.2 and C.7.6.3.1.5). */
import { damaged } from '../../header.ts'
import { bytesOf, type DataSet, integersOf } from '../elements.ts'

/** Full-range YCbCr of 8 bits to RGB, in place, samples side by side. */
export function ybrToRgb(samples: ArrayLike<number>): Uint8ClampedArray {
  const rgb = new Uint8ClampedArray(samples.length)
  for (let i = 0; i + 2 < samples.length; i += 3) {
    const y = samples[i]!
    const blue = samples[i + 1]! - 128
    const red = samples[i + 2]! - 128
    rgb[i] = y + 1.402 * red
    rgb[i + 1] = y - 0.344136 * blue - 0.714136 * red
    rgb[i + 2] = y + 1.772 * blue
  }
  return rgb
}

/** Entries have the width that their type states; palettes of 16 bits often fill the upper byte only. */
export interface Palette {
  /** The stored value of the first entry; smaller values have its colour. */
  readonly first: number
  readonly sampleType: 'uint8' | 'uint16'
  /** Red, green and blue, with the same number of entries each. */
  readonly entries: readonly [ArrayLike<number>, ArrayLike<number>, ArrayLike<number>]
}

/** Throws `Unreadable` if the tables are missing or shorter than their descriptors state. */
export function readPalette(set: DataSet, name: string): Palette {
  const colours = [
    ['redPalette', 'redEntries'],
    ['greenPalette', 'greenEntries'],
    ['bluePalette', 'blueEntries'],
  ] as const
  const first = integersOf(set, 'redPalette')[1] ?? 0
  const entries = colours.map(([descriptor, table]) => {
    const [stated = 0, , bits = 8] = integersOf(set, descriptor)
    const count = stated === 0 ? 65536 : stated
    const bytes = bytesOf(set, table)
    if (bytes === undefined) throw damaged(name, 'it needs a palette and has none')
    // 8-bit entries may still take 16 bits each.
    const isWide = bits > 8 || bytes.length >= 2 * count
    if (bytes.length < (isWide ? 2 : 1) * count) throw damaged(name, `its palette is shorter than ${count} entries`)
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    return Uint16Array.from({ length: count }, (_, i) =>
      isWide ? view.getUint16(2 * i, set.encoding.littleEndian) : bytes[i]!,
    )
  })
  const isByte = entries.every(table => table.every(value => (value & 255) === 0 || value === (value >>> 8) * 257))
  const isWide = entries.some(table => table.some(value => value > 255))
  const fitting = isByte && isWide ? entries.map(table => table.map(value => value >>> 8)) : entries
  return {
    first,
    sampleType: isWide && !isByte ? 'uint16' : 'uint8',
    entries: fitting as unknown as Palette['entries'],
  }
}

/** Indices into a palette as red, green and blue side by side. */
export function applyPalette(indices: ArrayLike<number>, { first, entries }: Palette): Uint16Array {
  const rgb = new Uint16Array(3 * indices.length)
  for (const [c, table] of entries.entries())
    for (let i = 0; i < indices.length; i++)
      rgb[3 * i + c] = table[Math.min(table.length - 1, Math.max(0, indices[i]! - first))]!
  return rgb
}
