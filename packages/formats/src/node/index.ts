/** Functions that need a file system: the decoders of a page as files. */
export { writeCodecs } from './write-codecs.ts'
