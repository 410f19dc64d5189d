/** Three-dimensional Dice of the lateral ventricles: the tree of a volume, and simpler ways on the same voxels. */
import { readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import {
  createRandom,
  cutTree,
  densePoints,
  kMeans,
  leavesBelow,
  type MergeTree,
  partsOfNode,
  selectLevels,
  type Volume,
  type VolumeMask,
} from '@cuts/core'
import { wardTree } from '@cuts/core/classical'
import { diceOfCounts } from '@cuts/core/metrics'
import { readImage } from '@cuts/formats'
import { resolveSettings } from '@cuts/runtime'
import { evaluateVolumeRegions, segmentVoxels, type VoxelRegions } from '@cuts/runtime/pipeline'

/** Left and right lateral ventricle among the labels of FreeSurfer. */
const ventricles = [4, 43]
const musts: { readonly [row: string]: number } = { node: 0.55, twoNodes: 0.75, click: 0.5, twoClicks: 0.7 }
/** Clusters of the grey values. */
const clusters = 10
/** Regions of the whole, and of one of them when it is looked into. */
const dozen = 12

export async function scoreVentricles(
  brain: string,
  labels: string,
  seed: number,
): Promise<{ readonly lines: string[]; readonly dice: { readonly [row: string]: number } }> {
  const volume = await readVolume(brain)
  const marks = await readVolume(labels)
  const { width, height, depth, geometry } = volume
  const data = Uint8Array.from(marks.pixels, label => (ventricles.includes(label) ? 1 : 0))
  const truth: VolumeMask = { width, height, depth, geometry, data }
  const settings = resolveSettings('default')
  const found = segmentVoxels(volume, settings, createRandom(seed))
  const area = width * height
  const { tree, levels, autoLevel } = found.regions
  const { metrics } = await evaluateVolumeRegions(
    {
      segmented: new Set(Array.from({ length: depth }, (_, slice) => slice)),
      slices: async function* (kind) {
        for (let slice = 0; slice < depth; slice++) {
          const leaves = found.leaves.subarray(slice * area, (slice + 1) * area)
          const of = kind === 'leaves' ? undefined : found.regions[kind]
          yield { slice, labels: of === undefined ? leaves : leaves.map(leaf => of[leaf]!) }
        }
      },
      levels: levels.map(level => cutTree(tree, level.clusters)),
      autoLevel,
      tree,
    },
    truth,
  )
  const dice: { [row: string]: number } = {}
  for (const [row, scores] of Object.entries(metrics)) dice[row] = scores.dice
  const counts = countLeaves(found, data)
  dice.inside = insideOnce(tree, counts)
  const ward = wardTree(found.cloud)
  const first = found.air > 0 ? 1 : 0
  const cloudCounts = { ...counts, total: counts.total.subarray(first), inside: counts.inside.subarray(first) }
  dice.wardNode = bestOfNodes(ward, cloudCounts)
  dice.wardLevel = Math.max(
    ...selectLevels(ward, settings.levels).map(level => hinted(cutTree(ward, level.clusters), cloudCounts)),
  )
  dice.greyKMeans = greyKMeans(volume.pixels, found.leaves, first, data, seed)
  const reached = Math.max(dice.auto!, dice.inside)
  const lines = [
    `lateral ventricles, ${found.cloud.count} supervoxels, Dice in three dimensions`,
    ...Object.entries(dice).map(([row, value]) => {
      const must = musts[row]
      return `  ${row.padEnd(36)} ${value.toFixed(3).padStart(8)}${must === undefined ? '' : `     must ${must} ${value >= must ? 'reached' : 'MISSED'}`}`
    }),
    `  ${'automatic level or inside once'.padEnd(36)} ${reached.toFixed(3).padStart(8)}     must 0.45 ${reached >= 0.45 ? 'reached' : 'MISSED'}`,
  ]
  return { lines, dice }
}

/** Voxels of every leaf, those inside the truth, and the voxels of the truth. */
interface LeafCounts {
  readonly total: Float64Array
  readonly inside: Float64Array
  readonly truth: number
}

function countLeaves({ leaves, regions }: VoxelRegions, data: Uint8Array): LeafCounts {
  const total = new Float64Array(regions.tree.leaves)
  const inside = new Float64Array(regions.tree.leaves)
  let truth = 0
  for (const [i, leaf] of leaves.entries()) {
    total[leaf]!++
    inside[leaf]! += data[i]!
    truth += data[i]!
  }
  return { total, inside, truth }
}

function diceOfLeaves(leaves: Iterable<number>, { total, inside, truth }: LeafCounts): number {
  let [both, size] = [0, 0]
  for (const leaf of leaves) {
    both += inside[leaf]!
    size += total[leaf]!
  }
  return diceOfCounts(both, size + truth)
}

/** The best region among a dozen, or among a dozen inside one of them: the patient without air is cut. */
function insideOnce(tree: MergeTree, counts: LeafCounts): number {
  const root = 2 * tree.leaves - 2
  const body = tree.children.at(-1) === 0 ? tree.children.at(-2)! : tree.children.at(-2) === 0 ? tree.children.at(-1)! : root // biome-ignore format: air is leaf 0
  let best = 0
  for (const part of partsOfNode(tree, body, dozen)) {
    best = Math.max(best, diceOfLeaves(leavesBelow(tree, part), counts))
    const below = leavesBelow(tree, part).length
    for (const inner of partsOfNode(tree, part, Math.min(dozen, below)))
      best = Math.max(best, diceOfLeaves(leavesBelow(tree, inner), counts))
  }
  return best
}

function bestOfNodes(tree: MergeTree, counts: LeafCounts): number {
  const [total, inside] = [counts.total, counts.inside].map(values => {
    const sums = new Float64Array(2 * tree.leaves - 1)
    sums.set(values)
    for (let node = tree.leaves; node < sums.length; node++)
      for (const child of [0, 1]) sums[node]! += sums[tree.children[2 * (node - tree.leaves) + child]!]!
    return sums
  }) as [Float64Array, Float64Array]
  return total.reduce((best, size, node) => Math.max(best, diceOfCounts(inside[node]!, size + counts.truth)), 0)
}

/** The region that holds most of the truth. */
function hinted(labels: Int32Array, { total, inside, truth }: LeafCounts): number {
  const sums = new Map<number, { size: number; both: number }>()
  for (const [leaf, label] of labels.entries()) {
    const sum = sums.get(label) ?? { size: 0, both: 0 }
    sums.set(label, { size: sum.size + total[leaf]!, both: sum.both + inside[leaf]! })
  }
  const most = [...sums.values()].reduce((a, b) => (b.both > a.both ? b : a))
  return diceOfCounts(most.both, most.size + truth)
}

/** k-means of the grey values of the patient, and of its clusters the one that holds most of the truth. */
function greyKMeans(pixels: Float32Array, leaves: Int32Array, first: number, data: Uint8Array, seed: number): number {
  const patient: number[] = []
  for (let i = 0; i < leaves.length; i++) if (leaves[i]! >= first) patient.push(i)
  const stride = Math.max(1, Math.floor(patient.length / 20_000))
  const sample = Float64Array.from(patient.filter((_, k) => k % stride === 0), i => pixels[i]!) // biome-ignore format: one call
  const random = createRandom(seed)
  const { centres } = kMeans(densePoints(sample, 1), undefined, clusters, random, { restarts: 3, iterations: 50 })
  const total = new Float64Array(centres.length)
  const inside = new Float64Array(centres.length)
  for (const i of patient) {
    let nearest = 0
    for (let c = 1; c < centres.length; c++)
      if (Math.abs(pixels[i]! - centres[c]!) < Math.abs(pixels[i]! - centres[nearest]!)) nearest = c
    total[nearest]!++
    inside[nearest]! += data[i]!
  }
  const truth = data.reduce((sum, value) => sum + value, 0)
  return hinted(
    Int32Array.from(total, (_, c) => c),
    { total, inside, truth },
  )
}

async function readVolume(path: string): Promise<Volume> {
  return (await readImage([{ name: basename(path), bytes: new Uint8Array(await readFile(path)) }])).volume
}
