/** Superpixels of blurred colour joined by Ward's clustering: regions at every granularity without any learning. */
import { cutTree, gaussianBlur, type LabelMap, paintLeaves, superpixels } from '@cuts/core'
import { perceivedColours, wardTree } from '@cuts/core/classical'
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
  version: 2,
  rows: { ward: 'Ward tree of superpixels, best level (oracle)', 'ward-15': 'Ward tree of superpixels, 15 regions' },
  seeds: 'none',
  settings,
  open: async () => {
    return async ({ image }) => {
      const colours = perceivedColours(preparedSample(image))
      const features = pixelRows(gaussianBlur(colours, scaledLength(image, settings.sigmaAt128)))
      const { superpixels: count, compactness } = settings
      const prototypes = superpixels(features, { count, compactness })
      const tree = wardTree(prototypes)
      const cut = (regions: number): LabelMap => paintLeaves(prototypes, cutTree(tree, Math.min(regions, tree.leaves)))
      return { ward: { kind: 'levels', maps: settings.regions.map(cut) }, 'ward-15': { kind: 'labels', map: cut(15) } }
    }
  },
}
