/**
 * CUTS, and CUTS without its trained encoder. There is one training for each preset and seed, one segmentation for each
 * image, and five rows from it.
 */
import { colourFeatures, createRandom, type Planes, prepareIntensities, reducePlanes } from '@cuts/core'
import { type Encoder, exportEncoder, initialParameters, loadEncoder, refreshStatistics } from '@cuts/nn'
import { resolveSettings, type Settings, type SettingsOverrides } from '@cuts/runtime'
import { diskFiles, trainFolder } from '@cuts/runtime/node'
import { levelMap, levelMaps, type Segmentation, segmentEmbedding, segmentImage } from '@cuts/runtime/pipeline'
import type { LearningContext, Method, PredictedTree, Prediction, Predictions, Sample, Segment } from '../method.ts'

/** The variant of CUTS: a preset with some settings replaced. */
export interface CutsChoice {
  readonly preset: string
  readonly settings: SettingsOverrides
}

/** Trained as `cuts train` does it, segmented as `cuts segment` does: the same seed gives the same regions. */
function trainedMethod(id: string, choice: CutsChoice, rows: Rows): Method {
  return {
    ...cutsMethod(id, resolveSettings(choice.preset, choice.settings), rows),
    learn: (_, context) => trainOn(context.images, choice, context),
  }
}

/** Trains on the images of a folder or a list, and continues an interrupted training. Returns the model. */
export async function trainOn(
  images: string,
  { preset, settings }: CutsChoice,
  { folder, seed, signal, onProgress }: Pick<LearningContext, 'folder' | 'seed' | 'signal' | 'onProgress'>,
): Promise<Uint8Array> {
  const { model } = await trainFolder({
    images,
    out: folder,
    preset,
    settings,
    seed,
    device: 'cpu',
    threads: 1,
    resume: true,
    overwrite: false,
    signal,
    onEvent: event => {
      if (event.type === 'train') onProgress(event.step, event.steps)
    },
  })
  return diskFiles.bytes(model)
}

type RowKind = 'kmeans' | 'persistent' | 'auto' | 'best' | 'click'

/** Rows to fill: id, title, and the part of the segmentation to read. */
export type Rows = readonly (readonly [id: string, title: string, kind: RowKind])[]

const kinds: { readonly [kind in RowKind]: string } = {
  kmeans: 'spectral k-means',
  persistent: 'persistent structures',
  best: 'best level (oracle)',
  auto: 'level chosen without labels',
  click: 'clicks, best level (oracle)',
}

function allRows(prefix: string, title: string): Rows {
  return Object.entries(kinds).map(([kind, words]) => [`${prefix}-${kind}`, `${title}, ${words}`, kind as RowKind])
}

function cutsMethod(id: string, settings: Settings, rows: Rows): Omit<Method, 'learn'> {
  return {
    id,
    version: 1,
    rows: Object.fromEntries(rows.map(([row, title]) => [row, title])),
    seeds: 'all',
    settings,
    open: async ({ engine, seed }, model) => {
      const encoder = await loadEncoder(engine, model!)
      const segment: Segment = async sample => {
        return predictionsOf(await segmentSample(encoder, sample, settings, seed), rows)
      }
      return segment
    },
  }
}

/** All regions of one image. Deterministic for a seed. */
export async function segmentSample(
  encoder: Encoder,
  sample: Sample,
  settings: Settings,
  seed: number,
): Promise<Segmentation> {
  const input = workingInput(sample, settings)
  return (await segmentImage(encoder, input, settings, { random: createRandom(seed), image: sample.image }))
    .segmentation
}

/** An image as `cuts run` gives it to the encoder. */
export function workingInput({ image }: Sample, { image: options }: Settings): Planes {
  return reducePlanes(prepareIntensities(image, options), options.workingSide)
}

export function predictionsOf(segmentation: Segmentation, rows: Rows): Predictions {
  return Object.fromEntries(rows.map(([row, , kind]) => [row, predictionOf(segmentation, kind)]))
}

function predictionOf(segmentation: Segmentation, kind: RowKind): Prediction {
  const { tree, leaves, proposals, levels, autoLevel } = segmentation
  const source: PredictedTree = {
    tree,
    leaves,
    proposals: proposals.map(({ node }) => node),
    levels: { clusters: levels.map(({ clusters }) => clusters), auto: autoLevel },
  }
  switch (kind) {
    case 'kmeans':
      return { kind: 'labels', map: segmentation.kmeans }
    case 'persistent':
      return { kind: 'labels', map: segmentation.persistent, source }
    case 'auto':
      return { kind: 'labels', map: levelMap(segmentation, autoLevel), source }
    case 'best':
      return { kind: 'levels', maps: levelMaps(segmentation), source }
    case 'click':
      return { kind: 'levels', maps: levelMaps(segmentation), hint: 'point', source }
    default:
      return kind satisfies never
  }
}

/** An encoder with random weights, normalised over the images. It shows the effect of the architecture alone. */
export async function freshEncoder(
  samples: readonly Sample[],
  settings: Settings,
  { seed, engine }: LearningContext,
): Promise<Uint8Array> {
  const spec = { channels: samples[0]!.image.channels, headLayers: settings.training.headLayers }
  const fresh = initialParameters(spec, createRandom(seed).fork('weights'))
  const load = async (index: number) => workingInput(samples[index]!, settings)
  return exportEncoder(await refreshStatistics(engine, fresh, samples.length, load))
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
        return predictionsOf(segmentEmbedding(colours, own, createRandom(seed).fork('segment'), { image }), rows)
      }
    },
  }
}

/** The rows of a control: its best level, and k-means, which needs no oracle. */
export function controlRows(prefix: string, title: string): Rows {
  return [
    [prefix, `${title}, ${kinds.best}`, 'best'],
    [`${prefix}-kmeans`, `${title}, ${kinds.kmeans}`, 'kmeans'],
  ]
}

/**
 * Returns the standard rows: those of `choice` and its controls, and those with the paper's settings. Throws
 * `InvalidOption`.
 */
export function cutsMethods(choice: CutsChoice): readonly Method[] {
  const { preset, settings } = choice
  const completed = resolveSettings(preset, settings)
  const title = preset === 'default' ? 'CUTS' : `CUTS, preset ${preset}`
  return [
    trainedMethod('cuts', choice, allRows('cuts', title)),
    trainedMethod('paper-cuts', { preset: 'paper', settings }, allRows('paper-cuts', "CUTS, the paper's settings")),
    {
      ...cutsMethod('untrained', completed, [
        ...controlRows('untrained', 'encoder untrained'),
        ['untrained-persistent', `encoder untrained, ${kinds.persistent}`, 'persistent'],
        ['untrained-auto', `encoder untrained, ${kinds.auto}`, 'auto'],
        ['untrained-click', `encoder untrained, ${kinds.click}`, 'click'],
      ]),
      learn: (samples, context) => freshEncoder(samples, completed, context),
    },
    lambdaMethod('lambda0', 0, 'lambda 0, no contrastive loss', choice),
    colourMethod(choice),
  ]
}

/** CUTS with another weight of the contrastive loss. */
export function lambdaMethod(id: string, lambda: number, title: string, { preset, settings }: CutsChoice): Method {
  const training = { ...settings.training, lambda }
  return trainedMethod(id, { preset, settings: { ...settings, training } }, controlRows(id, title))
}
