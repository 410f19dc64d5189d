export { assembleTree, partsOfTree, type TreeParts } from './assemble.ts'
export { automaticLevel } from './auto-level.ts'
export {
  clustersAtBandwidth,
  cutTree,
  type LevelOptions,
  levelOptions,
  nodeAtCut,
  paintLeaves,
  selectLevels,
  type TreeLevel,
} from './cut.ts'
export type { MergeTree } from './merge-tree.ts'
export { type NodeSummary, summariseNodes } from './node-summary.ts'
export { ancestors, leavesBelow, lifetimes, smallestHolding } from './nodes.ts'
export {
  type PersistenceOptions,
  type PersistentStructures,
  persistenceOptions,
  persistentStructures,
} from './persistence.ts'
export { relabel } from './relabel.ts'
export { treeFromBytes, treeToBytes } from './tree-bytes.ts'
