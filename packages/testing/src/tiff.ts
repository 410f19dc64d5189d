/** Lays out TIFF files for tests: any tags, any parts, both byte orders. */

export interface TiffPage {
  /** Numbers by tag. The tags of width, height and parts are added. */
  readonly tags?: { readonly [tag: number]: readonly number[] }
  readonly width: number
  readonly height: number
  /** Strips or tiles as they are stored. */
  readonly parts: readonly Uint8Array[]
}

/** The bytes of a TIFF (or BigTIFF) of these pages. */
export function tiffFile(
  pages: readonly TiffPage[],
  { bigEndian = false, big = false }: { readonly bigEndian?: boolean; readonly big?: boolean } = {},
): Uint8Array {
  const bytes: number[] = []
  const put = (length: number, value: number, at = bytes.length): void => {
    for (let k = 0; k < length; k++) {
      const shift = 8 * (bigEndian ? length - 1 - k : k)
      bytes[at + k] = shift >= 32 ? 0 : (value >>> shift) & 255
    }
  }
  const word = big ? 8 : 4
  bytes.push(...(bigEndian ? [0x4d, 0x4d] : [0x49, 0x49]))
  put(2, big ? 43 : 42)
  if (big) {
    put(2, 8)
    put(2, 0)
  }
  let link = bytes.length
  put(word, 0)
  for (const { width, height, tags = {}, parts } of pages) {
    const offsets = parts.map(part => {
      const at = bytes.length
      for (const byte of part) bytes.push(byte)
      return at
    })
    const isTiled = 322 in tags
    const all: { [tag: number]: readonly number[] } = {
      256: [width],
      257: [height],
      259: [1],
      262: [1],
      [isTiled ? 324 : 273]: offsets,
      [isTiled ? 325 : 279]: parts.map(part => part.length),
      ...tags,
    }
    // Long lists lie before the directory. Every number is a LONG, except in palettes (SHORT).
    const entries = Object.entries(all).map(([tag, values]) => {
      const type = tag === '320' ? 3 : 4
      const size = type === 3 ? 2 : 4
      const at = bytes.length
      if (values.length * size > word) for (const value of values) put(size, value)
      return { tag: Number(tag), type, size, values, at }
    })
    put(word, bytes.length, link)
    put(big ? 8 : 2, entries.length)
    for (const { tag, type, size, values, at } of entries) {
      put(2, tag)
      put(2, type)
      put(word, values.length)
      if (values.length * size > word) put(word, at)
      else {
        const start = bytes.length
        put(word, 0)
        for (const [k, value] of values.entries()) put(size, value, start + k * size)
      }
    }
    link = bytes.length
    put(word, 0)
  }
  return Uint8Array.from(bytes)
}
