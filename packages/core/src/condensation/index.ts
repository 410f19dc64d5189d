export { type CondensationOptions, condensationOptions, condense } from './condense.ts'
export { affinityDistance, type Cloud, diffuse } from './diffuse.ts'
