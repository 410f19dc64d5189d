/** `npm run bench -- accuracy | equivalence | speed | scale | engine`: the figures the project claims, measured. */
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import type { Device } from '@cuts/nn/node'
import { measureAccuracy } from './accuracy.ts'
import { measureEngine } from './engine/engine.ts'
import { measureEquivalence } from './equivalence.ts'
import type { BenchResult } from './image-set.ts'
import { measureLarge, measureScale } from './scale.ts'
import { measureSpeed } from './speed.ts'

const usage = `npm run bench -- accuracy | equivalence | speed | scale | engine [--set DIR] [--seed N] [--device D] [--threads N] [--python P] [--json]

  accuracy   Dice and Hausdorff of both presets and of controls without learning, label hint
  equivalence  condensation of prototypes against that of all pixels
  speed      training, one image, the whole run; time and memory
  scale      segmentation without the encoder, time and memory against the number of pixels
  engine     training step and inference against what the runtime does at its best; memory; browser; PyTorch
  --device   cpu, webgpu, cuda or auto, for engine (default cpu)
  --threads  processor threads, for engine (default all cores)
  --python   an interpreter with PyTorch, for engine
  --set      folder with images/ and masks/ (default: ../shared/data/retina, or else the bundled fundus phantoms)
`

export async function main(argv: readonly string[]): Promise<number> {
  const { positionals, values } = parseArgs({
    args: [...argv],
    allowPositionals: true,
    options: {
      set: { type: 'string' },
      seed: { type: 'string', default: '1' },
      device: { type: 'string', default: 'cpu' },
      threads: { type: 'string' },
      python: { type: 'string' },
      json: { type: 'boolean', default: false },
    },
  })
  const set = values.set ?? defaultSet()
  const benches: { readonly [name: string]: (() => Promise<BenchResult>) | undefined } = {
    accuracy: () => measureAccuracy({ images: `${set}/images`, masks: `${set}/masks`, seed: Number(values.seed) }),
    equivalence: () =>
      measureEquivalence({ images: `${set}/images`, masks: `${set}/masks`, seed: Number(values.seed) }),
    speed: () => measureSpeed({ images: `${set}/images`, masks: `${set}/masks`, seed: Number(values.seed) }),
    scale: () => measureScale(Number(values.seed)),
    'large-image': () => measureLarge(Number(values.seed)),
    engine: () =>
      measureEngine({
        device: values.device as Device,
        threads: values.threads === undefined ? undefined : Number(values.threads),
        python: values.python,
      }),
  }
  const bench = benches[positionals[0] ?? '']
  if (bench === undefined) {
    process.stderr.write(usage)
    return 2
  }
  const { text, figures } = await bench()
  const heading = bench === benches.engine || bench === benches.scale ? '' : `${set}\n\n`
  process.stdout.write(values.json ? `${JSON.stringify(figures)}\n` : `${heading}${text}\n`)
  return 0
}

function defaultSet(): string {
  const shared = fileURLToPath(new URL('../../../shared/data/retina', import.meta.url))
  return existsSync(shared) ? shared : fileURLToPath(new URL('../../examples/fundus', import.meta.url))
}
