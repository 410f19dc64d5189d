export { loadNpz, type NpzArray } from './npz.ts'
export { referencePath, sharedData, sharedDataReason } from './shared.ts'
