/** What a page says of itself before it reads images. */
export { setCodecs } from './codecs.ts'
