/**
 * What tells runs and their images apart. Two runs with the same fingerprint give the same results. Two images with the
 * same mark are segmented alike, whatever other images their runs hold: this lets parts of a run be done apart, and lets
 * a list grow.
 */
import type { Inventory } from '../dataset/inventory.ts'
import { presets } from '../presets/presets.ts'
import type { ProjectOptions } from '../presets/run-options.ts'
import type { Settings } from '../presets/stages.ts'
import { sha256Hex } from '../sha256.ts'
import { basename } from '../source/paths.ts'
import { version } from '../version.ts'
import { needsEncoder, unitsOf } from './units.ts'

/** Everything but the images that results depend on. */
export interface Recipe {
  readonly options: ProjectOptions
  readonly settings: Settings
  /** Hash of a trained model; absent if the run trains its own or needs none. */
  readonly model?: string | undefined
}

/** The marks of images and of units, by their ids. */
export interface Marks {
  readonly image: ReadonlyMap<string, string>
  readonly unit: ReadonlyMap<string, string>
}

export interface Identity {
  /** Identifies images, masks, model and settings. */
  readonly fingerprint: string
  /** Identifies all of these but images and masks. */
  readonly recipe: string
  readonly marks: Marks
}

/** Returns all that identifies a run. */
export async function identify(
  recipe: Recipe,
  inventory: Pick<Inventory, 'images' | 'files' | 'channels'>,
): Promise<Identity> {
  const { options, model } = recipe
  const fingerprint = await fingerprintOf(recipe, inventory)
  const own = await recipeOf(recipe)
  // A model that the run trains depends on all images.
  const isTrained = model === undefined && needsEncoder({ options, dataset: inventory })
  return {
    fingerprint,
    recipe: own,
    marks: await marksOf(isTrained ? fingerprint : own, options, inventory),
  }
}

async function recipeOf({ options, settings, model }: Recipe): Promise<string> {
  return sha256Hex(JSON.stringify({ ...telling({ options, settings }), model }))
}

async function fingerprintOf(
  { options, settings, model }: Recipe,
  { images, files }: Pick<Inventory, 'images' | 'files'>,
): Promise<string> {
  const hashes = new Map(files.map(file => [file.path, file.sha256]))
  const read = new Set(images.flatMap(pathsOf))
  return sha256Hex(
    JSON.stringify({
      ...telling({ options, settings }),
      images: images.map(({ id, group }) => [id, group]),
      files: [...read].map(path => [basename(path), hashes.get(path)]),
      model,
    }),
  )
}

/** `base` is the hash of all that they depend on besides their own files and channels. Images of a unit have one mark. */
async function marksOf(
  base: string,
  options: ProjectOptions,
  { images, files, channels }: Pick<Inventory, 'images' | 'files' | 'channels'>,
): Promise<Marks> {
  const hashes = new Map(files.map(file => [file.path, file.sha256]))
  const image = new Map<string, string>()
  const unit = new Map<string, string>()
  for (const { id, indices } of unitsOf({ options, dataset: { images } })) {
    const own = indices.map(index => images[index]!)
    const read = [...new Set(own.flatMap(pathsOf))].map(path => [basename(path), hashes.get(path)])
    const mark = await sha256Hex(JSON.stringify([base, channels, id, own.map(({ id, group }) => [id, group]), read]))
    unit.set(id, mark)
    for (const { id } of own) image.set(id, mark)
  }
  return { image, unit }
}

function telling({ options, settings }: Recipe) {
  const { preset, seed, grouping, plane, pictures, maskLabel } = options
  const own = tellingSettings(settings)
  return {
    version,
    preset,
    seed,
    settings: own,
    plane: plane ?? 'acquired',
    grouping: grouping ?? 'auto',
    // Options that came later count where they are used, so that runs of earlier versions can go on.
    ...(pictures === false ? { pictures } : {}),
    ...(maskLabel === undefined ? {} : { maskLabel }),
  }
}

/** The files of an image and its mask. */
function pathsOf({ path, files: series = [path], channelFiles = [], mask }: Inventory['images'][number]): string[] {
  return [...series, ...channelFiles, ...(mask === undefined ? [] : [mask])]
}

/**
 * The settings that tell runs apart. Those of proposals count only where they are not the defaults, so that runs of
 * versions without proposals can go on.
 */
export function tellingSettings({ proposals, ...others }: Settings): Partial<Settings> {
  const isUsual = Object.entries(proposals).every(([name, value]) => usual[name as keyof typeof usual] === value)
  return isUsual ? others : { ...others, proposals }
}

const usual = presets.default.settings.proposals
