/** The over-segmentation a preset asks for. */
import type { PixelFeatures } from '../embedding/embedding.ts'
import { choice, integer, type OptionValues, real } from '../options/index.ts'
import type { Random } from '../random/index.ts'
import { featureClusters, pixelPrototypes } from './feature-clusters.ts'
import type { Prototypes } from './prototypes.ts'
import { superpixels } from './superpixels.ts'

export const prototypeOptions = {
  kind: choice('superpixels', {
    values: ['superpixels', 'features', 'pixels'],
    doc: 'superpixels are connected and know their neighbours; features are clusters without space; pixels is exact',
  }),
  pixelsEach: real(40, { min: 1, max: 1e6, unit: 'px', doc: 'pixels a prototype stands for, on average' }),
  most: integer(4000, { min: 1, max: 100000, doc: 'prototypes at most, however large the image' }),
  compactness: real(0.03, {
    min: 0,
    max: 100,
    doc: 'superpixels: weight of position; at 1 a grid step weighs as much as the standard deviation of the features',
  }),
}

export type PrototypeOptions = OptionValues<typeof prototypeOptions>

export function makePrototypes(features: PixelFeatures, options: PrototypeOptions, random: Random): Prototypes {
  const pixels = features.width * features.height
  const count = Math.max(1, Math.min(options.most, Math.round(pixels / options.pixelsEach)))
  switch (options.kind) {
    case 'superpixels':
      return superpixels(features, { count, compactness: options.compactness })
    case 'features':
      return featureClusters(features, count, random)
    case 'pixels':
      return pixelPrototypes(features, false)
    default:
      return options.kind satisfies never
  }
}
