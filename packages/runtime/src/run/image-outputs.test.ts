import type { MergeTree } from '@cuts/core'
import { expect, it } from 'vitest'
import { imageOutputs } from './image-outputs.ts'

/** Three leaves; 1 and 2 merge, then 0 joins them. */
const tree: MergeTree = {
  leaves: 3,
  parent: Int32Array.of(4, 3, 3, 4, -1),
  children: Int32Array.of(1, 2, 3, 0),
  height: Float64Array.of(0, 0, 0, 1, 2),
  step: Int32Array.of(0, 0, 0, 1, 2),
  mass: Float64Array.of(1, 2, 1, 3, 4),
  survivor: Int32Array.of(0, 1, 2, 1, 1),
  iterations: 2,
  lastHeight: 2,
}

it('a segment of the working size that covers no pixel of the image has a colour in the plots', async () => {
  // Leaf 2 was lost where outlines moved to the full size.
  const leaves = { width: 2, height: 1, labels: Int32Array.of(0, 1) }
  const level = (clusters: number) => ({ clusters, height: 0, step: 0, epsilon: 1, persistence: 1 })
  const levels = [level(2), level(3)] as never
  const segmentation = {
    tree,
    levels,
    autoLevel: 0,
    persistentRegions: 1,
    proposals: [],
    leaves,
    persistent: leaves,
    kmeans: leaves,
  }
  const image = { width: 2, height: 1, channels: 1, pixels: Float32Array.of(0, 255), sampleType: 'uint8' as const }
  const plot = {
    points: Float64Array.of(0, 0, 1, 0, 0, 1),
    mass: Float64Array.of(1, 2, 1),
    leaves: Int32Array.of(0, 1, 2),
  }
  const files = await imageOutputs(image, segmentation, { levels } as never, { proposals: [], plot })
  const plots = [...files.keys()].filter(name => name.startsWith('plots/'))
  expect(plots).toHaveLength(2)
})
