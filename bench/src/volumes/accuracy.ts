/** How well known structures are found: the lateral ventricles of a labelled brain, and the parts of drawn volumes. */
import { readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { createRandom, type Volume } from '@cuts/core'
import { readImage } from '@cuts/formats'
import { resolveSettings } from '@cuts/runtime'
import { segmentVoxels } from '@cuts/runtime/pipeline'
import { drawAbdomen, drawHead, type Phantom } from './phantoms.ts'
import { type Dice, diceLines, diceTable, processorSeconds, scoreSimplerWays, scoreTree } from './scores.ts'

/** Left and right lateral ventricle among the labels of FreeSurfer. */
const ventricles = [4, 43]

export interface Accuracy {
  readonly lines: string[]
  readonly dice: { readonly [structure: string]: Dice }
}

export async function scoreVentricles(brain: string, labels: string, seed: number): Promise<Accuracy> {
  const { volume, data } = await readBrain(brain, labels)
  const started = processorSeconds()
  const found = segmentVoxels(volume, resolveSettings('default'), createRandom(seed))
  const ours = processorSeconds() - started
  const simpler = scoreSimplerWays(volume, found, data, seed)
  const dice = { ...(await scoreTree(volume, found, data)), ...simpler.dice }
  const times = [['supervoxels and tree', ours] as const, ...Object.entries(simpler.seconds)]
  const heading = `lateral ventricles, ${found.cloud.count} supervoxels, Dice in three dimensions`
  const said = times.map(([way, seconds]) => `${way} ${seconds.toFixed(1)} s`).join(', ')
  return {
    lines: [heading, ...diceLines(dice), `  of the processor: ${said} (Ward's on the supervoxels)`],
    dice: { ventricles: dice },
  }
}

/** The brain and the mask of its ventricles. */
export async function readBrain(
  brain: string,
  labels: string,
): Promise<{ readonly volume: Volume; readonly data: Uint8Array }> {
  const volume = await readVolume(brain)
  const data = Uint8Array.from((await readVolume(labels)).pixels, label => (ventricles.includes(label) ? 1 : 0))
  return { volume, data }
}

/** Cubes, more noise and shading, thick slices, and soft tissue of a CT between gas, bone and metal. */
export function drawnVolumes(): Phantom[] {
  return [
    drawHead('head, 1.5 mm', [112, 132, 104], [1.5, 1.5, 1.5], 25, 0.1),
    drawHead('head, noise and shading', [112, 132, 104], [1.5, 1.5, 1.5], 60, 0.3),
    drawHead('head, 1 x 1 x 5 mm', [168, 196, 30], [1, 1, 5], 25, 0.1),
    drawAbdomen([176, 156, 64], [2.2, 2.2, 4]),
  ]
}

export async function scoreDrawn(seed: number): Promise<Accuracy> {
  const all: { [structure: string]: Dice } = {}
  for (const { name, volume, structures } of drawnVolumes()) {
    const found = segmentVoxels(volume, resolveSettings('default'), createRandom(seed))
    for (const [part, data] of Object.entries(structures)) {
      const simpler = scoreSimplerWays(volume, found, data, seed)
      all[`${name}: ${part}`] = { ...(await scoreTree(volume, found, data)), ...simpler.dice }
    }
  }
  return { lines: ['drawn volumes, Dice in three dimensions', ...diceTable(all)], dice: all }
}

async function readVolume(path: string): Promise<Volume> {
  return (await readImage([{ name: basename(path), bytes: new Uint8Array(await readFile(path)) }])).volume
}
