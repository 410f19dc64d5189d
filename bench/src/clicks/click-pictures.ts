/** `npm run bench -- click-pictures`: draws clicks on the bundled images for docs/guide/clicking.md. */
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { correctingClick, type Image, type Mask } from '@cuts/core'
import { dice } from '@cuts/core/metrics'
import {
  applyExemplars,
  type Box,
  clickAt,
  type Exemplar,
  emptySelection,
  exemplarOf,
  type LabelClick,
  paintRefined,
  type Selection,
  selectBox,
  walk,
} from '@cuts/core/selection'
import { encodePng } from '@cuts/formats'
import { drawPick, type RgbRaster, thumbnail } from '@cuts/runtime/pictures'
import type { BenchResult } from '../image-set.ts'
import { spaceOf } from './simulate.ts'
import { readTrees, type TreeSample } from './trees.ts'

const panelSide = 256
const gap = 8

export interface ClickPictures {
  /** Folder with the bundled sets `fundus` and `brain`. */
  readonly examples: string
  readonly cache: string
  /** Where pictures are written. */
  readonly out: string
  readonly seed: number
}

export async function drawClicking({ examples, cache, out, seed }: ClickPictures): Promise<BenchResult> {
  await mkdir(out, { recursive: true })
  const read = (set: string) =>
    readTrees({ set: join(examples, set), preset: 'default', cache, images: 6, side: 256, seed, half: 0 })
  const fundus = await read('fundus')
  const figures: Record<string, number[]> = {}
  const write = async (name: string, panels: readonly Panel[]): Promise<void> => {
    await writeFile(join(out, `${name}.png`), encodePng(row(panels.map(({ picture }) => picture))))
    figures[name] = panels.map(panel => panel.dice)
  }
  // The image in which the first click is worst.
  const tries = fundus.map(corrections)
  const worst = tries.reduce((a, b) => (b[0]!.dice < a[0]!.dice ? b : a))
  await write('clicking-corrections', worst)
  await write('clicking-walk', walks(fundus[1]!))
  await write('clicking-box', [boxed(fundus[2]!), boxed((await read('brain'))[0]!)])
  await write('clicking-memory', remembered(fundus))
  const lines = Object.entries(figures).map(
    ([name, values]) => `${name}: ${values.map(value => value.toFixed(3)).join(' ')}`,
  )
  return { text: lines.join('\n'), figures }
}

interface Panel {
  readonly picture: RgbRaster
  /** Against the mask of the sample. */
  readonly dice: number
}

/** The first click of a person, and two corrections. */
function corrections(sample: TreeSample): Panel[] {
  const space = spaceOf(sample)
  let selection = emptySelection(space)
  return [1, 2, 3].map(() => {
    const painted = paintRefined(space, selection, sample.values)
    const click = clickOn(sample, painted)
    if (click !== undefined) selection = clickAt(space, selection, click)
    return panel(sample, selection)
  })
}

/** One click, and what a step down and one up make of it. */
function walks(sample: TreeSample): Panel[] {
  const space = spaceOf(sample)
  const nothing = emptySelection(space)
  const picked = clickAt(space, nothing, clickOn(sample, paintRefined(space, nothing, sample.values))!)
  return [walk(picked, -1), picked, walk(picked, 1)].map(selection => panel(sample, selection))
}

function boxed(sample: TreeSample): Panel {
  const { width, data } = sample.truth
  const inside = [...data.keys()].filter(i => data[i] !== 0)
  const [xs, ys] = [inside.map(i => i % width), inside.map(i => Math.floor(i / width))]
  const least = (values: readonly number[]): number => values.reduce((a, b) => Math.min(a, b))
  const most = (values: readonly number[]): number => values.reduce((a, b) => Math.max(a, b))
  const box = { left: least(xs) - 2, top: least(ys) - 2, right: most(xs) + 2, bottom: most(ys) + 2 }
  const space = spaceOf(sample)
  return panel(sample, selectBox(space, emptySelection(space), 1, box), box)
}

/** Picks of three images, found in the fourth to the sixth without a click. */
function remembered(samples: readonly TreeSample[]): Panel[] {
  const exemplars: Exemplar[] = samples.slice(0, 3).flatMap(sample => {
    const space = spaceOf(sample)
    const nothing = emptySelection(space)
    const click = clickOn(sample, paintRefined(space, nothing, sample.values))!
    return exemplarOf(space, clickAt(space, nothing, click).owner) ?? []
  })
  return samples.slice(3).map(sample => {
    const space = spaceOf(sample)
    const owner = applyExemplars(space, exemplars)?.inside ?? new Uint8Array(space.segments)
    return panel(sample, { ...emptySelection(space), owner })
  })
}

function clickOn({ truth }: TreeSample, painted: Uint8Array): LabelClick | undefined {
  const place = correctingClick({ ...truth, data: painted }, truth)
  return place && { ...place, label: 1 }
}

function panel(sample: TreeSample, selection: Selection, box?: Box): Panel {
  const { width, height, channels, data } = sample.values
  const image: Image = { width, height, channels, pixels: data, sampleType: 'float32' }
  const painted = paintRefined(spaceOf(sample), selection, sample.values)
  const mask: Mask = { width, height, data: painted }
  const clicks = selection.clicks.map(({ x, y, sign }) => ({ x, y, sign }))
  const picture = thumbnail(drawPick(image, mask, { clicks, box }), panelSide) as RgbRaster
  return { picture, dice: dice(painted, sample.truth.data) }
}

/** Pictures side by side on white. */
function row(pictures: readonly RgbRaster[]): RgbRaster {
  const width = pictures.reduce((sum, picture) => sum + picture.width + gap, -gap)
  const height = Math.max(...pictures.map(picture => picture.height))
  const data = new Uint8Array(3 * width * height).fill(255)
  let left = 0
  for (const picture of pictures) {
    for (let y = 0; y < picture.height; y++)
      data.set(picture.data.subarray(3 * y * picture.width, 3 * (y + 1) * picture.width), 3 * (y * width + left))
    left += picture.width + gap
  }
  return { kind: 'rgb', width, height, data }
}
