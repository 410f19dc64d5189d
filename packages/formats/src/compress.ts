/** Compression by the platform, which does not block while it computes. */

/** The compressed bytes of `chunks`, each asked for when the one before it is written; with its failure where one fails. */
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
