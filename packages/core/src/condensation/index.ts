export { type CondensationOptions, condensationOptions, condense } from './condense.ts'
