/**
 * A volume from intensities to regions in three dimensions: foreground, supervoxels of grey values and position, and
 * the same condensation and hierarchy as for pictures. What the dimension changes is in the settings of volumes. Air is
 * leaf 0 of the tree and label 0 everywhere; the last merge joins it to the patient.
 */
import { type Adjacency, CutsError, type PrototypeCloud, type Random, type Volume, withGround } from '@cuts/core'
import { prepareVolume, supervoxels, type VoxelSource, volumeForeground } from '@cuts/core/volume'
import type { Settings } from '../presets/stages.ts'
import { type PrototypeRegions, segmentPrototypes } from './segment.ts'

export interface VoxelRegions {
  readonly regions: PrototypeRegions
  /** Leaf of every voxel, [slice][row][column]. */
  readonly leaves: Int32Array
  /** The supervoxels, without air. */
  readonly cloud: PrototypeCloud & { readonly adjacency: Adjacency }
  /** Voxels of air. */
  readonly air: number
  readonly seconds: { readonly supervoxels: number; readonly condense: number }
}

/** Is told what is being done, and the share of it that is done. */
export type OnVoxelProgress = (step: 'voxels' | 'tree', share: number) => void

/** Bytes that the arrays of a volume take while it is segmented. */
export function voxelBytes(voxels: number, channels: number): number {
  // Intensities, packed features and, once, the foreground, the marks of the air and the leaf of every voxel.
  return voxels * (6 * channels + 6)
}

/**
 * Segments a volume of finite intensities. Without spacing its voxels are taken for cubes. Throws `InvalidImage` for a
 * volume that holds nothing but air.
 */
export function segmentVoxels(
  volume: Volume,
  settings: Settings,
  random: Random,
  onProgress: OnVoxelProgress = () => {},
): VoxelRegions {
  const started = performance.now()
  const foreground = volumeForeground(volume, share => onProgress('voxels', 0.25 * share))
  const source = prepareVolume(volume, { foreground, spacingMm: volume.geometry?.spacingMm ?? [1, 1, 1] }, share =>
    onProgress('voxels', 0.25 + 0.25 * share),
  )
  let patient = 0
  for (const value of foreground) patient += value
  const prepared = (performance.now() - started) / 1000
  const found = segmentSource(source, patient, settings, random, (step, share) =>
    onProgress(step, step === 'voxels' ? 0.5 + 0.5 * share : share),
  )
  return { ...found, seconds: { ...found.seconds, supervoxels: prepared + found.seconds.supervoxels } }
}

/** Segments the voxels of any features; `patient` of them are no air. */
export function segmentSource(
  source: VoxelSource,
  patient: number,
  settings: Settings,
  random: Random,
  onProgress: OnVoxelProgress = () => {},
): VoxelRegions {
  const started = performance.now()
  const { width, height, depth } = source
  const area = width * height
  const leaves = new Int32Array(area * depth)
  const { voxelsPerPrototype, most, compactness } = settings.volumes
  const count = Math.max(1, Math.min(most, Math.round(patient / voxelsPerPrototype)))
  const found = supervoxels(
    source,
    { count, compactness },
    (slice, numbers) => leaves.set(numbers, slice * area),
    share => onProgress('voxels', share),
  )
  if (found === undefined) throw new CutsError('InvalidImage', 'the volume shows nothing but air.')
  const air = area * depth - patient
  const first = air > 0 ? 1 : 0
  for (let i = 0; i < leaves.length; i++) leaves[i] = leaves[i]! < 0 ? 0 : found.supervoxel[leaves[i]!]! + first
  const grouped = performance.now()
  const body = segmentPrototypes(found.cloud, found.cloud, ofVolume(settings), random, share =>
    onProgress('tree', share),
  )
  return {
    regions: air > 0 ? besideAir(body, air) : body,
    leaves,
    cloud: found.cloud,
    air,
    seconds: { supervoxels: (grouped - started) / 1000, condense: (performance.now() - grouped) / 1000 },
  }
}

/** Regions are connected: separate parts of one structure are separate nodes, each a click away. */
function ofVolume(settings: Settings): Settings {
  const { massExponent, expectedRegions } = settings.volumes
  return {
    ...settings,
    condensation: { ...settings.condensation, graph: 'adjacency', massExponent, spatialWeight: 0 },
    levels: { ...settings.levels, expectedRegions },
  }
}

/** The regions of a patient with air beside them: one more leaf, one more region at every level. */
function besideAir(body: PrototypeRegions, air: number): PrototypeRegions {
  const after = (labels: Int32Array): Int32Array => Int32Array.from([0, ...labels.map(label => label + 1)])
  return {
    tree: withGround(body.tree, air),
    levels: body.levels.map(level => ({ ...level, clusters: level.clusters + 1 })),
    autoLevel: body.autoLevel,
    persistent: after(body.persistent),
    persistentRegions: body.persistentRegions + 1,
    // Air is no object, so it is not proposed.
    proposals: body.proposals.map(({ node, score }) => ({ node: node + 1, score })),
    kmeans: after(body.kmeans),
  }
}

/** Leaves of a slice of the volume's own grid, from those of a grid reduced by `by`. */
export function leavesOfSlice(
  leaves: Int32Array,
  size: { readonly width: number; readonly height: number },
  by: readonly [number, number, number],
  slice: number,
): Int32Array {
  const { width, height } = size
  const [columns, rows] = [Math.ceil(width / by[0]), Math.ceil(height / by[1])]
  const from = Math.floor(slice / by[2]) * columns * rows
  if (by[0] === 1 && by[1] === 1) return leaves.subarray(from, from + width * height)
  const out = new Int32Array(width * height)
  for (let y = 0, i = 0; y < height; y++)
    for (let x = 0; x < width; x++, i++)
      out[i] = leaves[from + Math.floor(y / by[1]) * columns + Math.floor(x / by[0])]!
  return out
}
