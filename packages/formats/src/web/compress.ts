/** Compression in browsers: by the platform, but pictures in JavaScript, for the platform has nothing that answers at once. */
import { zlibSync } from 'fflate'
import type { compress as compressDeclared, deflate as deflateDeclared } from '../compress/compress.ts'

export const deflate: typeof deflateDeclared = bytes => zlibSync(bytes, { level: 4 })

export const compress: typeof compressDeclared = async (format, chunks) => {
  const stream = new CompressionStream(format)
  const bytes = new Response(stream.readable).arrayBuffer()
  const writer = stream.writable.getWriter()
  try {
    for await (const chunk of chunks) await writer.write(chunk)
    await writer.close()
  } catch (error) {
    await writer.abort(error).catch(() => {})
    await bytes.catch(() => {})
    throw error
  }
  return new Uint8Array(await bytes)
}
