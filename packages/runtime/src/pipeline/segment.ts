/** One image's embedding to regions: prototypes, condensation, levels, persistent structures, spectral k-means. */
import {
  automaticLevel,
  type Coarsened,
  coarsen,
  condense,
  cutTree,
  type Embedding,
  type Geometry,
  gaussianBlur,
  joinValues,
  type LabelMap,
  type MergeTree,
  makePrototypes,
  type PixelFeatures,
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
  /** Index of the level chosen without labels. */
  readonly autoLevel: number
  readonly persistent: LabelMap
  readonly persistentRegions: number
  readonly kmeans: LabelMap
}

/**
 * Segments an embedded image. `values` are the image's own values, as the encoder saw them: they join the embedding with
 * the weight that the settings give them. `geometry`, if known, goes with the label maps.
 */
export function segmentEmbedding(
  embedding: Embedding,
  settings: Settings,
  random: Random,
  { values, geometry }: { readonly values?: Embedding | undefined; readonly geometry?: Geometry | undefined } = {},
): Segmentation {
  const beside = settings.features.values === 0 ? undefined : values && smoothed(values)
  const featuresOf = (normalise: boolean): PixelFeatures => {
    const reduced = reduceEmbedding(embedding, { ...settings.features, normalise })
    return beside === undefined ? reduced : joinValues(reduced, beside, settings.features.values)
  }
  const over = (normalise: boolean): Prototypes =>
    makePrototypes(featuresOf(normalise), settings.prototypes, random.fork('prototypes'))
  const prototypes = over(settings.features.normalise)
  const tree = condense(prototypes, settings.condensation)
  const paint = (labels: Int32Array): LabelMap => ({ ...paintLeaves(prototypes, labels), geometry })
  const levels = selectLevels(tree, settings.levels).map(level => ({
    ...level,
    map: paint(cutTree(tree, level.clusters)),
  }))
  const counts = levels.map(level => level.clusters)
  const autoLevel = counts.indexOf(automaticLevel(tree, prototypes.mean, counts, settings.levels.price))
  const persistent = persistentStructures(tree, settings.persistence)
  const { normalise, landmarks } = settings.kmeans
  const clustered = normalise === settings.features.normalise ? prototypes : over(normalise)
  const coarse = atMost(clustered, landmarks, clustered === prototypes ? tree : undefined, settings)
  const clusters = spectralKMeans(coarse.prototypes, settings.kmeans, random.fork('kmeans'))
  return {
    prototypes,
    tree,
    levels,
    autoLevel,
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

/** Blurred by half a pixel: noise from pixel to pixel is no feature. */
function smoothed({ width, height, dims, data }: Embedding): Embedding {
  return { width, height, dims, data: gaussianBlur(data, width, height, 0.5) }
}

/** The prototypes, or, where there are more than `count`, the segments of the finest cut with as many. */
function atMost(prototypes: Prototypes, count: number, tree: MergeTree | undefined, settings: Settings): Coarsened {
  if (prototypes.count <= count)
    return { prototypes, group: Int32Array.from({ length: prototypes.count }, (_, p) => p) }
  return coarsen(prototypes, cutTree(tree ?? condense(prototypes, settings.condensation), count))
}
