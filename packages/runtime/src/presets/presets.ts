/**
 * Named settings: `default` scored best, `trained` trains the encoder too, `paper` follows the paper's text, `cells` is for
 * many similar objects.
 */
import { checkOptions, checkStages, choice } from '@cuts/core/options'
import { type Settings, type SettingsOverrides, stages } from './stages.ts'

export interface Preset {
  readonly name: string
  readonly doc: string
  /** Every setting, complete. */
  readonly settings: Settings
}

/** `default` with a trained encoder. */
const trained: SettingsOverrides = { schedule: { steps: 300 } }

/**
 * The paper's text: its loss, tau 0.5, lambda 0.01, Gaussian kernel of plain distances between all pixels, no spatial
 * term. Where the paper is silent: its first public software (anchors and steps of training, patience, validation
 * split, the kernel of its k-means on the embedding as it is; that software's kernel sees 0.6 % of the pixels, but its
 * landmarks meet wherever their members share neighbours, which 5 % between prototypes stands for). Known faults of
 * that software are not reproduced, and pixels are stood for by feature clusters.
 */
const paper: SettingsOverrides = {
  image: { workingSide: 0 },
  training: { contrastive: 'ratio', temperature: 0.5, lambda: 0.01, headLayers: 1, decayAll: true },
  schedule: { steps: 1000, validateEvery: 5, validationFraction: 0.3, patience: 10 },
  features: { normalise: true, components: 16, intensityWeight: 0 },
  prototypes: { kind: 'features', pixelsPerPrototype: 27, most: 800 },
  condensation: { graph: 'dense', massExponent: 0, spatialWeight: 0, growth: 1.05, heights: 'bandwidth' },
  persistence: { by: 'lifetime', smallestShare: 0, largestShare: 1 },
  kmeans: { normalise: false, decay: 40, neighbourShare: 0.05, landmarks: 4000, restarts: 10 },
}

/**
 * For many objects of one kind, wherever they lie. Regions are linked by similarity alone, and few regions are
 * expected: one for each kind of object and of background.
 */
const cells: SettingsOverrides = {
  image: { workingSide: 0 },
  schedule: { steps: 300 },
  condensation: { graph: 'nearest', heights: 'bandwidth' },
  levels: { expectedRegions: 3 },
  persistence: { by: 'lifetime', smallestShare: 0.02, largestShare: 0.5 },
  kmeans: { clusters: 3 },
}

/** The names of the presets, with what each is for. */
export const presetOption = choice('default', {
  title: 'Preset',
  doc: 'named settings to start from',
  level: 'basic',
  choices: {
    default: 'the best results so far: superpixels that touch, by an encoder with random weights',
    trained: 'the same with an encoder that is trained on the images: slower, and so far no better',
    paper: "the paper's text: its loss, and plain Gaussian condensation without space",
    cells: 'many similar objects, such as nuclei under a microscope: similar pixels form one region, wherever they lie',
  },
})

export type PresetName = (typeof presetOption)['default']

const overrides: { readonly [Name in PresetName]: SettingsOverrides } = { default: {}, trained, paper, cells }

export const presets = Object.fromEntries(
  presetOption.choices.map(({ value: name, doc }) => [
    name,
    { name, doc, settings: checkStages(stages, [overrides[name]]) },
  ]),
) as unknown as { readonly [Name in PresetName]: Preset }

/**
 * Returns the settings of a preset with some replaced. Names of earlier versions are read, and each is reported to
 * `onNotice`. Throws `InvalidOption` for an unknown preset, stage, option or value.
 */
export function resolveSettings(
  preset: string,
  changes: SettingsOverrides = {},
  onNotice?: (message: string) => void,
): Settings {
  const { preset: name } = checkOptions('a run', { preset: presetOption }, { preset })
  return checkStages(stages, [presets[name].settings, changes], onNotice)
}
