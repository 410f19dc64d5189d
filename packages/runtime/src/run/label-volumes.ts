/**
 * The regions of a volume as label volumes on its grid: one file for each level, one each for persistent structures and
 * k-means.
 */
import { cutTree, mapLabels } from '@cuts/core'
import { isAsStored, voxelsOfView } from '@cuts/core/volume'
import { writeLevels } from '@cuts/formats'
import type { DatasetImage, DatasetVolume } from '../dataset/dataset.ts'
import type { PrototypeRegions } from '../pipeline/segment.ts'
import type { GroupMember } from '../pipeline/segment-group.ts'
import { labelsFile, levelVolume } from '../results/result-layout.ts'
import type { Packed } from './packed.ts'

/** From a slice to its labels. */
type Paint = (member: GroupMember) => Int32Array

export interface PaintedLabels {
  readonly paint: Paint
  /** No label is above it. */
  readonly largest: number
}

/** The name of a file, and how its slices are painted. */
export type LabelVolumeOf = readonly [string, PaintedLabels]

/** Names of the files in the folder of a volume, and how their slices are painted. */
export function* labelVolumes({ tree, levels, persistent, kmeans }: PrototypeRegions): Generator<LabelVolumeOf> {
  const by = (labels: Int32Array, of: 'leaves' | 'clustered'): PaintedLabels => ({
    paint: member => mapLabels(member[of], labels, new Int32Array(member[of].length)),
    largest: Math.max(2 * tree.leaves, largestOf(labels)),
  })
  for (const [index, { clusters }] of levels.entries())
    yield [levelVolume(index, clusters), by(cutTree(tree, clusters), 'leaves')]
  yield [labelsFile('persistent'), by(persistent, 'leaves')]
  yield [labelsFile('kmeans'), by(kmeans, 'clustered')]
}

export function largestOf(labels: Int32Array): number {
  let largest = 0
  for (const label of labels) if (label > largest) largest = label
  return largest
}

/** The bytes of one, on the volume's own grid; a slice that could not be segmented is 0. */
export async function paintVolume(
  volume: DatasetVolume,
  images: readonly DatasetImage[],
  held: readonly Packed[],
  { paint, largest }: PaintedLabels,
  onProgress: (share: number) => void = () => {},
): Promise<Uint8Array> {
  const { width, height, depth, geometry, view } = volume
  const slices = new Map(held.map(packed => [images[packed.index]!.sliceOf?.slice, packed]))
  const painted = async function* (): AsyncGenerator<Int32Array> {
    const { size } = voxelsOfView(volume, view)
    for (let slice = 0; slice < size.depth; slice++) {
      onProgress(slice / size.depth)
      const packed = slices.get(slice)
      yield packed === undefined ? new Int32Array(size.width * size.height) : paint(await packed.open())
    }
  }
  const labels = isAsStored(view) ? painted() : storedSlices(volume, painted())
  return writeLevels(labels, [width, height, depth], geometry, largest)
}

/** Converts slices of the view to slices of the volume. The two orders interleave, so all slices are held in memory. */
async function* storedSlices(volume: DatasetVolume, seen: AsyncIterable<Int32Array>): AsyncGenerator<Int32Array> {
  const { size, first, steps } = voxelsOfView(volume, volume.view)
  const labels = new Int32Array(volume.width * volume.height * volume.depth)
  let k = 0
  for await (const slice of seen) {
    let from = 0
    for (let j = 0; j < size.height; j++)
      for (let i = 0, to = first + k * steps[2] + j * steps[1]; i < size.width; i++, to += steps[0])
        labels[to] = slice[from++]!
    k++
  }
  const area = volume.width * volume.height
  for (let z = 0; z < volume.depth; z++) yield labels.subarray(z * area, (z + 1) * area)
}
