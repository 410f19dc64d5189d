/** Compression by the platform, which does not block while it computes. */

/**
 * Returns the compressed bytes of `chunks`. Each chunk is requested when the one before it is written. Rejects with the
 * error of a chunk that fails.
 */
export async function compress(
  format: 'gzip' | 'deflate',
  chunks: Iterable<Uint8Array<ArrayBuffer>> | AsyncIterable<Uint8Array<ArrayBuffer>>,
): Promise<Uint8Array> {
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
