/** The over-segmentation that a preset requests. */
import type { PixelFeatures } from '../embedding/embedding.ts'
import { choice, integer, type OptionValues, real } from '../options/index.ts'
import type { Random } from '../random/index.ts'
import { featureClusters, pixelPrototypes } from './feature-clusters.ts'
import type { Prototypes } from './prototypes.ts'
import { superpixels } from './superpixels.ts'

export const prototypeOptions = {
  kind: choice('superpixels', {
    title: 'Kind of prototypes',
    doc: 'what a prototype represents',
    level: 'expert',
    choices: {
      superpixels: 'connected groups of similar pixels; each prototype knows its neighbours',
      features: 'clusters of similar pixels, wherever they lie in the image',
      pixels: 'every pixel is a prototype: exact, for small images only',
    },
  }),
  pixelsPerPrototype: real(40, {
    title: 'Pixels per prototype',
    doc: 'average number of pixels that a prototype represents',
    level: 'expert',
    min: 1,
    max: 1e6,
    scale: 'log',
    unit: 'px',
    when: { option: 'kind', is: ['superpixels', 'features'] },
    formerly: 'pixelsEach',
  }),
  most: integer(4000, {
    title: 'Most prototypes',
    doc: 'largest number of prototypes, for images of any size',
    level: 'expert',
    min: 1,
    max: 100000,
    scale: 'log',
    when: { option: 'kind', is: ['superpixels', 'features'] },
  }),
  compactness: real(0.03, {
    title: 'Compactness',
    doc: 'weight of position; at 1 a grid step weighs as much as the standard deviation of the features',
    level: 'expert',
    min: 0,
    max: 100,
    step: 0.01,
    when: { option: 'kind', is: ['superpixels'] },
  }),
}

export type PrototypeOptions = OptionValues<typeof prototypeOptions>

export function makePrototypes(features: PixelFeatures, options: PrototypeOptions, random: Random): Prototypes {
  const pixels = features.width * features.height
  const count = Math.max(1, Math.min(options.most, Math.round(pixels / options.pixelsPerPrototype)))
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
