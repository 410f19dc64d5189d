export { connectedComponents, largestComponent } from './components.ts'
export { bestLevel, clickLabel, clickPoint, labelHint, maskOfLabel } from './hint.ts'
export { outlineRegions, type RegionOutline, type Ring } from './outline.ts'
