/** Whether an encoder on the slices of three planes is worth its time: grey values with and without it. */
import { createRandom, type Volume } from '@cuts/core'
import type { Encoder } from '@cuts/nn'
import { resolveSettings } from '@cuts/runtime'
import { segmentVoxels } from '@cuts/runtime/pipeline'
import { type BenchResult, tell } from '../image-set.ts'
import { drawnVolumes, readBrain } from './accuracy.ts'
import { embedInPlanes, processorSeconds, segmentInPlanes, trainedOn, untrainedOn } from './planes.ts'
import { type Dice, diceTable, scoreTree } from './scores.ts'

const weights = [0.5, 1]

interface Subject {
  readonly name: string
  readonly volume: Volume
  readonly structures: { readonly [part: string]: Uint8Array }
}

/** `brain` is a volume with a volume of labels. */
export async function measurePlanes(brain: string, seed: number): Promise<BenchResult> {
  const whole = await readBrain(brain, brain.replace('_brain', '_labels'))
  const subjects = [cropped('brain', whole.volume, whole.data), ...drawnVolumes().slice(1)]
  const lines: string[] = []
  const figures: { [row: string]: unknown } = {}
  for (const subject of subjects) {
    const rows: { [row: string]: Dice } = {}
    const score = async (way: string, found: Parameters<typeof scoreTree>[1]): Promise<void> => {
      for (const [part, mask] of Object.entries(subject.structures))
        rows[`${subject.name}: ${part}, ${way}`] = await scoreTree(subject.volume, found, mask)
    }
    tell(`${subject.name}, grey values`)
    const before = processorSeconds()
    const plain = segmentVoxels(subject.volume, resolveSettings('default'), createRandom(seed))
    const times = [`grey values ${(processorSeconds() - before).toFixed(1)} s`]
    await score('grey values', plain)
    const measure = async (way: string, encoder: Encoder): Promise<void> => {
      tell(`${subject.name}, ${way} encoder`)
      const started = processorSeconds()
      const embedded = await embedInPlanes(subject.volume, encoder)
      times.push(`${way}: embedding ${(processorSeconds() - started).toFixed(1)} s`)
      for (const weight of weights) {
        const before = processorSeconds()
        const found = segmentInPlanes(embedded, weight, seed)
        times.push(`regions at ${weight} ${(processorSeconds() - before).toFixed(1)} s`)
        await score(`${way} ${weight}`, found)
      }
      await encoder.dispose()
    }
    await measure('untrained', await untrainedOn(subject.volume, seed))
    const { encoder, train } = await trainedOn(subject.volume, seed)
    times.push(`training ${train.toFixed(1)} s`)
    await measure('trained', encoder)
    lines.push(`${subject.name}, seconds of the processor: ${times.join('; ')}`, ...diceTable(rows), '')
    figures[subject.name] = { rows, times }
    tell(lines.slice(-Object.keys(rows).length - 3).join('\n'))
  }
  return { text: lines.join('\n'), figures }
}

/** The volume without the padding around, which an encoder would embed for nothing. */
function cropped(name: string, { width, height, depth, pixels, ...volume }: Volume, mask: Uint8Array): Subject {
  const [first, last] = [[width, height, depth], [-1, -1, -1]] // biome-ignore format: two corners
  for (let i = 0; i < mask.length; i++) {
    if (pixels[i] === 0) continue
    const at = [i % width, Math.floor(i / width) % height, Math.floor(i / (width * height))]
    for (const axis of [0, 1, 2]) {
      first[axis] = Math.max(0, Math.min(first[axis]!, at[axis]! - 1))
      last[axis] = Math.max(last[axis]!, at[axis]!)
    }
  }
  const [w, h, d] = [0, 1, 2].map(axis => last[axis]! - first[axis]! + 1) as [number, number, number]
  const own = new Float32Array(w * h * d)
  const ventricles = new Uint8Array(own.length)
  for (let k = 0, to = 0; k < d; k++)
    for (let j = 0; j < h; j++) {
      const from = ((k + first[2]!) * height + j + first[1]!) * width + first[0]!
      own.set(pixels.subarray(from, from + w), to)
      ventricles.set(mask.subarray(from, from + w), to)
      to += w
    }
  return { name, volume: { ...volume, width: w, height: h, depth: d, pixels: own }, structures: { ventricles } }
}
