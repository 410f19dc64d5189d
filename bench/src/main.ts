/** `npm run bench -- accuracy | speed`: the figures the project claims, measured. */
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { measureAccuracy } from './accuracy.ts'
import { measureSpeed } from './speed.ts'

const usage = `npm run bench -- accuracy | speed [--set DIR] [--seed N] [--json]

  accuracy   Dice and Hausdorff of both presets and of controls without learning, label hint
  speed      training, one image, the whole run; time and memory
  --set      folder with images/ and masks/ (default: ../shared/data/retina, or else the bundled fundus phantoms)
`

export async function main(argv: readonly string[]): Promise<number> {
  const { positionals, values } = parseArgs({
    args: [...argv],
    allowPositionals: true,
    options: {
      set: { type: 'string' },
      seed: { type: 'string', default: '1' },
      json: { type: 'boolean', default: false },
    },
  })
  const set = values.set ?? defaultSet()
  const benches = { accuracy: measureAccuracy, speed: measureSpeed }
  const bench = (benches as { [name: string]: typeof measureAccuracy | undefined })[positionals[0] ?? '']
  if (bench === undefined) {
    process.stderr.write(usage)
    return 2
  }
  const { text, figures } = await bench({ images: `${set}/images`, masks: `${set}/masks`, seed: Number(values.seed) })
  process.stdout.write(values.json ? `${JSON.stringify(figures)}\n` : `${set}\n\n${text}\n`)
  return 0
}

function defaultSet(): string {
  const shared = fileURLToPath(new URL('../../../shared/data/retina', import.meta.url))
  return existsSync(shared) ? shared : fileURLToPath(new URL('../../examples/fundus', import.meta.url))
}
