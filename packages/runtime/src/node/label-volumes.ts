/** The regions of a volume as label volumes that lie on it: one file for each level, for persistent structures, for k-means. */
import { cutTree, relabel } from '@cuts/core'
import { writeLabelVolume } from '@cuts/formats'
import type { DatasetImage, DatasetVolume } from '../pipeline/dataset.ts'
import type { PrototypeRegions } from '../pipeline/segment.ts'
import type { GroupMember } from '../pipeline/segment-group.ts'
import { type Packed, unpack } from './packed.ts'

/** From a slice to its labels. */
type Paint = (member: GroupMember) => Int32Array

/** Names of the volumes and how their slices are painted. */
export function* labelVolumes({ tree, levels, persistent, kmeans }: PrototypeRegions): Generator<[string, Paint]> {
  const by =
    (labels: Int32Array, of: 'leaves' | 'clustered'): Paint =>
    member =>
      relabel(member[of], labels, new Int32Array(member[of].length))
  for (const [index, { clusters }] of levels.entries())
    yield [`levels/${String(index).padStart(2, '0')}-${clusters}`, by(cutTree(tree, clusters), 'leaves')]
  yield ['persistent', by(persistent, 'leaves')]
  yield ['kmeans', by(kmeans, 'clustered')]
}

/** The bytes of one, slice by slice; a slice that could not be segmented is 0. */
export async function paintVolume(
  { width, height, depth, geometry }: DatasetVolume,
  images: readonly DatasetImage[],
  held: readonly Packed[],
  paint: Paint,
): Promise<Uint8Array> {
  const slices = new Map(held.map(packed => [images[packed.index]!.sliceOf?.slice, packed]))
  const painted = async function* (): AsyncGenerator<Int32Array> {
    for (let z = 0; z < depth; z++) {
      const packed = slices.get(z)
      yield packed === undefined ? new Int32Array(width * height) : paint(await unpack(packed))
    }
  }
  return writeLabelVolume(painted(), [width, height, depth], geometry)
}
