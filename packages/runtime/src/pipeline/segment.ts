/** From features to regions: prototypes, one merge tree, its levels and persistent structures, and k-means. */
import {
  chooseLevel,
  condense,
  cutTree,
  type Embedding,
  enlargeAssignment,
  type Image,
  type LabelMap,
  type MergeTree,
  makePrototypes,
  mapLabels,
  type PixelFeatures,
  type PlaneGeometry,
  type PrototypeCloud,
  type Prototypes,
  persistentStructures,
  proposalScore,
  type Random,
  rankProposals,
  selectLevels,
  spectralKMeans,
  type TreeLevel,
} from '@cuts/core'
import { type Coarsened, coarsen } from '@cuts/core/pooling'
import type { Settings } from '../presets/stages.ts'
import { featuresOf, type ImageFeatures } from './features.ts'

/** A region that is proposed without labels. */
export interface Proposal {
  /** Node of the tree. */
  readonly node: number
  /** What it costs to give it up, as a share of the costliest merge. */
  readonly score: number
}

/** The results of condensation and k-means for prototypes, without pixels. */
export interface PrototypeRegions {
  readonly tree: MergeTree
  /** Coarse to fine. A region keeps its id from level to level until a larger one absorbs it. */
  readonly levels: readonly TreeLevel[]
  /** Index of the level chosen without labels. */
  readonly autoLevel: number
  /** Persistent structure of every prototype, by node of the tree. */
  readonly persistent: Int32Array
  readonly persistentRegions: number
  /** Best first. */
  readonly proposals: readonly Proposal[]
  /** Cluster of every prototype that k-means was given. */
  readonly kmeans: Int32Array
}

/** The regions of one image. Levels are painted on request: all levels of a large image would fill the memory. */
export interface Segmentation
  extends Pick<PrototypeRegions, 'tree' | 'levels' | 'autoLevel' | 'persistentRegions' | 'proposals'> {
  /** The leaves of the tree, if they belong to this image alone. */
  readonly prototypes?: PrototypeCloud
  /** Leaf of the tree that every pixel belongs to: cuts of the tree are read through it. */
  readonly leaves: LabelMap
  readonly persistent: LabelMap
  readonly kmeans: LabelMap
}

/** The label map of a level, by its index. O(pixels). */
export function levelMap({ tree, levels, leaves }: Segmentation, index: number): LabelMap {
  return paint(leaves, cutTree(tree, levels[index]!.clusters))
}

/** The label maps of all levels, coarse to fine, one at a time; can be gone through again. */
export function levelMaps(segmentation: Segmentation): Iterable<LabelMap> {
  return {
    *[Symbol.iterator]() {
      for (const index of segmentation.levels.keys()) yield levelMap(segmentation, index)
    },
  }
}

function paint(leaves: LabelMap, labels: Int32Array): LabelMap {
  return { ...leaves, labels: mapLabels(leaves.labels, labels, new Int32Array(leaves.labels.length)) }
}

interface Target {
  /** The image itself, if it is larger than its features: label maps have its size. */
  readonly image?: Image | undefined
  /** If it is known, it is stored with the label maps. */
  readonly geometry?: PlaneGeometry | undefined
}

interface Extras extends Target {
  /** The image's own values, as the encoder saw them. They join the embedding with the weight in the settings. */
  readonly values?: Embedding | undefined
}

/** Segments an embedded image. */
export function segmentEmbedding(
  embedding: Embedding,
  settings: Settings,
  random: Random,
  { values, ...target }: Extras = {},
): Segmentation {
  return segmentFeatures(featuresOf(embedding, values, settings), settings, random, target)
}

/** Segments an image whose features are known. */
export function segmentFeatures(
  { features, kmeansFeatures }: ImageFeatures,
  settings: Settings,
  random: Random,
  { image, geometry }: Target = {},
): Segmentation {
  const over = (of: PixelFeatures): Prototypes => makePrototypes(of, settings.prototypes, random.fork('prototypes'))
  const prototypes = over(features)
  const clustered = kmeansFeatures === features ? prototypes : over(kmeansFeatures)
  const { tree, levels, autoLevel, persistent, persistentRegions, proposals, kmeans } = segmentPrototypes(
    prototypes,
    clustered,
    settings,
    random,
  )
  const { width, height } = image ?? prototypes
  const mapOf = (of: Prototypes): LabelMap => {
    const labels = image === undefined ? of.assignment : enlargeAssignment(of, image)
    return { width, height, labels, geometry }
  }
  const leaves = mapOf(prototypes)
  return {
    prototypes,
    tree,
    levels,
    autoLevel,
    persistentRegions,
    proposals,
    leaves,
    persistent: paint(leaves, persistent),
    kmeans: paint(clustered === prototypes ? leaves : mapOf(clustered), kmeans),
  }
}

/** Returns the regions of prototypes. `onProgress` is told the share of merges made. k-means clusters `clustered`, which may be the same prototypes. */
export function segmentPrototypes(
  prototypes: PrototypeCloud,
  clustered: PrototypeCloud,
  settings: Settings,
  random: Random,
  onProgress?: (share: number) => void,
): PrototypeRegions {
  const tree = condense(prototypes, settings.condensation, onProgress)
  const levels = selectLevels(tree, settings.levels)
  const persistent = persistentStructures(tree, settings.persistence, prototypes.adjacency)
  const { landmarks } = settings.kmeans
  const coarse = atMost(clustered, landmarks, clustered === prototypes ? tree : undefined, settings)
  const clusters = spectralKMeans(coarse.prototypes, settings.kmeans, random.fork('kmeans'))
  return {
    tree,
    levels,
    autoLevel: chooseLevel(tree, levels, settings.levels.expectedRegions),
    persistent: persistent.labels,
    persistentRegions: persistent.nodes.length,
    proposals: Array.from(rankProposals(tree, settings.proposals), node => ({
      node,
      score: proposalScore(tree, node),
    })),
    kmeans: coarse.group.map(group => clusters[group]!),
  }
}

/**
 * Returns the prototypes or, if there are more than `count`, the segments of the finest cut into at most that number.
 */
function atMost(prototypes: PrototypeCloud, count: number, tree: MergeTree | undefined, settings: Settings): Coarsened {
  if (prototypes.count <= count)
    return { prototypes, group: Int32Array.from({ length: prototypes.count }, (_, p) => p) }
  return coarsen(prototypes, cutTree(tree ?? condense(prototypes, settings.condensation), count))
}
