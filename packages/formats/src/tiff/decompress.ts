/** The lossless byte codings of TIFF: LZW (section 13), PackBits (section 9) and deflate (zlib streams). */
import { unzlibSync } from 'fflate'
import { compressions } from './inspect.ts'

/**
 * Expands one strip or tile into `length` bytes. Returns undefined if the coding is corrupt or ends too early; bytes
 * beyond `length` are ignored.
 */
export function decompress(coded: Uint8Array, compression: number, length: number): Uint8Array | undefined {
  switch (compression) {
    case compressions.none:
      return coded.length < length ? undefined : coded.slice(0, length)
    case compressions.lzw:
      return expandLzw(coded, length)
    case compressions.packBits:
      return expandPackBits(coded, length)
    default:
      return expandDeflate(coded, length)
  }
}

function expandDeflate(coded: Uint8Array, length: number): Uint8Array | undefined {
  try {
    const bytes = unzlibSync(coded, { out: new Uint8Array(length) })
    return bytes.length < length ? undefined : bytes
  } catch {
    return undefined
  }
}

function expandPackBits(coded: Uint8Array, length: number): Uint8Array | undefined {
  const bytes = new Uint8Array(length)
  let to = 0
  for (let at = 0; to < length; ) {
    if (at >= coded.length) return undefined
    const control = coded[at++]!
    if (control < 128) {
      const run = Math.min(control + 1, length - to)
      if (at + run > coded.length) return undefined
      bytes.set(coded.subarray(at, at + run), to)
      at += control + 1
      to += run
    } else if (control > 128) {
      if (at >= coded.length) return undefined
      const end = Math.min(to + 257 - control, length)
      bytes.fill(coded[at++]!, to, end)
      to = end
    }
  }
  return bytes
}

const clearCode = 256
const endCode = 257

/** Codes of 9 to 12 bits, high bit first; the width grows one code early. */
function expandLzw(coded: Uint8Array, length: number): Uint8Array | undefined {
  const bytes = new Uint8Array(length)
  // A string is its prefix string and one byte more; its first byte is kept to extend the string before it.
  const prefix = new Uint16Array(4097)
  const suffix = new Uint8Array(4097)
  const first = new Uint8Array(4097)
  const lengths = new Uint16Array(4097)
  for (let code = 0; code < 256; code++) {
    suffix[code] = code
    first[code] = code
    lengths[code] = 1
  }
  let next = 258
  let width = 9
  let previous = -1
  let to = 0
  let buffer = 0
  let bits = 0
  for (let at = 0; to < length; ) {
    while (bits < width) {
      if (at >= coded.length) return undefined
      buffer = ((buffer << 8) | coded[at++]!) & 0xffffff
      bits += 8
    }
    bits -= width
    const code = (buffer >>> bits) & ((1 << width) - 1)
    if (code === endCode) return undefined
    if (code === clearCode) {
      next = 258
      width = 9
      previous = -1
      continue
    }
    if (code > next || (code === next && previous < 0) || (code > 257 && previous < 0)) return undefined
    if (previous >= 0 && next < 4096) {
      prefix[next] = previous
      suffix[next] = first[code === next ? previous : code]!
      first[next] = first[previous]!
      lengths[next] = lengths[previous]! + 1
      next++
    } else if (code >= next) return undefined
    // The string is known from its end: write it backwards.
    const size = lengths[code]!
    for (let end = to + size - 1, c = code; end >= to; end--, c = prefix[c]!) if (end < length) bytes[end] = suffix[c]!
    to += size
    previous = code
    if (next === (1 << width) - 1 && width < 12) width++
  }
  return bytes
}
