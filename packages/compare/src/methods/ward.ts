/**
 * Superpixels of blurred colour joined by Ward's clustering: regions at every granularity without any learning. With
 * boundaries, an edge between two regions keeps them apart as in condensation, so that what diffusion and the embedding
 * add to them can be told.
 */
import {
  cutTree,
  edgeStrength,
  gaussianBlur,
  type LabelMap,
  paintLeaves,
  proposalOptions,
  rankProposals,
  superpixels,
} from '@cuts/core'
import { perceivedColours, wardTree } from '@cuts/core/classical'
import { checkOptions } from '@cuts/core/options'
import type { Method } from '../method.ts'
import { pixelRows, preparedSample, scaledLength } from './prepared-sample.ts'

const settings = {
  superpixels: 600,
  compactness: 0.1,
  sigmaAt128: 1.5,
  regions: [3, 4, 5, 6, 8, 10, 12, 15, 18, 22, 27, 33, 40, 50, 65, 80],
}

const proposing = checkOptions('proposals', proposalOptions)

export const ward = wardMethod('ward', 'Ward tree of superpixels', 0)
/** The weight is that of condensation. */
export const wardEdge = wardMethod('ward-edge', 'Ward tree of superpixels with boundaries', 0.5)

function wardMethod(id: string, title: string, boundaryWeight: number): Method {
  const fixed = `${id}-15`
  return {
    id,
    version: 3,
    rows: { [id]: `${title}, best level (oracle)`, [fixed]: `${title}, 15 regions` },
    seeds: 'none',
    settings: { ...settings, boundaryWeight, proposing },
    open: async () => {
      return async ({ image }) => {
        const colours = perceivedColours(preparedSample(image))
        const features = {
          ...pixelRows(gaussianBlur(colours, scaledLength(image, settings.sigmaAt128))),
          ...(boundaryWeight === 0 ? {} : { edges: edgeStrength(colours) }),
        }
        const { superpixels: count, compactness, regions } = settings
        const prototypes = superpixels(features, { count, compactness })
        const tree = wardTree(prototypes, boundaryWeight)
        const { width, height, assignment: labels } = prototypes
        const source = { tree, leaves: { width, height, labels }, proposals: [...rankProposals(tree, proposing)] }
        const cut = (most: number): LabelMap => paintLeaves(prototypes, cutTree(tree, Math.min(most, tree.leaves)))
        return {
          [id]: { kind: 'levels', maps: regions.map(cut), source },
          [fixed]: { kind: 'labels', map: cut(15), source },
        }
      }
    },
  }
}
