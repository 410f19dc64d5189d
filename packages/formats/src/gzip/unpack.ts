/** Unpacks compressed streams, never more than requested: a small file can unpack to a thousand times its size. */
import { CutsError } from '@cuts/core'
import { Gunzip, Inflate, Unzlib } from 'fflate'
import { damaged } from '../header.ts'

/** Bytes given to the decoder at a time. Their unpacked size is the most that is held beyond the limit. */
const pieceBytes = 65536

export function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b
}

/**
 * Returns the content of a gzip file of at most `mostBytes`; undefined if it is not a gzip file, breaks off, or unpacks
 * to more.
 */
export function unpackGzip(bytes: Uint8Array, mostBytes: number): Uint8Array | undefined {
  if (!isGzip(bytes)) return undefined
  try {
    const whole = unpack(bytes, 'gzip', mostBytes + 1, '')
    return whole.length > mostBytes ? undefined : whole
  } catch {
    return undefined
  }
}

const decoders = { gzip: Gunzip, zlib: Unzlib, deflate: Inflate }

/**
 * Returns the first `maxBytes` bytes of a stream, or fewer if it ends before. With `isStrict`, a stream that breaks off
 * is refused; otherwise its available part is returned. Throws `Unreadable` for a corrupt stream.
 */
export function unpack(
  bytes: Uint8Array,
  coding: keyof typeof decoders,
  maxBytes: number,
  name: string,
  isStrict = true,
): Uint8Array {
  const chunks: Uint8Array[] = []
  let length = 0
  let isWhole = false
  const decoder = new decoders[coding]((chunk, final) => {
    chunks.push(chunk)
    length += chunk.length
    isWhole = final
  })
  try {
    for (let at = 0; at < bytes.length && length < maxBytes; at += pieceBytes)
      decoder.push(bytes.subarray(at, at + pieceBytes), at + pieceBytes >= bytes.length)
  } catch (cause) {
    if (isStrict) throw damaged(name, 'its compressed data cannot be unpacked', cause)
  }
  if (isStrict && !isWhole && length < maxBytes) throw damaged(name, 'its compressed data breaks off')
  return join(chunks, Math.min(length, maxBytes))
}

/** Limit of the unpacked size if no header states it: small files to 64 MiB, others to 256 times their size. */
const plainlyAllowed = 2 ** 26
const mostAllowed = 2 ** 30

/** Returns all of a stream of unknown length. Throws `Unsupported` if it unpacks to more than such a file can need. */
export function unpackWhole(
  bytes: Uint8Array,
  coding: keyof typeof decoders,
  name: string,
  isStrict = true,
): Uint8Array {
  const most = Math.min(mostAllowed, Math.max(plainlyAllowed, 256 * bytes.length))
  const whole = unpack(bytes, coding, most + 1, name, isStrict)
  if (whole.length > most)
    throw new CutsError('Unsupported', `${name} unpacks from ${bytes.length} to more than ${most} bytes.`, {
      remedy: 'Unpack it with another program, if you trust it, and give the unpacked file.',
    })
  return whole
}

function join(chunks: readonly Uint8Array[], length: number): Uint8Array {
  const first = chunks[0]
  if (chunks.length === 1 && first !== undefined) return first.subarray(0, length)
  const bytes = new Uint8Array(length)
  let at = 0
  for (const chunk of chunks) {
    if (at >= length) break
    bytes.set(chunk.subarray(0, length - at), at)
    at += chunk.length
  }
  return bytes
}
