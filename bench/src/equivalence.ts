/**
 * How well condensation of prototypes stands for condensation of pixels. There are two comparisons: the paper's dense
 * graph, feature clusters against all pixels of a small piece; and touching regions, superpixels against the pixels of
 * a larger one. Features come from an untrained encoder, so training has no influence.
 */
import {
  type CondensationOptions,
  condense,
  createRandom,
  cutTree,
  makePrototypes,
  type PixelFeatures,
  type Prototypes,
  pixelPrototypes,
  type Random,
  reduceEmbedding,
} from '@cuts/core'
import { adjustedRand } from '@cuts/core/metrics'
import { resolveSettings } from '@cuts/runtime'
import { achievableDice, boundaryRecall, copheneticCorrelation, type PixelTree } from './agreement.ts'
import { type BenchOptions, type BenchResult, readSamples, tell } from './image-set.ts'
import { untrainedEncoder } from './untrained-encoder.ts'

/** Numbers of clusters at which trees are cut and compared; the result is the median of the Rand indices. */
const counts = [3, 5, 8, 12]
const pairs = 5000
const images = 6
/** Noise with this share of the features' root mean square, to measure how well pixels agree with a noisy copy. */
const perturbation = 0.01

interface Comparison {
  readonly name: string
  readonly side: number
  readonly spatial: boolean
  readonly condensation: CondensationOptions
  readonly kind: 'superpixels' | 'features'
  /** Pixels for each prototype. */
  readonly pixelsEach: readonly number[]
}

const paper = resolveSettings('paper')
const usual = resolveSettings('default')
const comparisons: readonly Comparison[] = [
  {
    name: 'dense graph: feature clusters against pixels',
    side: 48,
    spatial: false,
    condensation: paper.condensation,
    kind: 'features',
    pixelsEach: [2, 6, paper.prototypes.pixelsPerPrototype],
  },
  {
    name: 'touching regions: superpixels against pixels',
    side: 128,
    spatial: true,
    condensation: { ...usual.condensation, graph: 'adjacency' },
    kind: 'superpixels',
    pixelsEach: [5, 10, usual.prototypes.pixelsPerPrototype],
  },
]

interface Row {
  readonly comparison: string
  readonly prototypes: string
  /** Median over images of the median over cuts of the adjusted Rand index. */
  readonly rand: number
  /** Median over images of the cophenetic correlation. */
  readonly cophenetic: number
}

export async function measureEquivalence(options: BenchOptions): Promise<BenchResult> {
  const samples = await readSamples(options)
  const embed = await untrainedEncoder(samples, options.seed)
  const features: PixelFeatures[] = []
  for (const sample of samples) features.push(reduceEmbedding(await embed(sample), usual.features))

  const stride = Math.max(1, Math.floor(samples.length / images))
  const chosen = features.filter((_, i) => i % stride === 0).slice(0, images)
  const rows: Row[] = []
  for (const comparison of comparisons) {
    tell(comparison.name)
    const scores = chosen.map((of, i) => compare(comparison, of, createRandom(options.seed).fork(String(i))))
    for (const [k, prototypes] of [
      'the pixels, with 1 % of noise',
      ...comparison.pixelsEach.map(each => `one for ${each} pixels`),
    ].entries())
      rows.push({
        comparison: comparison.name,
        prototypes,
        rand: median(scores.map(score => score[k]!.rand)),
        cophenetic: median(scores.map(score => score[k]!.cophenetic)),
      })
  }
  const fits = samples.map(({ truth }, i) => {
    const prototypes = makePrototypes(features[i]!, usual.prototypes, createRandom(options.seed))
    const { width, height, assignment } = prototypes
    return {
      dice: achievableDice(prototypes, truth.data),
      recall: boundaryRecall(assignment, truth.data, { width, height, tolerance: 2 }),
    }
  })
  const superpixels = { dice: mean(fits.map(fit => fit.dice)), boundaryRecall: mean(fits.map(fit => fit.recall)) }
  const text = [
    `${chosen.length} images; adjusted Rand index (median of ${counts.join(', ')} clusters) and cophenetic correlation`,
    ...rows.map(
      ({ comparison, prototypes, rand, cophenetic }) =>
        `${comparison.padEnd(48)}${prototypes.padEnd(32)}${rand.toFixed(3)}  ${cophenetic.toFixed(3)}`,
    ),
    `superpixels of ${usual.prototypes.pixelsPerPrototype} pixels, ${samples.length} images: Dice they allow ${superpixels.dice.toFixed(3)}, boundary within 2 px ${superpixels.boundaryRecall.toFixed(3)}`,
  ].join('\n')
  return { text, figures: { images: chosen.length, rows, superpixels } }
}

interface Agreement {
  readonly rand: number
  readonly cophenetic: number
}

/** Agreement with the tree over the pixels: first of the tree with noise, then of each number of prototypes. */
function compare(comparison: Comparison, whole: PixelFeatures, random: Random): Agreement[] {
  const { side, spatial, condensation, kind, pixelsEach } = comparison
  const features = middle(whole, side)
  const treeOver = (prototypes: Prototypes): PixelTree => ({ prototypes, tree: condense(prototypes, condensation) })
  const reference = treeOver(pixelPrototypes(features, spatial))
  const agreement = (other: PixelTree): Agreement => ({
    rand: median(counts.map(count => adjustedRand(cut(reference, count), cut(other, count)))),
    cophenetic: copheneticCorrelation(reference, other, pairs, random.fork('pairs')),
  })
  const size = Math.sqrt(features.data.reduce((sum, x) => sum + x * x, 0) / features.data.length)
  const noisy = features.data.map(x => x + perturbation * size * random.normal())
  return [
    agreement(treeOver(pixelPrototypes({ ...features, data: noisy }, spatial))),
    ...pixelsEach.map(each => {
      const settings = { ...usual.prototypes, kind, pixelsPerPrototype: each, most: Number.POSITIVE_INFINITY }
      return agreement(treeOver(makePrototypes(features, settings, random)))
    }),
  ]
}

/** The square in the middle. */
function middle({ width: fullWidth, height: fullHeight, dims, data }: PixelFeatures, side: number): PixelFeatures {
  const [width, height] = [Math.min(side, fullWidth), Math.min(side, fullHeight)]
  const [left, top] = [(fullWidth - width) >> 1, (fullHeight - height) >> 1]
  const out = new Float32Array(width * height * dims)
  for (let y = 0; y < height; y++) {
    const from = ((top + y) * fullWidth + left) * dims
    out.set(data.subarray(from, from + width * dims), y * width * dims)
  }
  return { width, height, dims, data: out }
}

function cut({ tree, prototypes }: PixelTree, count: number): Int32Array {
  const labels = cutTree(tree, count)
  return prototypes.assignment.map(p => labels[p]!)
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  return (sorted[(sorted.length - 1) >> 1]! + sorted[sorted.length >> 1]!) / 2
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}
