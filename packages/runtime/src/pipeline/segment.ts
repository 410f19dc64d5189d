/** One image's embedding to regions: prototypes, condensation, levels, persistent structures, spectral k-means. */
import {
  coarsen,
  condense,
  cutTree,
  type Embedding,
  type Geometry,
  type LabelMap,
  type MergeTree,
  makePrototypes,
  type Prototypes,
  paintLeaves,
  persistentStructures,
  type Random,
  reduceEmbedding,
  selectLevels,
  spectralKMeans,
  type TreeLevel,
} from '@cuts/core'
import type { Settings } from '../presets/stages.ts'

export interface Level extends TreeLevel {
  readonly map: LabelMap
}

export interface Segmentation {
  readonly prototypes: Prototypes
  readonly tree: MergeTree
  /** Coarse to fine. A region keeps its id from level to level until a larger one absorbs it. */
  readonly levels: readonly Level[]
  readonly persistent: LabelMap
  readonly persistentRegions: number
  readonly kmeans: LabelMap
}

/** Segments an embedded image. `geometry`, if known, goes with the label maps. */
export function segmentEmbedding(
  embedding: Embedding,
  settings: Settings,
  random: Random,
  geometry?: Geometry,
): Segmentation {
  const features = reduceEmbedding(embedding, settings.features)
  const prototypes = makePrototypes(features, settings.prototypes, random.fork('prototypes'))
  const tree = condense(prototypes, settings.condensation)
  const paint = (labels: Int32Array): LabelMap => ({ ...paintLeaves(prototypes, labels), geometry })
  const levels = selectLevels(tree, settings.levels).map(level => ({
    ...level,
    map: paint(cutTree(tree, level.clusters)),
  }))
  const persistent = persistentStructures(tree, settings.persistence)
  const landmarks = coarsen(prototypes, cutTree(tree, Math.min(prototypes.count, settings.kmeans.landmarks)))
  const clusters = spectralKMeans(landmarks.prototypes, settings.kmeans, random.fork('kmeans'))
  return {
    prototypes,
    tree,
    levels,
    persistent: paint(persistent.labels),
    persistentRegions: persistent.nodes.length,
    kmeans: paint(landmarks.group.map(group => clusters[group]!)),
  }
}
