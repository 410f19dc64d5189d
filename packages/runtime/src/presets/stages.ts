/** Every setting of a run, by stage: one table each, written where the stage is. */
import {
  CutsError,
  checkOptions,
  condensationOptions,
  featureOptions,
  intensityOptions,
  levelOptions,
  type OptionTable,
  type OptionValues,
  persistenceOptions,
  prototypeOptions,
  samplingOptions,
  spectralKMeansOptions,
} from '@cuts/core'
import { trainingOptions } from '@cuts/nn'
import { scheduleOptions } from '../pipeline/schedule.ts'

/** The option tables, in the order in which a run comes to them. */
export const stages = {
  image: intensityOptions,
  sampling: samplingOptions,
  training: trainingOptions,
  schedule: scheduleOptions,
  features: featureOptions,
  prototypes: prototypeOptions,
  condensation: condensationOptions,
  levels: levelOptions,
  persistence: persistenceOptions,
  kmeans: spectralKMeansOptions,
} satisfies { readonly [stage: string]: OptionTable }

export type StageName = keyof typeof stages
export type Settings = { readonly [Stage in StageName]: OptionValues<(typeof stages)[Stage]> }

/** Some settings, by stage and option. */
export type SettingsOverrides = {
  readonly [stage: string]: { readonly [option: string]: number | string | boolean }
}

/** Completes overrides to all settings; later ones win. Throws `InvalidOption` for unknown stages, options or values. */
export function completeSettings(...overrides: readonly SettingsOverrides[]): Settings {
  for (const stage of overrides.flatMap(Object.keys))
    if (!Object.hasOwn(stages, stage))
      throw new CutsError('InvalidOption', `\`${stage}\` is not a stage.`, {
        remedy: `Known stages: ${Object.keys(stages).join(', ')}.`,
      })
  const settings = Object.entries(stages).map(([stage, table]) => [
    stage,
    checkOptions(stage, table as OptionTable, Object.assign({}, ...overrides.map(override => override[stage]))),
  ])
  return Object.fromEntries(settings)
}
