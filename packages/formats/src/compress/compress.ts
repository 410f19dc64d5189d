/** Compression. The name `#compress` stands for a module for each environment. */

/** Returns `bytes` in the zlib format, at once. The same bytes and environment always give the same result. */
export declare function deflate(bytes: Uint8Array): Uint8Array

/**
 * Returns the compressed bytes of `chunks`, without blocking while it computes. Each chunk is requested when the one
 * before it is compressed, so all may share their memory. Rejects with the error of a chunk that fails.
 */
export declare function compress(format: 'gzip' | 'deflate', chunks: Chunks): Promise<Uint8Array>

export type Chunks = Iterable<Uint8Array<ArrayBuffer>> | AsyncIterable<Uint8Array<ArrayBuffer>>
