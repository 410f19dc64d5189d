/** Compression by Node's zlib: the files of JavaScript's, in a quarter of the time. */
import { deflateSync } from 'node:zlib'
import type { deflate as declared } from '../deflate/deflate.ts'

export const deflate: typeof declared = bytes => deflateSync(bytes, { level: 4 })
