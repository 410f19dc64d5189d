export { type CondensationOptions, condensationOptions, condense } from './condense.ts'
export { affinityDistance, type Cloud, diffuse } from './diffuse.ts'
export {
  condensePotential,
  type PotentialCondensationOptions,
  potentialCondensationOptions,
} from './potential-condensation.ts'
