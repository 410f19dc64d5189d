/**
 * The metric rows of a volume: one region is chosen for the whole volume and scored in three dimensions. Slices are
 * streamed several times; only label counts, the truth and one mask are in memory. As for images, the label hint, the
 * best level and the click use the truth to choose.
 */
import {
  CutsError,
  innermostVoxel,
  type LabelMap,
  leavesBelow,
  type Mask,
  type MergeTree,
  type VolumeMask,
} from '@cuts/core'
import { diceOfCounts, evaluateVolume, lengthUnit } from '@cuts/core/metrics'
import { firstProposals } from '../results/proposals-file.ts'
import {
  type MapRowName,
  type MetricRowName,
  metricRowNames,
  type VolumeMetricRow,
  type VolumeRowName,
} from '../results/summary.ts'
import { bestAbove, bestAboveTwo, bestAmong, bestNode, bestTwoNodes, countNodes } from './choose-nodes.ts'
import { type Counts, countLabels, mostUnder, ofLevel } from './label-counts.ts'

/** The labels of a volume's slices: leaves of the tree, persistent structures or clusters. */
export type LabelKind = 'leaves' | 'persistent' | 'kmeans'

export interface VolumeRegions {
  /** Slices that were segmented, by their numbers. */
  readonly segmented: ReadonlySet<number>
  /** Labels of those slices, [row][column], in the order of the slices; gone through several times. */
  readonly slices: (kind: LabelKind) => AsyncIterable<{ readonly slice: number; readonly labels: Int32Array }>
  /** For each level, coarse to fine, the label of every leaf. */
  readonly levels: readonly Int32Array[]
  /** Index of the level chosen without labels. */
  readonly autoLevel: number
  /** The tree of the leaves. With it, nodes are scored too, and a click walks up the tree instead of the levels. */
  readonly tree?: MergeTree | undefined
  /** Proposed nodes, best first. With the tree, the best of the first is scored. */
  readonly proposals?: readonly number[] | undefined
}

/** A region as those labels of one kind that lie in it. */
export interface ChosenRegion {
  readonly kind: LabelKind
  readonly has: (label: number) => boolean
}

export interface VolumeEvaluation {
  readonly metrics: { readonly [row in MapRowName]: VolumeMetricRow } & {
    readonly [row in VolumeRowName]?: VolumeMetricRow
  }
  readonly chosen: { readonly [row in MapRowName]: ChosenRegion } & { readonly [row in MetricRowName]?: ChosenRegion }
  /** Index of the level with the highest Dice over the whole volume. */
  readonly bestLevel: number
}

/**
 * Scores the regions of a volume against its truth. Slices that were not segmented hold no region: the truth there
 * counts as missed. `onProgress` is told the share that is done. Throws `Mismatch` if a slice has a different size, `InvalidArgument` if there is no automatic
 * level.
 */
export async function evaluateVolumeRegions(
  regions: VolumeRegions,
  truth: VolumeMask,
  onProgress: (share: number) => void = () => {},
): Promise<VolumeEvaluation> {
  const { levels, autoLevel } = regions
  if (levels[autoLevel] === undefined)
    throw new CutsError('InvalidArgument', `there is no level ${autoLevel} for the automatic level to be.`)
  const click = innermostVoxel(withoutMissing(truth, regions.segmented))
  const [leaves, persistent, kmeans] = [
    await countLabels(regions.slices('leaves'), truth, click),
    await countLabels(regions.slices('persistent'), truth),
    await countLabels(regions.slices('kmeans'), truth),
  ]
  const counts = levels.map(labels => ofLevel(leaves, labels))
  const hinted = (level: number): ChosenRegion => regionOf(levels[level]!, mostUnder(counts[level]!))
  const best = bestOf(counts.map(count => ({ count, label: mostUnder(count) })))
  const clicked = bestOf(
    counts.map((count, level) => ({
      count,
      label: leaves.clicked === undefined ? undefined : levels[level]![leaves.clicked],
    })),
  )
  const chosen = {
    kmeans: { kind: 'kmeans', has: labelIs(mostUnder(kmeans)) },
    persistent: { kind: 'persistent', has: labelIs(mostUnder(persistent)) },
    auto: hinted(autoLevel),
    best: hinted(best),
    click: leaves.clicked === undefined ? hinted(best) : regionOf(levels[clicked]!, levels[clicked]![leaves.clicked]),
  } satisfies { [row in MapRowName]: ChosenRegion }
  const ofNodes = regions.tree === undefined ? {} : await chooseNodes(regions, regions.tree, leaves, truth)
  const all: VolumeEvaluation['chosen'] & typeof ofNodes = { ...chosen, ...ofNodes }
  const metrics: { [row in VolumeRowName]?: VolumeMetricRow } = {}
  for (const [k, [row, region]] of (Object.entries(all) as [VolumeRowName, ChosenRegion][]).entries()) {
    onProgress((k + 1) / (Object.keys(all).length + 1))
    metrics[row] = scoreRegion(await paint(regions, region, truth), truth)
  }
  const rows = metricRowNames.flatMap(row => (all[row] === undefined ? [] : [[row, all[row]]]))
  return {
    metrics: metrics as VolumeEvaluation['metrics'],
    chosen: Object.fromEntries(rows) as VolumeEvaluation['chosen'],
    bestLevel: best,
  }
}

function scoreRegion(found: VolumeMask, truth: VolumeMask): VolumeMetricRow {
  const scores = evaluateVolume(found, truth)
  return lengthUnit(truth) === 'mm' ? { ...scores, hausdorffMm: scores.hausdorff } : scores
}

/**
 * The best nodes for the truth, and what clicks reach. The second click is where a person would click next: the
 * innermost voxel of what the first one missed.
 */
async function chooseNodes(
  regions: VolumeRegions,
  tree: MergeTree,
  leaves: Counts & { readonly clicked: number | undefined },
  truth: VolumeMask,
): Promise<{ readonly [row in VolumeRowName]?: ChosenRegion }> {
  const counts = countNodes(tree, leaves)
  const of = (...nodes: readonly number[]): ChosenRegion => {
    const inside = new Set(nodes.flatMap(node => [...leavesBelow(tree, node)]))
    return { kind: 'leaves', has: leaf => inside.has(leaf) }
  }
  const proposed = regions.proposals && bestAmong(counts, regions.proposals.slice(0, firstProposals))
  const ofTree = {
    ...(regions.proposals === undefined ? {} : { proposals: proposed === undefined ? of() : of(proposed) }),
    node: of(bestNode(counts)),
    twoNodes: of(...bestTwoNodes(counts)),
  }
  if (leaves.clicked === undefined) return ofTree
  const click = of(bestAbove(counts, leaves.clicked))
  const found = await paint(regions, click, truth)
  const missed = { ...truth, data: truth.data.map((value, i) => (value !== 0 && found.data[i] === 0 ? 1 : 0)) }
  const next = innermostVoxel(withoutMissing(missed, regions.segmented))
  const second = next && (await countLabels(regions.slices('leaves'), truth, next)).clicked
  const twoClicks = second === undefined ? click : of(...bestAboveTwo(counts, leaves.clicked, second))
  return { ...ofTree, click, twoClicks }
}

/** Returns the masks of a slice: for every row, the part of its region in that slice. */
export function masksOfSlice(
  chosen: VolumeEvaluation['chosen'],
  maps: { readonly [kind in LabelKind]: LabelMap },
): { readonly [row in MetricRowName]?: Mask } {
  const masks = Object.entries(chosen).map(([row, { kind, has }]) => {
    const { labels, ...size } = maps[kind]
    return [row, { ...size, data: Uint8Array.from(labels, label => (has(label) ? 1 : 0)) }]
  })
  return Object.fromEntries(masks)
}

/** Returns the level whose region has the highest Dice, from counts alone; the first one if several are equal. */
function bestOf(levels: readonly { readonly count: Counts; readonly label: number | undefined }[]): number {
  let [best, highest] = [0, -1]
  for (const [level, { count, label }] of levels.entries()) {
    const both = label === undefined ? 0 : (count.inTruth.get(label) ?? 0)
    const size = label === undefined ? 0 : (count.total.get(label) ?? 0)
    const dice = diceOfCounts(both, size + count.truth)
    if (dice > highest) [best, highest] = [level, dice]
  }
  return best
}

/** Returns the leaves with a label. Undefined gives no leaves. */
function regionOf(labels: Int32Array, label: number | undefined): ChosenRegion {
  return { kind: 'leaves', has: leaf => label !== undefined && labels[leaf] === label }
}

function labelIs(wanted: number | undefined): ChosenRegion['has'] {
  return label => wanted !== undefined && label === wanted
}

/** Returns the truth without slices that were not segmented: a user cannot click there. */
function withoutMissing(truth: VolumeMask, segmented: ReadonlySet<number>): VolumeMask {
  if (segmented.size === truth.depth) return truth
  const area = truth.width * truth.height
  const data = truth.data.slice()
  for (let slice = 0; slice < truth.depth; slice++)
    if (!segmented.has(slice)) data.fill(0, slice * area, (slice + 1) * area)
  return { ...truth, data }
}

async function paint({ slices }: VolumeRegions, { kind, has }: ChosenRegion, truth: VolumeMask): Promise<VolumeMask> {
  const data = new Uint8Array(truth.data.length)
  for await (const { slice, labels } of slices(kind)) {
    const first = slice * truth.width * truth.height
    for (let i = 0; i < labels.length; i++) if (has(labels[i]!)) data[first + i] = 1
  }
  return { ...truth, data }
}
