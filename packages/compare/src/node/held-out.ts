/**
 * CUTS on images that its encoder has not seen. CUTS trains without masks, so segmenting its training images is no
 * unfair advantage. This study measures how much the results depend on having trained on the same images.
 */
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { prepareIntensities } from '@cuts/core'
import { loadEncoder } from '@cuts/nn'
import { resolveSettings } from '@cuts/runtime'
import type { Method, Segment } from '../method.ts'
import { dealFolds } from '../methods/folds.ts'
import { type CutsChoice, trainedChoice, trainOn } from './cuts-encoders.ts'
import { predictionsOf, type Rows } from './cuts-rows.ts'
import { segmentSample } from './segment-sample.ts'

const mostFolds = 5

const rows: Rows = [
  ['heldout-kmeans', 'CUTS, image not trained on, spectral k-means', 'kmeans'],
  ['heldout-best', 'CUTS, image not trained on, best level (oracle)', 'best'],
  ['heldout-auto', 'CUTS, image not trained on, level chosen without labels', 'auto'],
]

export const heldOutRows: readonly string[] = rows.map(([row]) => row)

/** One encoder for each fifth of the images, trained on the others. */
export function heldOutMethod(chosen: CutsChoice): Method {
  const choice = trainedChoice(chosen)
  const own = resolveSettings(choice.preset, choice.settings)
  return {
    id: 'heldout',
    version: 1,
    rows: Object.fromEntries(rows.map(([row, title]) => [row, title])),
    seeds: 'all',
    settings: own,
    learn: async (samples, context) => {
      const ids = samples.map(({ id }) => id)
      const folds = Math.min(mostFolds, ids.length)
      const dealt = dealFolds(ids, folds, context.random.fork('folds'))
      const models: Uint8Array[] = []
      for (let fold = 0; fold < folds; fold++) {
        const list = join(context.folder, `without-${fold}.txt`)
        await writeFile(list, context.files.filter((_, i) => dealt[i] !== fold).join('\n'))
        const out = join(context.folder, `without-${fold}`)
        const onProgress = (done: number, total: number): void => context.onProgress(fold * total + done, folds * total)
        models.push(await trainOn(list, choice, { ...context, folder: out, onProgress }))
      }
      return pack({ foldOf: Object.fromEntries(ids.map((id, i) => [id, dealt[i]!])), models })
    },
    open: async ({ engine, seed }, learnt) => {
      const { foldOf, models } = unpack(learnt!)
      const encoders = new Map<number, ReturnType<typeof loadEncoder>>()
      const segment: Segment = async sample => {
        const fold = foldOf[sample.id]!
        const encoder = encoders.get(fold) ?? loadEncoder(engine, models[fold]!)
        encoders.set(fold, encoder)
        const segmentation = await segmentSample(await encoder, sample, own, seed)
        return predictionsOf(segmentation, rows, () => prepareIntensities(sample.image, own.image))
      }
      return segment
    },
  }
}

interface Learnt {
  /** The fold of each image by id. The model with that number has not seen the image. */
  readonly foldOf: { readonly [id: string]: number }
  readonly models: readonly Uint8Array[]
}

/** Length of the head in four bytes, the head as JSON with the models' lengths, then the models. */
function pack({ foldOf, models }: Learnt): Uint8Array {
  const head = Buffer.from(JSON.stringify({ foldOf, lengths: models.map(model => model.length) }))
  const length = Buffer.alloc(4)
  length.writeUInt32LE(head.length)
  return new Uint8Array(Buffer.concat([length, head, ...models]))
}

function unpack(bytes: Uint8Array): Learnt {
  const held = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
  let at = 4 + held.readUInt32LE(0)
  const { foldOf, lengths } = JSON.parse(held.toString('utf8', 4, at)) as {
    foldOf: Learnt['foldOf']
    lengths: readonly number[]
  }
  const models = lengths.map(length => {
    const model = bytes.slice(at, at + length)
    at += length
    return model
  })
  return { foldOf, models }
}
