export { duration, plural, roughDuration } from './quantities.ts'
export { rowWords } from './row-words.ts'
