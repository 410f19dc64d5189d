import { createRandom, type Image } from '@cuts/core'
import { describe, expect, it } from 'vitest'
import { resolveSettings } from '../presets/presets.ts'
import type { Grouping } from '../presets/run-options.ts'
import { featuresOf } from './features.ts'
import { levelMaps, type Segmentation } from './segment.ts'
import { createGroup, segmentationOf } from './segment-group.ts'

const side = 32
/** Tissue of a pixel in slice `z`: a ball of 2 in a background of 1, and in the corner air, 0. */
function tissue(z: number, i: number): number {
  const [x, y] = [i % side, Math.floor(i / side)]
  if (x < 6) return 0
  return (x - 18) ** 2 + (y - 16) ** 2 + (2 * (z - 3)) ** 2 < 64 ? 2 : 1
}

/** Features of which every image has the same space: those of its pixels as they are. */
function scene(z: number, seed: number) {
  const random = createRandom(seed)
  const area = side * side
  const data = new Float32Array(3 * area)
  for (let d = 0; d < 3; d++)
    for (let i = 0; i < area; i++) data[d * area + i] = (tissue(z, i) === d ? 1 : 0) + 0.05 * random.normal()
  return { width: side, height: side, dims: 3, data }
}

/** An image of the size of the scene. Its pixels do not matter at that size. */
const image: Image = {
  width: side,
  height: side,
  channels: 1,
  sampleType: 'float32',
  pixels: new Float32Array(side * side),
}

function segmentTogether(grouping: Exclude<Grouping, 'images' | 'slices'>, slices: number): Segmentation[] {
  const settings = resolveSettings('default')
  // All in the space of the first: pointwise features of equal spread have the same one.
  const group = createGroup(grouping, slices, settings, createRandom(1))
  const rows = Array.from({ length: slices }, (_, z) => {
    const embedding = scene(z, z)
    const data = new Float32Array(3 * side * side)
    for (let i = 0; i < side * side; i++)
      for (let d = 0; d < 3; d++) data[3 * i + d] = embedding.data[d * side * side + i]!
    const features = { width: side, height: side, dims: 3, data }
    return group.add({ features, kmeansFeatures: features }, image)
  })
  const regions = group.finish()
  return rows.map(member => segmentationOf(member, regions))
}

describe.each(['volume', 'dataset'] as const)('one tree for a %s', grouping => {
  const slices = 7
  const found = segmentTogether(grouping, slices)

  it('gives a tissue the same label in every slice', () => {
    const level = found[0]!.levels.findIndex(({ clusters }) => clusters === 3)
    const labelOf = new Map<number, Map<number, number>>()
    for (const [z, segmentation] of found.entries()) {
      const { labels } = [...levelMaps(segmentation)][level]!
      for (const [i, label] of labels.entries()) {
        const counts = labelOf.get(tissue(z, i)) ?? new Map<number, number>()
        labelOf.set(tissue(z, i), counts.set(label, (counts.get(label) ?? 0) + 1))
      }
    }
    const main = [0, 1, 2].map(kind => [...labelOf.get(kind)!].sort((a, b) => b[1] - a[1])[0]!)
    expect(new Set(main.map(([label]) => label)).size).toBe(3)
    for (const [kind, [, count]] of main.entries()) {
      const all = [...labelOf.get(kind)!.values()].reduce((sum, n) => sum + n, 0)
      expect(count / all, `tissue ${kind}`).toBeGreaterThan(0.95)
    }
  })

  it('shares one tree, whose leaves are in one image each', () => {
    const owner = new Map<number, number>()
    for (const [z, { tree, leaves }] of found.entries()) {
      expect(tree).toBe(found[0]!.tree)
      for (const leaf of leaves.labels) {
        expect(leaf).toBeLessThan(tree.leaves)
        expect(owner.get(leaf) ?? z).toBe(z)
        owner.set(leaf, z)
      }
    }
    expect(owner.size).toBe(found[0]!.tree.leaves)
  })

  it('depends on its input alone', () => {
    const again = segmentTogether(grouping, slices)
    expect(again.map(({ persistent }) => persistent)).toEqual(found.map(({ persistent }) => persistent))
    expect(again.map(({ kmeans }) => kmeans)).toEqual(found.map(({ kmeans }) => kmeans))
  })
})

it('a group of large images has a bounded number of leaves', () => {
  const settings = resolveSettings('default', { prototypes: { pixelsPerPrototype: 2 } })
  const group = createGroup('volume', 500, settings, createRandom(1))
  const embedding = scene(3, 1)
  for (let z = 0; z < 3; z++) group.add(featuresOf(embedding, undefined, settings), image)
  expect(group.finish().tree.leaves).toBe(3 * 40)
})
