/** Three-dimensional Dice of known structures: the tree of a volume, and simpler ways on the same voxels. */
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
} from '@cuts/core'
import { wardTree } from '@cuts/core/classical'
import { diceOfCounts } from '@cuts/core/metrics'
import { resolveSettings } from '@cuts/runtime'
import { evaluateVolumeRegions, type VoxelRegions } from '@cuts/runtime/pipeline'

export interface Dice {
  readonly [row: string]: number
}

const musts: Dice = { node: 0.55, twoNodes: 0.75, click: 0.5, twoClicks: 0.7, autoOrInside: 0.45 }
/** Clusters of the grey values. */
const clusters = 10
/** Regions of the whole, and of one of them when it is looked into. */
const dozen = 12

type Regions = Pick<VoxelRegions, 'regions' | 'leaves'>

/** The rows of a tree: those of a result, and looking inside a region once. */
export async function scoreTree(volume: Volume, { regions, leaves }: Regions, data: Uint8Array): Promise<Dice> {
  const { width, height, depth, geometry } = volume
  const area = width * height
  const { tree, levels, autoLevel } = regions
  const { metrics } = await evaluateVolumeRegions(
    {
      segmented: new Set(Array.from({ length: depth }, (_, slice) => slice)),
      slices: async function* (kind) {
        for (let slice = 0; slice < depth; slice++) {
          const own = leaves.subarray(slice * area, (slice + 1) * area)
          const of = kind === 'leaves' ? undefined : regions[kind]
          yield { slice, labels: of === undefined ? own : own.map(leaf => of[leaf]!) }
        }
      },
      levels: levels.map(level => cutTree(tree, level.clusters)),
      autoLevel,
      tree,
    },
    { width, height, depth, geometry, data },
  )
  const dice: { [row: string]: number } = {}
  for (const [row, scores] of Object.entries(metrics)) dice[row] = scores.dice
  dice.inside = insideOnce(tree, countLeaves(leaves, tree.leaves, data))
  dice.autoOrInside = Math.max(dice.auto!, dice.inside)
  return dice
}

/** Ward's tree of the same supervoxels, without boundaries, and k-means of the grey values of the patient; their seconds. */
export function scoreSimplerWays(
  { pixels }: Volume,
  { regions, leaves, cloud, air }: VoxelRegions,
  data: Uint8Array,
  seed: number,
): { readonly dice: Dice; readonly seconds: { readonly [way: string]: number } } {
  const counts = countLeaves(leaves, regions.tree.leaves, data)
  const first = air > 0 ? 1 : 0
  const own = { ...counts, total: counts.total.subarray(first), inside: counts.inside.subarray(first) }
  const clustering = processorSeconds()
  const dice: { [row: string]: number } = { greyKMeans: greyKMeans(pixels, leaves, first, data, seed) }
  const seconds: { [way: string]: number } = { greyKMeans: processorSeconds() - clustering }
  if (!isConnected(cloud)) return { dice, seconds }
  const merging = processorSeconds()
  const ward = wardTree(cloud)
  seconds.ward = processorSeconds() - merging
  dice.wardNode = bestOfNodes(ward, own)
  dice.wardLevel = Math.max(
    ...selectLevels(ward, resolveSettings('default').levels).map(level => hinted(cutTree(ward, level.clusters), own)),
  )
  return { dice, seconds }
}

/** Seconds of the processor since the start of the process. */
export function processorSeconds(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1e6
}

/** A line for every row, beside what it must reach. */
export function diceLines(dice: Dice): string[] {
  return Object.entries(dice).map(([row, value]) => {
    const must = musts[row]
    const verdict = must === undefined ? '' : `     must ${must} ${value >= must ? 'reached' : 'MISSED'}`
    return `  ${row.padEnd(36)} ${value.toFixed(3).padStart(8)}${verdict}`
  })
}

const tabled = ['auto', 'inside', 'node', 'twoNodes', 'click', 'twoClicks', 'wardNode', 'greyKMeans']

/** One line a structure: the rows of a table. */
export function diceTable(all: { readonly [structure: string]: Dice }): string[] {
  const width = Object.keys(all).reduce((most, name) => Math.max(most, name.length), 0)
  const row = (name: string, cells: readonly string[]): string =>
    [name.padEnd(width), ...cells.map(cell => cell.padStart(10))].join(' ')
  return [
    row('', tabled),
    ...Object.entries(all).map(([name, dice]) => row(name, tabled.map(of => dice[of]?.toFixed(3) ?? '-'))), // biome-ignore format: a row
  ]
}

/** Voxels of every leaf, those inside the truth, and the voxels of the truth. */
interface LeafCounts {
  readonly total: Float64Array
  readonly inside: Float64Array
  readonly truth: number
}

function countLeaves(leaves: Int32Array, count: number, data: Uint8Array): LeafCounts {
  const total = new Float64Array(count)
  const inside = new Float64Array(count)
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

/** Whether every supervoxel can be reached from the first: Ward's tree has no other links. */
function isConnected({ count, adjacency: { offsets, neighbours } }: VoxelRegions['cloud']): boolean {
  const seen = new Uint8Array(count)
  const open = [0]
  seen[0] = 1
  let reached = 0
  for (let p = open.pop(); p !== undefined; p = open.pop()) {
    reached++
    for (let e = offsets[p]!; e < offsets[p + 1]!; e++)
      if (seen[neighbours[e]!]! === 0) {
        seen[neighbours[e]!] = 1
        open.push(neighbours[e]!)
      }
  }
  return reached === count
}
