/**
 * Builds one tree for several images, so that a label means the same in all of them. The images are the slices of a
 * volume, whose touching segments may merge across slices, or the images of a dataset, which are linked by similarity
 * alone. Every image is first condensed to a few hundred segments; the tree is built over all segments. Memory grows
 * with the segments only.
 */
import {
  condense,
  cutTree,
  enlargeAssignment,
  type Image,
  type LabelMap,
  makePrototypes,
  mapLabels,
  type PixelFeatures,
  type PlaneGeometry,
  type Prototypes,
  type Random,
} from '@cuts/core'
import { coarsen, createPool, type Pool } from '@cuts/core/pooling'
import type { Grouping } from '../presets/run-options.ts'
import type { Settings } from '../presets/stages.ts'
import type { ImageFeatures } from './features.ts'
import { type PrototypeRegions, type Segmentation, segmentPrototypes } from './segment.ts'

/** Approximate maximum number of segments over all images. */
const mostSegments = 20_000
/** Minimum number of segments of an image, if it has that many prototypes. */
const fewestEach = 20
/** The leaf of the group's tree, and the prototype that k-means clustered, for every pixel of one image. */
export interface GroupMember {
  readonly width: number
  readonly height: number
  readonly leaves: Int32Array
  /** The same array if k-means has the same prototypes. */
  readonly clustered: Int32Array
}

export interface Group {
  /**
   * Adds the next image, whose features are in the space of the whole group; its labels have its own size. Throws
   * `Mismatch` for a slice of a different size.
   */
  add(features: ImageFeatures, image: Image): GroupMember
  /** The first half of `add`, which depends on no other image. */
  condense(features: ImageFeatures, image: Image): MemberSegments
  /** The second half: numbers the segments of the next image. */
  join(segments: MemberSegments): MemberOffsets
  finish(): PrototypeRegions
}

/** The segments of one image, and the one that every pixel belongs to, numbered from 0. Labels have the size of the image. */
export interface MemberSegments {
  readonly prototypes: Prototypes
  readonly labels: Int32Array
  /** Those that k-means clusters, if they are others. */
  readonly clustered?: { readonly prototypes: Prototypes; readonly labels: Int32Array } | undefined
}

/** Numbers that the first segments of an image have in the group. */
export interface MemberOffsets {
  readonly leaves: number
  readonly clustered?: number | undefined
}

/**
 * Returns an empty group for about `images` images. `thickness` is the distance from one slice of a volume to the next
 * in pixels; it is 1 (cubic voxels) if nothing is known.
 */
export function createGroup(
  grouping: Exclude<Grouping, 'images' | 'slices'>,
  images: number,
  settings: Settings,
  random: Random,
  thickness = 1,
): Group {
  const each = Math.max(fewestEach, Math.floor(mostSegments / images))
  const slices = grouping === 'volume' ? { thickness } : undefined
  const pool = createPool(slices)
  let clusteredPool: Pool | undefined
  const segmentsOf = (features: PixelFeatures, image: Image) => {
    const all = makePrototypes(features, settings.prototypes, random.fork('prototypes'))
    const prototypes = segments(all, each, settings)
    return { prototypes, labels: enlargeAssignment(prototypes, image) }
  }
  const group: Group = {
    condense: ({ features, kmeansFeatures }, image) => {
      const own = segmentsOf(features, image)
      return kmeansFeatures === features ? own : { ...own, clustered: segmentsOf(kmeansFeatures, image) }
    },
    join: ({ prototypes, clustered }) => {
      const leaves = pool.add(prototypes)
      if (clustered === undefined) return { leaves }
      clusteredPool ??= createPool(slices)
      return { leaves, clustered: clusteredPool.add(clustered.prototypes) }
    },
    add: (features, image) => {
      const own = group.condense(features, image)
      return numberedMember(image, own.labels, own.clustered?.labels, group.join(own))
    },
    finish: () => {
      const cloud = pool.finish()
      return segmentPrototypes(cloud, clusteredPool?.finish() ?? cloud, joint(settings, grouping), random)
    },
  }
  return group
}

/** Numbers the segments of an image as the group does. */
export function numberedMember(
  { width, height }: Pick<Image, 'width' | 'height'>,
  labels: Int32Array,
  clustered: Int32Array | undefined,
  first: MemberOffsets,
): GroupMember {
  const leaves = labels.map(segment => first.leaves + segment)
  if (clustered === undefined) return { width, height, leaves, clustered: leaves }
  return { width, height, leaves, clustered: clustered.map(segment => first.clustered! + segment) }
}

/** Paints one image of a group. */
export function segmentationOf(member: GroupMember, regions: PrototypeRegions, geometry?: PlaneGeometry): Segmentation {
  const { tree, levels, autoLevel, persistentRegions, proposals } = regions
  const { width, height } = member
  const map = (labels: Int32Array): LabelMap => ({ width, height, labels, geometry })
  const paint = (of: Int32Array, labels: Int32Array): LabelMap => map(mapLabels(of, labels, new Int32Array(of.length)))
  return {
    tree,
    levels,
    autoLevel,
    persistentRegions,
    proposals,
    leaves: map(member.leaves),
    persistent: paint(member.leaves, regions.persistent),
    kmeans: paint(member.clustered, regions.kmeans),
  }
}

/** The prototypes, or the segments of their finest cut into `most`. */
function segments(prototypes: Prototypes, most: number, settings: Settings): Prototypes {
  if (prototypes.count <= most) return prototypes
  const tree = condense(prototypes, settings.condensation)
  const { prototypes: coarse, group } = coarsen(prototypes, cutTree(tree, most))
  const { assignment } = prototypes
  return { ...coarse, assignment: mapLabels(assignment, group, new Int32Array(assignment.length)) }
}

/** Images of a set do not touch, so similar segments are linked instead. */
function joint(settings: Settings, grouping: Grouping): Settings {
  const { condensation } = settings
  if (grouping === 'volume' || condensation.graph === 'dense') return settings
  return { ...settings, condensation: { ...condensation, graph: 'nearest' } }
}
