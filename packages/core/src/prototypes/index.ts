export { pixelPrototypes } from './feature-clusters.ts'
export { makePrototypes, type PrototypeOptions, prototypeOptions } from './make-prototypes.ts'
export type { PrototypeCloud, Prototypes } from './prototypes.ts'
export { type SuperpixelOptions, superpixels } from './superpixels.ts'
