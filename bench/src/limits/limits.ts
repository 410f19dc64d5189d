/** `npm run bench -- limits`: measures the limits of label-free regions for docs/results.md. */
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import { dirname, join } from 'node:path'
import { type Comparison, defaultProtocol, tableRows } from '@cuts/compare'
import { runComparison } from '@cuts/compare/node'
import { createRandom, type Image, type Mask } from '@cuts/core'
import { encodePng, writeMask } from '@cuts/formats'
import { contourColours, drawContours, type RgbRaster } from '@cuts/runtime/pictures'
import { type BenchResult, tell } from '../image-set.ts'
import { fillPage } from '../results.ts'
import { type Drawn, type Limit, limits, side } from './draw.ts'

const images = 8
const rows = ['cuts-best', 'cuts-auto', 'cuts-kmeans', 'untrained', 'felzenszwalb-tuned', 'blur-kmeans', 'ward']

/**
 * Draws the sets in `out` and compares methods on each. Writes the table into the page, and a picture of each set
 * beside the page: the image, and the outlines of truth and best level.
 */
export async function measureLimits(out: string, seed: number, page: string): Promise<BenchResult> {
  const dice = new Map<string, { readonly [row: string]: number }>()
  for (const limit of limits) {
    const drawn = await drawSet(join(out, limit.name), limit, seed)
    const comparison = await runComparison({
      dataset: join(out, limit.name),
      out: join(out, `${limit.name}-comparison`),
      rows,
      seeds: [seed],
      jobs: availableParallelism(),
      protocol: defaultProtocol,
      predictions: {},
      preset: 'default',
      settings: {},
      weights: {},
      signal: new AbortController().signal,
      onEvent: event => {
        if (event.type === 'task' && event.done % 20 === 0) tell(`${limit.name}: ${event.done}/${event.total}`)
      },
    })
    const means = tableRows(comparison).map(({ row, scores }) => [row, scores?.dice.mean ?? Number.NaN])
    dice.set(limit.name, Object.fromEntries(means))
    const picture = pictureOf(drawn[0]!, maskOf(comparison, 'cuts-best'))
    await writeFile(join(dirname(page), 'images', `limits-${limit.name}.png`), encodePng(picture))
  }
  const lines = rows.map(
    row => `| \`${row}\` | ${limits.map(({ name }) => dice.get(name)![row]!.toFixed(3)).join(' | ')} |`,
  )
  const table = [
    `| | ${limits.map(({ title }) => title).join(' | ')} |`,
    `| --- | ${limits.map(() => '--:').join(' | ')} |`,
    ...lines,
    `| | ${limits.map(({ name, title }) => `![${title}](images/limits-${name}.png)`).join(' | ')} |`,
  ].join('\n')
  await writeFile(page, fillPage(await readFile(page, 'utf8'), 'limits', table))
  return { text: table, figures: Object.fromEntries(dice) }
}

async function drawSet(folder: string, { name, draw }: Limit, seed: number): Promise<readonly Drawn[]> {
  const random = createRandom(seed).fork(name)
  const drawn = Array.from({ length: images }, (_, index) => draw(random.fork('image', index)))
  for (const part of ['images', 'masks']) await mkdir(join(folder, part), { recursive: true })
  for (const [index, { pixels, truth }] of drawn.entries()) {
    const picture = { kind: 'grey', width: side, height: side, data: pixels } as const
    await writeFile(join(folder, 'images', `${name}-${index + 1}.png`), encodePng(picture))
    await writeFile(join(folder, 'masks', `${name}-${index + 1}.png`), writeMask(truth))
  }
  return drawn
}

/** The mask of a row on the first image. */
function maskOf({ results, images: ids }: Comparison, row: string): Mask {
  return results.find(result => result.row === row && result.image === ids[0])!.mask()
}

/** The image by itself, and with the outlines of truth and prediction, side by side. */
function pictureOf({ pixels, truth }: Drawn, prediction: Mask): RgbRaster {
  const image: Image = {
    width: side,
    height: side,
    channels: 1,
    pixels: Float32Array.from(pixels),
    sampleType: 'uint8',
  }
  const outlined = drawContours(
    image,
    [
      { mask: truth, colour: contourColours.truth },
      { mask: prediction, colour: contourColours.prediction, side: 'inside' },
    ],
    { upscale: 3 },
  )
  const plain = drawContours(image, [], { upscale: 3 })
  const width = plain.width + outlined.width
  const data = new Uint8Array(3 * width * plain.height)
  for (let y = 0; y < plain.height; y++) {
    data.set(plain.data.subarray(3 * y * plain.width, 3 * (y + 1) * plain.width), 3 * y * width)
    data.set(outlined.data.subarray(3 * y * plain.width, 3 * (y + 1) * plain.width), 3 * (y * width + plain.width))
  }
  return { kind: 'rgb', width, height: plain.height, data }
}
