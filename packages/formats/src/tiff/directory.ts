/** The directories of a TIFF file (TIFF 6.0, section 2; BigTIFF): numbers by tag, page after page. */
import { damaged } from '../header.ts'

export interface Directory {
  /** Whole numbers by tag. */
  readonly tags: ReadonlyMap<number, readonly number[]>
  /** Text by tag. */
  readonly texts: ReadonlyMap<number, string>
  /** The first fraction by tag. */
  readonly fractions: ReadonlyMap<number, number>
  /** Position of the directory, and the link to the next one. */
  readonly at: number
  readonly linkAt: number
}

export interface TiffFile {
  readonly littleEndian: boolean
  readonly isBig: boolean
  readonly directories: readonly Directory[]
}

/** Bytes of a value by field type. */
// biome-ignore format: a table reads best on one line
const typeBytes: { readonly [type: number]: number } = { 1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8, 13: 4, 16: 8, 17: 8, 18: 8 }

/** BYTE, SHORT, LONG, SLONG, IFD, LONG8 and IFD8: the types that describe pixels. Text, fractions and floats do not. */
const wholeNumbers = [1, 3, 4, 9, 13, 16, 18]

const ascii = 2
const rational = 5

/** A file of more pages than this is a corrupt chain. */
const maxPages = 100_000

/** Reads all directories. Throws `Unreadable` if one lies beyond the end of the file or the chain runs in a circle. */
export function readDirectories(bytes: Uint8Array, name: string): TiffFile {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  if (bytes.length < 8) throw damaged(name, `it ends after ${bytes.length} bytes, inside the header`)
  const littleEndian = bytes[0] === 0x49
  const isBig = view.getUint16(2, littleEndian) === 43
  const offset = (at: number): number =>
    isBig ? Number(view.getBigUint64(at, littleEndian)) : view.getUint32(at, littleEndian)
  const expect = (at: number, length: number): void => {
    if (at + length > bytes.length)
      throw damaged(name, `it ends after ${bytes.length} bytes, but its directory lies at byte ${at}`)
  }
  const countBytes = isBig ? 8 : 2
  const entryBytes = isBig ? 20 : 12
  const linkBytes = isBig ? 8 : 4

  const directories: Directory[] = []
  const seen = new Set<number>()
  if (isBig) expect(8, 8)
  for (let at = offset(isBig ? 8 : 4); at !== 0; ) {
    if (seen.has(at) || directories.length === maxPages) throw damaged(name, 'its chain of pages runs in a circle')
    seen.add(at)
    expect(at, countBytes)
    const entries = isBig ? offset(at) : view.getUint16(at, littleEndian)
    const linkAt = at + countBytes + entries * entryBytes
    expect(at, countBytes + entries * entryBytes + linkBytes)
    const tags = new Map<number, readonly number[]>()
    const texts = new Map<number, string>()
    const fractions = new Map<number, number>()
    for (let i = 0; i < entries; i++) {
      const entry = at + countBytes + i * entryBytes
      const type = view.getUint16(entry + 2, littleEndian)
      const count = offset(entry + 4)
      const size = typeBytes[type]
      if (size === undefined) continue
      const valueAt = entry + (isBig ? 12 : 8)
      const isInline = count * size <= linkBytes
      const from = isInline ? valueAt : offset(valueAt)
      const tag = view.getUint16(entry, littleEndian)
      if (from + count * size > bytes.length) {
        // Private tags may be broken without harm to the pixels.
        if (tag < 32768) throw damaged(name, `it ends after ${bytes.length} bytes, but tag ${tag} lies at byte ${from}`)
        continue
      }
      if (type === ascii) texts.set(tag, new TextDecoder().decode(bytes.subarray(from, from + count)))
      if (type === rational && count > 0)
        fractions.set(tag, view.getUint32(from, littleEndian) / view.getUint32(from + 4, littleEndian))
      if (!wholeNumbers.includes(type)) continue
      const values = new Array<number>(count)
      for (let k = 0; k < count; k++) values[k] = readNumber(view, from + k * size, type, littleEndian)
      tags.set(tag, values)
    }
    directories.push({ tags, texts, fractions, at, linkAt })
    at = offset(linkAt)
  }
  if (directories.length === 0) throw damaged(name, 'it holds no page')
  return { littleEndian, isBig, directories }
}

function readNumber(view: DataView, at: number, type: number, littleEndian: boolean): number {
  switch (type) {
    case 1:
      return view.getUint8(at)
    case 3:
      return view.getUint16(at, littleEndian)
    case 9:
      return view.getInt32(at, littleEndian)
    case 16:
    case 18:
      return Number(view.getBigUint64(at, littleEndian))
    default:
      return view.getUint32(at, littleEndian)
  }
}
