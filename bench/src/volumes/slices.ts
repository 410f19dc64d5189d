/** The older way with volumes, as `--as slices` does it: slices are embedded, cut into superpixels, and pooled in a tree. */
import { createRandom, type Image, type Planes, type Volume } from '@cuts/core'
import { featureSpace } from '@cuts/core/pooling'
import type { Encoder } from '@cuts/nn'
import { resolveSettings } from '@cuts/runtime'
import { createGroup, embedFeatures, type VoxelRegions } from '@cuts/runtime/pipeline'

/** Slices that define the common feature space. */
const sampledSlices = 8

export async function poolSlices(
  volume: Volume,
  encoder: Encoder,
  seed: number,
): Promise<Pick<VoxelRegions, 'regions' | 'leaves'>> {
  const { width, height, depth, pixels, geometry, sampleType } = volume
  const settings = resolveSettings('default')
  const area = width * height
  const sorted = pixels.filter((_, i) => i % 101 === 0).sort()
  const [low, high] = [sorted[Math.floor(0.005 * sorted.length)]!, sorted[Math.floor(0.995 * (sorted.length - 1))]!]
  const input = (slice: number): Planes => ({
    width,
    height,
    channels: 1,
    data: pixels
      .subarray(slice * area, (slice + 1) * area)
      .map(value => Math.min(1, Math.max(-1, (2 * (value - low)) / (high - low) - 1))),
  })
  const samples = []
  for (let s = 0; s < sampledSlices; s++) {
    const planes = input(Math.floor(((s + 0.5) * depth) / sampledSlices))
    samples.push({ embedding: await encoder.embed(planes), values: { ...planes, dims: 1 } })
  }
  const space = featureSpace(samples, settings.features)
  const spaces = { prototypes: space, kmeans: space }
  const [x, y, z] = geometry?.spacingMm ?? [1, 1, 1]
  const group = createGroup('volume', depth, settings, createRandom(seed), z / Math.sqrt(x * y))
  const leaves = new Int32Array(area * depth)
  for (let slice = 0; slice < depth; slice++) {
    const image: Image = {
      width,
      height,
      channels: 1,
      pixels: pixels.subarray(slice * area, (slice + 1) * area),
      sampleType,
    }
    const member = group.add(await embedFeatures(encoder, input(slice), settings, { spaces }), image)
    leaves.set(member.leaves, slice * area)
  }
  return { regions: group.finish(), leaves }
}
