/**
 * Expands bzip2 streams: per block Huffman codes, move-to-front, the inverse of the Burrows-Wheeler transform, and runs
 * (J. Seward's format; the documentation of bzip2 1.0 describes the method; only its sources define the layout).
 */
import { damaged } from '../header.ts'

/** Returns the first `maxBytes` bytes, or fewer if the stream ends before. Throws `Unreadable` for a corrupt stream. */
export function expandBzip2(coded: Uint8Array, maxBytes: number, name: string): Uint8Array {
  const refuse = (detail: string): never => {
    throw damaged(name, `its bzip2 data ${detail}`)
  }
  const bits = bitReader(coded, () => refuse('breaks off'))
  const chunks: Uint8Array[] = []
  let length = 0
  while (length < maxBytes) {
    if (bits(8) !== 0x42 || bits(8) !== 0x5a || bits(8) !== 0x68) refuse('does not begin as it should')
    const level = bits(8) - 0x30
    if (level < 1 || level > 9) refuse('does not begin as it should')
    for (;;) {
      const mark = bits(24) * 2 ** 24 + bits(24)
      if (mark === endOfStream) break
      if (mark !== startOfBlock) refuse('is corrupt')
      const chunk = expandRuns(
        readBlock(bits, level * 100_000, () => refuse('is corrupt')),
        maxBytes - length,
      )
      chunks.push(chunk)
      length += chunk.length
      if (length >= maxBytes) break
    }
    if (length >= maxBytes) break
    bits(32)
    // Streams may follow each other; each starts at a whole byte.
    if (!bits.alignAndHasMore()) break
  }
  const bytes = new Uint8Array(Math.min(length, maxBytes))
  let at = 0
  for (const chunk of chunks) {
    bytes.set(chunk.subarray(0, bytes.length - at), at)
    at += chunk.length
  }
  return bytes
}

/** Digits of pi and of its square root. */
const startOfBlock = 0x314159265359
const endOfStream = 0x177245385090

interface BitReader {
  /** The next `count` bits, at most 32, high bit first. */
  (count: number): number
  readonly alignAndHasMore: () => boolean
}

function bitReader(bytes: Uint8Array, breakOff: () => never): BitReader {
  let at = 0
  let held = 0
  let buffer = 0
  const read = (count: number): number => {
    if (count > 24) return read(count - 16) * 65536 + read(16)
    while (held < count) {
      if (at >= bytes.length) breakOff()
      buffer = ((buffer & 0xffffff) << 8) | bytes[at++]!
      held += 8
    }
    held -= count
    return (buffer >>> held) & (2 ** count - 1)
  }
  const alignAndHasMore = (): boolean => {
    held -= held % 8
    return at - held / 8 < bytes.length
  }
  return Object.assign(read, { alignAndHasMore })
}

/** Reads one block up to the expansion of its runs. */
function readBlock(bits: BitReader, maxLength: number, refuse: () => never): Uint8Array {
  bits(32) // checksum
  if (bits(1) === 1) refuse() // randomised: never written since version 0.9.5
  const origin = bits(24)
  const used: number[] = []
  const groups = bits(16)
  for (let group = 0; group < 16; group++) {
    if (((groups >>> (15 - group)) & 1) === 0) continue
    const members = bits(16)
    for (let i = 0; i < 16; i++) if ((members >>> (15 - i)) & 1) used.push(16 * group + i)
  }
  if (used.length === 0) refuse()
  const tables = readTables(bits, used.length + 2, refuse)

  // Symbols: 0 and 1 are the digits of a run of the front byte, then places in the list, then the end of the block.
  const block = new Uint8Array(maxLength)
  const counts = new Uint32Array(256)
  const endOfBlock = used.length + 1
  let length = 0
  let run = 0
  let digit = 1
  const flush = (): void => {
    if (length + run > maxLength) refuse()
    block.fill(used[0]!, length, length + run)
    counts[used[0]!]! += run
    length += run
    run = 0
    digit = 1
  }
  for (;;) {
    const symbol = tables()
    if (symbol <= 1) {
      run += digit << symbol
      digit <<= 1
      if (run > maxLength) refuse()
      continue
    }
    flush()
    if (symbol === endOfBlock) break
    const byte = used[symbol - 1]!
    used.splice(symbol - 1, 1)
    used.unshift(byte)
    if (length >= maxLength) refuse()
    block[length++] = byte
    counts[byte]!++
  }
  if (origin >= length) refuse()
  return undoTransform(block.subarray(0, length), counts, origin)
}

/** Returns a function that reads the next symbol with the table of its group of 50. */
function readTables(bits: BitReader, symbols: number, refuse: () => never): () => number {
  const tableCount = bits(3)
  const selectorCount = bits(15)
  if (tableCount < 2 || tableCount > 6 || selectorCount < 1) refuse()
  const order = Array.from({ length: tableCount }, (_, i) => i)
  const selectors: number[] = []
  for (let i = 0; i < selectorCount; i++) {
    let place = 0
    while (bits(1) === 1) if (++place >= tableCount) refuse()
    const table = order.splice(place, 1)[0]!
    order.unshift(table)
    selectors.push(table)
  }
  const decoders = Array.from({ length: tableCount }, () => {
    let length = bits(5)
    const lengths = Array.from({ length: symbols }, () => {
      while (bits(1) === 1) length += bits(1) === 1 ? -1 : 1
      if (length < 1 || length > 20) refuse()
      return length
    })
    return huffmanDecoder(bits, lengths, refuse)
  })
  let used = 0
  return () => {
    const selector = selectors[Math.floor(used++ / 50)]
    return selector === undefined ? refuse() : decoders[selector]!()
  }
}

/** Canonical codes: shorter ones first, of one length in the order of their symbols. */
function huffmanDecoder(bits: BitReader, lengths: readonly number[], refuse: () => never): () => number {
  const byLength = Array.from({ length: 21 }, (_, n) =>
    lengths.flatMap((length, symbol) => (length === n ? [symbol] : [])),
  )
  return () => {
    let code = 0
    let first = 0
    for (let n = 1; n <= 20; n++) {
      code = (code << 1) | bits(1)
      first <<= 1
      const here = byLength[n]!
      if (code - first < here.length) return here[code - first]!
      first += here.length
    }
    return refuse()
  }
}

function undoTransform(last: Uint8Array, counts: Uint32Array, origin: number): Uint8Array {
  const starts = new Uint32Array(256)
  for (let byte = 1; byte < 256; byte++) starts[byte] = starts[byte - 1]! + counts[byte - 1]!
  const next = new Uint32Array(last.length)
  for (let i = 0; i < last.length; i++) next[starts[last[i]!]!++] = i
  const bytes = new Uint8Array(last.length)
  for (let i = 0, at = next[origin]!; i < bytes.length; i++, at = next[at]!) bytes[i] = last[at]!
  return bytes
}

/** Four equal bytes are followed by the number of further repeats. */
function expandRuns(block: Uint8Array, maxBytes: number): Uint8Array {
  let length = 0
  const walk = (put: (byte: number, count: number) => void): void => {
    let equal = 0
    for (let i = 0, before = -1; i < block.length && length < maxBytes; i++) {
      const byte = block[i]!
      if (equal === 4) {
        put(before, byte)
        equal = 0
        before = -1
        continue
      }
      equal = byte === before ? equal + 1 : 1
      before = byte
      put(byte, 1)
    }
  }
  walk((_, count) => {
    length += count
  })
  const bytes = new Uint8Array(Math.min(length, maxBytes))
  length = 0
  walk((byte, count) => {
    bytes.fill(byte, length, length + count)
    length += count
  })
  return bytes
}
