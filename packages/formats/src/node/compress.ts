/** Compression by Node's zlib, at the levels that cost little: labels and pictures shrink as well at these. */
import { pipeline } from 'node:stream/promises'
import { createDeflate, createGzip, deflateSync } from 'node:zlib'
import type { compress as compressDeclared, deflate as deflateDeclared } from '../compress/compress.ts'

/** A writable stream with this mark is full with any chunk, so the next is requested when that one is compressed. */
const oneAtATime = { level: 3, highWaterMark: 1, chunkSize: 1 << 18 }

export const deflate: typeof deflateDeclared = bytes => deflateSync(bytes, { level: 4 })

export const compress: typeof compressDeclared = async (format, chunks) => {
  const parts: Uint8Array[] = []
  await pipeline(
    chunks,
    format === 'gzip' ? createGzip(oneAtATime) : createDeflate(oneAtATime),
    async (compressed: AsyncIterable<Uint8Array>) => {
      for await (const part of compressed) parts.push(part)
    },
  )
  return Buffer.concat(parts)
}
