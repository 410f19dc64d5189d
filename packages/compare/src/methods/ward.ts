/** Superpixels of blurred colour joined by Ward's clustering: regions at every granularity without any learning. */
import { cutTree, gaussianBlur, paintLeaves, perceivedColours, superpixels, wardTree } from '@cuts/core'
import type { Method } from '../method.ts'
import { pixelRows, preparedSample, scaledLength } from './prepared-sample.ts'

const settings = {
  superpixels: 600,
  compactness: 0.1,
  sigmaAt128: 1.5,
  regions: [3, 4, 5, 6, 8, 10, 12, 15, 18, 22, 27, 33, 40, 50, 65, 80],
}

export const ward: Method = {
  id: 'ward',
  version: 1,
  rows: { ward: 'superpixels and Ward tree, best level' },
  seeds: 'none',
  settings,
  open: async () => {
    return async ({ image }) => {
      const { width, height, ...prepared } = preparedSample(image)
      const colours = perceivedColours({ width, height, ...prepared })
      const data = gaussianBlur(colours, width, height, scaledLength(image, settings.sigmaAt128))
      const features = pixelRows({ width, height, dims: data.length / (width * height), data })
      const { superpixels: count, compactness } = settings
      const prototypes = superpixels(features, { count, compactness })
      const tree = wardTree(prototypes)
      const levels = new Set(settings.regions.map(regions => Math.min(regions, tree.leaves)))
      const maps = [...levels].map(regions => paintLeaves(prototypes, cutTree(tree, regions)))
      return { ward: { kind: 'levels', maps } }
    }
  },
}
