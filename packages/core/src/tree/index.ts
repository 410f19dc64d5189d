export { assembleTree } from './assemble.ts'
export { chooseLevel } from './choose-level.ts'
export { cutTree, type LevelOptions, levelOptions, paintLeaves, selectLevels, type TreeLevel } from './cut.ts'
export { keepShown } from './keep-leaves.ts'
export { type Inside, lookInside, partsOfNode, withGround } from './look-inside.ts'
export { mapLabels } from './map-labels.ts'
export type { MergeTree } from './merge-tree.ts'
export { fuseRegion, type MixedCut, mixedLabels, mixedNodes, mixedRegion, splitRegion } from './mixed-cut.ts'
export { leavesBelow, lifetimes, lowestCommonAncestor } from './nodes.ts'
export {
  type PersistenceOptions,
  persistenceOptions,
  persistentStructures,
} from './persistence.ts'
export { type ProposalOptions, proposalOptions, proposalScore, rankProposals } from './proposals.ts'
