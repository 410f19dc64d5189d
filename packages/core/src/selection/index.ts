export { featureCount, featureNames } from './describe.ts'
export { type Appearance, type Exemplar, exemplarOf } from './exemplar.ts'
export { maskOfSelection, paintRefined, paintSelection } from './paint.ts'
export type { Part } from './parts.ts'
export { randomWalk, type WalkerOptions } from './random-walker.ts'
export { applyExemplars, type Recognised } from './recognise.ts'
export {
  answer,
  clickAt,
  emptySelection,
  type LabelClick,
  optionsOf,
  type Selection,
  walk,
} from './selection.ts'
export { type Box, selectBox, selectLasso, selectMask, selectScribble } from './shapes.ts'
export { bestNodes, leavesOfNodes, type SignedNode, signedNodesOf } from './signed-nodes.ts'
export { type Similar, similarNodes } from './similar.ts'
export { snapToRegions } from './snap.ts'
export type { Click } from './space.ts'
export { openSelection, type SelectionSpace } from './space.ts'
export { clickLeaf, emptyTreeSelection, type TreeClick, type TreeSelection, walkNodes } from './tree-clicks.ts'
export { frozenRules, type PickRules, type Weights, worthOf } from './weights.ts'
