/** Compression of pictures, at once. The name `#deflate` stands for a module for each environment. */

/** Returns `bytes` in the zlib format. The same bytes and environment always give the same result. */
export declare function deflate(bytes: Uint8Array): Uint8Array
