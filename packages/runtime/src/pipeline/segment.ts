/** One image's embedding to regions: prototypes, condensation, levels, persistent structures, spectral k-means. */
import {
  type Coarsened,
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
  const over = (normalise: boolean): Prototypes =>
    makePrototypes(
      reduceEmbedding(embedding, { ...settings.features, normalise }),
      settings.prototypes,
      random.fork('prototypes'),
    )
  const prototypes = over(settings.features.normalise)
  const tree = condense(prototypes, settings.condensation)
  const paint = (labels: Int32Array): LabelMap => ({ ...paintLeaves(prototypes, labels), geometry })
  const levels = selectLevels(tree, settings.levels).map(level => ({
    ...level,
    map: paint(cutTree(tree, level.clusters)),
  }))
  const persistent = persistentStructures(tree, settings.persistence)
  const { normalise, landmarks } = settings.kmeans
  const clustered = normalise === settings.features.normalise ? prototypes : over(normalise)
  const coarse = atMost(clustered, landmarks, clustered === prototypes ? tree : undefined, settings)
  const clusters = spectralKMeans(coarse.prototypes, settings.kmeans, random.fork('kmeans'))
  return {
    prototypes,
    tree,
    levels,
    persistent: paint(persistent.labels),
    persistentRegions: persistent.nodes.length,
    kmeans: {
      ...paintLeaves(
        clustered,
        coarse.group.map(group => clusters[group]!),
      ),
      geometry,
    },
  }
}

/** The prototypes, or, where there are more than `count`, the segments of the finest cut with as many. */
function atMost(prototypes: Prototypes, count: number, tree: MergeTree | undefined, settings: Settings): Coarsened {
  if (prototypes.count <= count)
    return { prototypes, group: Int32Array.from({ length: prototypes.count }, (_, p) => p) }
  return coarsen(prototypes, cutTree(tree ?? condense(prototypes, settings.condensation), count))
}
