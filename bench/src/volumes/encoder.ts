/** Whether an encoder on the slices of three planes is worth its time: grey values with and without it. */
import { createRandom, type Volume } from '@cuts/core'
import { createReduction, reducedSize } from '@cuts/core/volume'
import type { Encoder } from '@cuts/nn'
import { resolveSettings } from '@cuts/runtime'
import { segmentVoxels } from '@cuts/runtime/pipeline'
import { type BenchResult, tell } from '../image-set.ts'
import { readBrain } from './accuracy.ts'
import { drawHead } from './phantoms.ts'
import { embedInPlanes, segmentInPlanes, trainedOn, untrainedOn } from './planes.ts'
import { type Dice, diceTable, processorSeconds, scoreTree } from './scores.ts'
import { poolSlices } from './slices.ts'

const weights = [0.5, 1]
const reduction = 2

interface Subject {
  readonly name: string
  readonly volume: Volume
  readonly structures: { readonly [part: string]: Uint8Array }
}

/** `brain` is a volume with a volume of labels. */
export async function measurePlanes(brain: string, seed: number): Promise<BenchResult> {
  const whole = await readBrain(brain, brain.replace('_brain', '_labels'))
  const drawn = [
    drawHead('head, 2 mm, noise and shading', [84, 98, 76], [2, 2, 2], 60, 0.3),
    drawHead('head, 2 x 2 x 5 mm', [84, 98, 30], [2, 2, 5], 25, 0.1),
  ]
  const subjects: Subject[] = [reduced('brain, 2 mm', whole.volume, whole.data), ...drawn]
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
    const pooling = processorSeconds()
    await score('pooled slices', await poolSlices(subject.volume, encoder, seed))
    times.push(`pooled slices ${(processorSeconds() - pooling).toFixed(1)} s with their scores`)
    await measure('trained', encoder)
    lines.push(`${subject.name}, seconds of the processor: ${times.join('; ')}`, ...diceTable(rows), '')
    figures[subject.name] = { rows, times }
    tell(lines.slice(-Object.keys(rows).length - 3).join('\n'))
  }
  return { text: lines.join('\n'), figures }
}

/** The brain at `reduction` times its spacing: an encoder embeds every voxel three times, which takes its time. */
function reduced(name: string, volume: Volume, mask: Uint8Array): Subject {
  const by = [reduction, reduction, reduction] as const
  const area = volume.width * volume.height
  const reduce = (values: Float32Array): Float32Array => {
    const sums = createReduction({ ...volume, channels: 1 }, by)
    for (let z = 0; z < volume.depth; z++) sums.add(z, values.subarray(z * area, (z + 1) * area))
    return sums.finish()
  }
  const [x, y, z] = volume.geometry!.spacingMm
  const geometry = { ...volume.geometry!, spacingMm: [x * reduction, y * reduction, z * reduction] as const }
  const small = { ...volume, ...reducedSize(volume, by), pixels: reduce(volume.pixels), geometry }
  const ventricles = Uint8Array.from(reduce(Float32Array.from(mask)), share => (share >= 0.5 ? 1 : 0))
  return { name, volume: small, structures: { ventricles } }
}
