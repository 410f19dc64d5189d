/** Volumes drawn here: nested ellipsoids with noise and shading, on several grids, in the units of several devices. */
import { createRandom, type Volume } from '@cuts/core'
import { describe, expect, it } from 'vitest'
import { resolveSettings } from '../presets/presets.ts'
import { bestNode, bestTwoNodes, countNodes } from './choose-nodes.ts'
import { segmentVoxels } from './segment-voxels.ts'

type Three = readonly [number, number, number]
interface Shape {
  readonly centre: Three
  readonly radii: Three
  readonly value: number
}

const skull: Shape = { centre: [0, 0, 0], radii: [34, 40, 34], value: 700 }
const brain: Shape = { centre: [0, 0, 0], radii: [30, 36, 30], value: 450 }
const left: Shape = { centre: [9, 0, 4], radii: [5, 14, 7], value: 250 }
const right: Shape = { centre: [-9, 0, 4], radii: [5, 14, 7], value: 250 }

function indexAt([x, y, z]: Three, shapes: readonly Shape[]): number {
  return shapes.findLastIndex(
    ({ centre, radii }) =>
      [x, y, z].reduce((sum, at, axis) => sum + ((at - centre[axis]!) / radii[axis]!) ** 2, 0) <= 1,
  )
}

interface Given {
  readonly spacingMm: Three
  readonly air?: number
  readonly noise: number
  readonly shading?: number
}

/** The volume, and the shape of every voxel, -1 for air. */
function draw(shapes: readonly Shape[], { spacingMm, air = 0, noise, shading = 0 }: Given) {
  const size = spacingMm.map(mm => Math.ceil(88 / mm)) as [number, number, number]
  const [width, height, depth] = size
  const pixels = new Float32Array(width * height * depth)
  const shape = new Int32Array(pixels.length)
  const random = createRandom(11)
  for (let i = 0; i < pixels.length; i++) {
    const at = [i % width, Math.floor(i / width) % height, Math.floor(i / (width * height))]
    const place = at.map((index, axis) => (index - (size[axis]! - 1) / 2) * spacingMm[axis]!) as [
      number,
      number,
      number,
    ]
    shape[i] = indexAt(place, shapes)
    const shade = 1 + shading * Math.sin(0.03 * place[0] + 0.02 * place[1])
    pixels[i] = (shapes[shape[i]!]?.value ?? air) * shade + noise * random.normal()
  }
  const geometry = { spacingMm, originMm: [0, 0, 0] as const, direction: [1, 0, 0, 0, 1, 0, 0, 0, 1] }
  const volume: Volume = { width, height, depth, channels: 1, pixels, sampleType: 'int16', geometry }
  return { volume, shape }
}

/** Dice of the best node, and of the best two, for the voxels of some shapes. */
function scores(volume: Volume, shape: Int32Array, wanted: readonly number[]) {
  const { leaves, regions } = segmentVoxels(volume, resolveSettings('default'), createRandom(1))
  const [total, inTruth] = [new Map<number, number>(), new Map<number, number>()]
  let truth = 0
  for (const [i, leaf] of leaves.entries()) {
    const isWanted = wanted.includes(shape[i]!) ? 1 : 0
    total.set(leaf, (total.get(leaf) ?? 0) + 1)
    inTruth.set(leaf, (inTruth.get(leaf) ?? 0) + isWanted)
    truth += isWanted
  }
  const counts = countNodes(regions.tree, { total, inTruth, truth })
  const dice = (nodes: readonly number[]): number =>
    (2 * nodes.reduce((sum, node) => sum + counts.inTruth[node]!, 0)) /
    nodes.reduce((sum, node) => sum + counts.total[node]!, truth)
  return { node: dice([bestNode(counts)]), twoNodes: dice(bestTwoNodes(counts)), leaves, regions }
}

describe('segmentVoxels', () => {
  const head = [skull, brain, left, right]

  it.each([
    { grid: 'cubes', spacingMm: [1.5, 1.5, 1.5] },
    { grid: 'thick slices', spacingMm: [1, 1, 5] },
    { grid: 'slices that come first', spacingMm: [5, 1, 1] },
  ] as const)('finds two cavities under noise and shading on a grid of $grid', ({ spacingMm }) => {
    const { volume, shape } = draw(head, { spacingMm, noise: 30, shading: 0.15 })
    expect(scores(volume, shape, [2, 3]).twoNodes).toBeGreaterThan(0.85)
    expect(scores(volume, shape, [2]).node).toBeGreaterThan(0.85)
  })

  it('tells soft tissues of a CT apart beside gas, bone and metal', () => {
    const shapes = [
      { ...skull, value: 40 },
      { ...left, value: 110 },
      { centre: [-14, -12, 0], radii: [8, 8, 8], value: -950 },
      { centre: [0, 22, 0], radii: [7, 7, 25], value: 900 },
      { centre: [0, 22, 0], radii: [2, 2, 6], value: 3071 },
    ] as const
    const { volume, shape } = draw(shapes, { spacingMm: [1.5, 1.5, 1.5], air: -1000, noise: 15 })
    expect(scores(volume, shape, [1]).node).toBeGreaterThan(0.9)
    expect(scores(volume, shape, [2]).node).toBeGreaterThan(0.9)
  })

  it('needs both of two channels for what one alone does not show', () => {
    const { volume, shape } = draw([skull, brain, left], { spacingMm: [2, 2, 2], noise: 10 })
    const plain = draw([skull, brain, { ...left, value: brain.value }], { spacingMm: [2, 2, 2], noise: 10 }).volume
    expect(scores(plain, shape, [2]).node).toBeLessThan(0.5)
    const pixels = new Float32Array(2 * volume.pixels.length)
    pixels.set(plain.pixels)
    pixels.set(volume.pixels, volume.pixels.length)
    expect(scores({ ...volume, channels: 2, pixels }, shape, [2]).node).toBeGreaterThan(0.85)
  })

  it('is the same without spacing as with cubes of any size', () => {
    const { volume, shape } = draw(head, { spacingMm: [2, 2, 2], noise: 10 })
    const { geometry: _, ...nowhere } = volume
    const [known, unknown] = [scores(volume, shape, [2]), scores(nowhere, shape, [2])]
    expect(unknown.leaves).toEqual(known.leaves)
    expect(unknown.regions.tree.children).toEqual(known.regions.tree.children)
  })

  it('segments a volume of one slice, and one whose voxels are far longer than wide', () => {
    const { volume, shape } = draw([skull, brain, left], { spacingMm: [1, 1, 88], noise: 10 })
    expect(volume.depth).toBe(1)
    expect(scores(volume, shape, [2]).node).toBeGreaterThan(0.9)
    const long = draw([skull, brain, left], { spacingMm: [0.8, 0.8, 12], noise: 10 })
    expect(scores(long.volume, long.shape, [2]).node).toBeGreaterThan(0.8)
  })
})
