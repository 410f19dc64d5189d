/** Both presets and the controls on one set of images, as one table. */
import { type MaskMetrics, meanAndSem } from '@cuts/core'
import type { Summary } from '@cuts/runtime'
import { blurredColour, pixelKmeans, segmentAndScore, untrainedEncoder } from './controls.ts'
import { type BenchOptions, type BenchResult, readSamples, runPreset, tell } from './image-set.ts'

interface Row {
  readonly name: string
  readonly dice: { readonly mean: number; readonly sem: number }
  readonly hausdorff: { readonly mean: number; readonly sem: number }
  /** What the default preset must reach on the retina set. */
  readonly must?: number
}

const rowNames = {
  kmeans: 'spectral k-means',
  persistent: 'persistent structures',
  auto: 'automatic level',
  best: 'best level (oracle)',
  click: 'one click (oracle)',
} as const
type RowName = keyof typeof rowNames
const rowOrder = Object.keys(rowNames) as RowName[]
const musts: { readonly [row in RowName]: number } = {
  kmeans: 0.61,
  persistent: 0.7,
  auto: 0.74,
  best: 0.86,
  click: 0.84,
}

export async function measureAccuracy(options: BenchOptions): Promise<BenchResult> {
  const rows: Row[] = []
  const samples = await readSamples(options)
  for (const sigma of [0, 1.5]) {
    tell(`control: pixel k-means, blur ${sigma} px`)
    const metrics = samples.map(sample => pixelKmeans(sample, sigma, options.seed))
    rows.push(rowOf(sigma === 0 ? 'control: raw pixels, k-means 10' : 'control: blurred colour, k-means 10', metrics))
  }
  const untrained = await untrainedEncoder(samples, options.seed)
  for (const [name, embed] of [
    ['control: untrained encoder', untrained],
    ['control: blurred colour in place of the embedding', blurredColour],
  ] as const) {
    tell(name)
    const scored: ReturnType<typeof segmentAndScore>[] = []
    for (const sample of samples) scored.push(segmentAndScore(sample, await embed(sample), options.seed))
    for (const row of rowOrder)
      rows.push(
        rowOf(
          `${name}, ${rowNames[row]}`,
          scored.map(metrics => metrics[row]),
        ),
      )
  }
  for (const preset of ['paper', 'default']) rows.push(...presetRows(await runPreset(preset, options)))

  const lines = rows.map(({ name, dice, hausdorff, must }) => {
    const goal = must === undefined ? '' : `  must ${must} ${dice.mean >= must ? 'reached' : 'MISSED'}`
    return `${name.padEnd(64)} ${dice.mean.toFixed(3)} +- ${dice.sem.toFixed(3)}  ${hausdorff.mean.toFixed(2).padStart(7)}${goal}`
  })
  const head = `${`${samples.length} images, label hint, mean +- standard error`.padEnd(64)} Dice             Hausdorff (px)`
  return { text: [head, ...lines].join('\n'), figures: { images: samples.length, rows } }
}

function presetRows(summary: Summary): Row[] {
  return rowOrder.flatMap(row => {
    const means = summary.metrics?.[row]
    if (means === undefined) return []
    const { dice, hausdorff } = means
    const name = `${summary.preset}: ${rowNames[row]}`
    return [summary.preset === 'default' ? { name, dice, hausdorff, must: musts[row] } : { name, dice, hausdorff }]
  })
}

function rowOf(name: string, metrics: readonly MaskMetrics[]): Row {
  return {
    name,
    dice: meanAndSem(metrics.map(row => row.dice)),
    hausdorff: meanAndSem(metrics.map(row => row.hausdorff)),
  }
}
