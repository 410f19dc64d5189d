export { type CorrectingClick, correctingClick } from './correcting-click.ts'
export { bestLevel, innermostPixel, labelHint, regionAt } from './hint.ts'
export { innermostVoxel } from './innermost-voxel.ts'
export { outlineRegions, type RegionOutline, type Ring } from './outline.ts'
