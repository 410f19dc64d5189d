/** The variants of CUTS, and their encoders. */
import { presets, resolveSettings, type SettingsOverrides } from '@cuts/runtime'
import { diskFiles, trainFolder } from '@cuts/runtime/node'
import type { LearningContext } from '../method.ts'

/** The variant of CUTS: a preset with some settings replaced. */
export interface CutsChoice {
  readonly preset: string
  readonly settings: SettingsOverrides
}

/** The choice with an encoder that is trained: for as many steps as it says or, if it says 0, as the preset `trained`. */
export function trainedChoice(choice: CutsChoice): CutsChoice {
  const { steps } = resolveSettings(choice.preset, choice.settings).schedule
  return steps > 0 ? choice : withSteps(choice, presets.trained.settings.schedule.steps)
}

/** The choice with another number of training steps; 0 keeps the weights that are drawn. */
export function withSteps({ preset, settings }: CutsChoice, steps: number): CutsChoice {
  return { preset, settings: { ...settings, schedule: { ...settings.schedule, steps } } }
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
