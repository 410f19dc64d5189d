/**
 * Archives of NumPy arrays (.npz): ZIP files (PKWARE, APPNOTE 6.3) whose entries are stored or deflated. Nothing is
 * unpacked to disk, so the names in an archive are names only.
 */
import { unpack } from '../gzip/unpack.ts'
import { damaged, unsupported } from '../header.ts'

interface Entry {
  readonly name: string
  readonly method: number
  readonly at: number
  readonly codedBytes: number
}

/** Names of the arrays, without `.npy`. Throws `Unreadable` for a damaged archive or one without arrays. */
export function arraysInNpz(bytes: Uint8Array, name: string): string[] {
  const names = readDirectory(bytes, name).map(entry => entry.name)
  if (names.length === 0) throw damaged(name, 'its archive holds no NumPy array')
  return names
}

/** The first `maxBytes` bytes of an array file in the archive. */
export function npzEntry(bytes: Uint8Array, array: string, maxBytes: number, name: string): Uint8Array {
  const entry = readDirectory(bytes, name).find(candidate => candidate.name === array)!
  const coded = bytes.subarray(entry.at, entry.at + entry.codedBytes)
  if (entry.method === 0) return coded.subarray(0, maxBytes)
  if (entry.method !== 8)
    throw unsupported(name, `is an archive with compression ${entry.method}`, 'Save it with numpy.savez_compressed.')
  return unpack(coded, 'deflate', maxBytes, name)
}

/** Returns the array files of the central directory; the header of each file gives its position. */
function readDirectory(bytes: Uint8Array, name: string): Entry[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const word = (at: number): number => view.getUint32(at, true)
  const short = (at: number): number => view.getUint16(at, true)
  const wide = (at: number): number => Number(view.getBigUint64(at, true))
  let end = bytes.length - 22
  while (end >= 0 && word(end) !== 0x06054b50) end--
  if (end < 0) throw damaged(name, 'its archive breaks off before its list of contents')
  try {
    let count = short(end + 10)
    let at = word(end + 16)
    if (at === 0xffffffff && end >= 20 && word(end - 20) === 0x07064b50) {
      const record = wide(end - 12)
      count = wide(record + 32)
      at = wide(record + 48)
    }
    const entries: Entry[] = []
    for (let i = 0; i < count; i++) {
      if (word(at) !== 0x02014b50) throw new RangeError('no entry')
      const [nameBytes, extraBytes, commentBytes] = [short(at + 28), short(at + 30), short(at + 32)]
      const file = new TextDecoder().decode(bytes.subarray(at + 46, at + 46 + nameBytes))
      let codedBytes = word(at + 20)
      let local = word(at + 42)
      // ZIP64 extra field: the sizes and the offset that do not fit, in this order.
      for (
        let extra = at + 46 + nameBytes;
        extra + 4 <= at + 46 + nameBytes + extraBytes;
        extra += 4 + short(extra + 2)
      ) {
        if (short(extra) !== 1) continue
        let value = extra + 4
        if (word(at + 24) === 0xffffffff) value += 8
        if (codedBytes === 0xffffffff) {
          codedBytes = wide(value)
          value += 8
        }
        if (local === 0xffffffff) local = wide(value)
      }
      const from = local + 30 + short(local + 26) + short(local + 28)
      if (from + codedBytes > bytes.length) throw new RangeError('beyond the end')
      if (file.endsWith('.npy')) entries.push({ name: file.slice(0, -4), method: short(at + 10), at: from, codedBytes })
      at += 46 + nameBytes + extraBytes + commentBytes
    }
    return entries
  } catch (cause) {
    throw damaged(name, "its archive's list of contents does not fit its contents", cause)
  }
}
