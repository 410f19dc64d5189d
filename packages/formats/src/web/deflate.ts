/** Compression in JavaScript: a page has no compression that answers at once. */
import { zlibSync } from 'fflate'
import type { deflate as declared } from '../deflate/deflate.ts'

export const deflate: typeof declared = bytes => zlibSync(bytes, { level: 4 })
