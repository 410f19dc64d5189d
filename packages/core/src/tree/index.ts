export { cutTree, type LevelOptions, levelOptions, paintLeaves, selectLevels, type TreeLevel } from './cut.ts'
export type { MergeTree } from './merge-tree.ts'
export {
  type PersistenceOptions,
  type PersistentStructures,
  persistenceOptions,
  persistentStructures,
} from './persistence.ts'
