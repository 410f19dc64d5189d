/**
 * CUTS with its encoder trained, untrained, both, or none. There is one training for each preset and seed, one
 * segmentation for each image, and several rows from it.
 */
import { join } from 'node:path'
import { colourFeatures, createRandom, prepareIntensities } from '@cuts/core'
import { loadEncoder } from '@cuts/nn'
import { resolveSettings, type Settings } from '@cuts/runtime'
import { segmentEmbedding } from '@cuts/runtime/pipeline'
import type { Method, Segment } from '../method.ts'
import { type CutsChoice, trainedChoice, trainOn, withSteps } from './cuts-encoders.ts'
import { allRows, clickRows, controlRows, predictionsOf, type Rows } from './cuts-rows.ts'
import { joinedRows, pack, segmentJoined, unpack } from './joined.ts'
import { segmentSample } from './segment-sample.ts'

/** Its encoder made as `cuts run` makes it, segmented as `cuts segment` does: the same seed gives the same regions. */
function runMethod(id: string, choice: CutsChoice, rows: Rows): Method {
  return {
    ...cutsMethod(id, resolveSettings(choice.preset, choice.settings), rows),
    learn: (_, context) => trainOn(context.images, choice, context),
  }
}

function cutsMethod(id: string, settings: Settings, rows: Rows): Omit<Method, 'learn'> {
  return {
    id,
    version: 2,
    rows: Object.fromEntries(rows.map(([row, title]) => [row, title])),
    seeds: 'all',
    settings,
    open: async ({ engine, seed }, model) => {
      const encoder = await loadEncoder(engine, model!)
      const segment: Segment = async sample => {
        const segmentation = await segmentSample(encoder, sample, settings, seed)
        return predictionsOf(segmentation, rows, () => prepareIntensities(sample.image, settings.image))
      }
      return segment
    },
  }
}

/**
 * No network: slightly blurred pixel colours instead of the embedding. They differ in length, not only in direction.
 */
function colourMethod({ preset, settings }: CutsChoice): Method {
  const own = resolveSettings(preset, {
    ...settings,
    features: { ...settings.features, normalise: false },
    kmeans: { ...settings.kmeans, normalise: false },
  })
  const rows = controlRows('colour', 'colour instead of the embedding')
  return {
    ...cutsMethod('colour', own, rows),
    open: async ({ seed }) => {
      return async ({ image }) => {
        const colours = colourFeatures(image, 0.5, own.image)
        const segmentation = segmentEmbedding(colours, own, createRandom(seed).fork('segment'), { image })
        return predictionsOf(segmentation, rows, () => prepareIntensities(image, own.image))
      }
    },
  }
}

/**
 * Returns the standard rows: those of `choice` and its controls, and those with the paper's settings. Throws
 * `InvalidOption`.
 */
export function cutsMethods(choice: CutsChoice): readonly Method[] {
  const { settings } = choice
  const { method, other } = chosenMethod(choice)
  return [
    method,
    other,
    runMethod('paper-cuts', { preset: 'paper', settings }, allRows('paper-cuts', "CUTS, the paper's settings")),
    lambdaMethod('lambda0', 0, 'lambda 0, no contrastive loss', choice),
    colourMethod(choice),
  ]
}

/**
 * The method behind the rows of CUTS as chosen, how to get its model from what it learnt, and the other of trained and
 * untrained. CUTS as chosen is also one of these two controls, so it shares the work.
 */
export function chosenMethod(choice: CutsChoice): {
  readonly method: Method
  readonly other: Method
  readonly modelIn: (learnt: Uint8Array) => Uint8Array
} {
  const { preset, settings } = choice
  const rows = [...allRows('cuts', preset === 'default' ? 'CUTS' : `CUTS, preset ${preset}`), ...clickRows]
  const untrained = (own: Rows): Method =>
    runMethod('untrained', withSteps(choice, 0), [...own, ...controlRows('untrained', 'encoder untrained')])
  const trained = (own: Rows): Method =>
    trainedMethod(trainedChoice(choice), [...own, ...controlRows('trained', 'encoder trained')])
  return resolveSettings(preset, settings).schedule.steps > 0
    ? { method: trained(rows), other: untrained([]), modelIn: learnt => unpack(learnt)[0] }
    : { method: untrained(rows), other: trained([]), modelIn: learnt => learnt }
}

/** With a trained encoder, and with the trained and the untrained one side by side. */
function trainedMethod(choice: CutsChoice, rows: Rows): Method {
  const settings = resolveSettings(choice.preset, choice.settings)
  return {
    ...cutsMethod('trained', settings, [...rows, ...joinedRows]),
    learn: async (_, context) => {
      const inFolder = (name: string) => ({ ...context, folder: join(context.folder, name) })
      const trained = await trainOn(context.images, choice, inFolder('trained'))
      return pack(trained, await trainOn(context.images, withSteps(choice, 0), inFolder('untrained')))
    },
    open: async ({ engine, seed }, learnt) => {
      const [trained, untrained] = await Promise.all(unpack(learnt!).map(model => loadEncoder(engine, model)))
      return async sample => {
        const values = () => prepareIntensities(sample.image, settings.image)
        return {
          ...predictionsOf(await segmentSample(trained!, sample, settings, seed), rows, values),
          ...predictionsOf(await segmentJoined([trained!, untrained!], sample, settings, seed), joinedRows, values),
        }
      }
    },
  }
}

/** CUTS with another weight of the contrastive loss. */
export function lambdaMethod(id: string, lambda: number, title: string, choice: CutsChoice): Method {
  const { preset, settings } = trainedChoice(choice)
  const training = { ...settings.training, lambda }
  return runMethod(
    id,
    { preset, settings: { ...settings, training } },
    controlRows(id, title).filter(([, , kind]) => kind === 'best' || kind === 'kmeans'),
  )
}
