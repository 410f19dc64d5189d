/** Settings of a page before it reads images. */
export { setCodecs } from './codecs.ts'
