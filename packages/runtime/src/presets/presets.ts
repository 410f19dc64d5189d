/** Named settings: `default` is what measures best, `paper` follows the paper's text, `cells` is for crowds of like objects. */
import { CutsError } from '@cuts/core'
import { completeSettings, type Settings, type SettingsOverrides } from './stages.ts'

export interface Preset {
  readonly name: string
  readonly doc: string
  /** Every setting, complete. */
  readonly settings: Settings
}

/**
 * The paper's text: its loss, tau 0.5, lambda 0.01, Gaussian kernel of plain distances between all pixels, no spatial
 * term. Where the paper is silent: its first public software (anchors and steps of training, patience, validation
 * split, the kernel of its k-means on the embedding as it is; that software's kernel sees 0.6 % of the pixels, but its
 * landmarks meet wherever their members share neighbours, which 2 % between prototypes stands for). Known faults of that software are not reproduced, and pixels are stood for by
 * feature clusters.
 */
const paper: SettingsOverrides = {
  training: { contrastive: 'ratio', temperature: 0.5, lambda: 0.01, headLayers: 1, decayAll: true },
  schedule: { steps: 1000, validateEvery: 5, validationFraction: 0.3, patience: 10 },
  features: { normalise: true, components: 16, values: 0 },
  prototypes: { kind: 'features', pixelsEach: 27, most: 800 },
  condensation: { graph: 'dense', massExponent: 0, spatialWeight: 0, growth: 1.05 },
  persistence: { smallest: 0, largest: 1 },
  kmeans: { normalise: false, decay: 40, neighbourShare: 0.02, landmarks: 4000, restarts: 10 },
}

/**
 * Many objects of one kind, wherever they lie: likeness alone links, and few regions are expected, for objects and what
 * lies between them are about as many kinds.
 */
const cells: SettingsOverrides = {
  condensation: { graph: 'nearest' },
  levels: { expected: 3 },
  persistence: { smallest: 0.02, largest: 0.5 },
  kmeans: { clusters: 3 },
}

const docs = {
  default: 'what measures best so far: superpixels that touch, masses in the kernel',
  paper: "the paper's text: its loss, plain Gaussian condensation without space",
  cells: 'many objects of one kind, as nuclei under a microscope: what is alike is one region, wherever it lies',
}

export type PresetName = keyof typeof docs

export const presets: { readonly [Name in PresetName]: Preset } = {
  default: { name: 'default', doc: docs.default, settings: completeSettings() },
  paper: { name: 'paper', doc: docs.paper, settings: completeSettings(paper) },
  cells: { name: 'cells', doc: docs.cells, settings: completeSettings(cells) },
}

/** The settings of a preset with some replaced. Throws `InvalidOption`. */
export function resolveSettings(preset: string, overrides: SettingsOverrides = {}): Settings {
  const found = Object.hasOwn(presets, preset) ? presets[preset as PresetName] : undefined
  if (found === undefined)
    throw new CutsError('InvalidOption', `there is no preset ${preset}.`, {
      remedy: `Known presets: ${Object.keys(presets).join(', ')}.`,
    })
  return completeSettings(found.settings, overrides)
}
