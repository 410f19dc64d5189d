/** The settings of several stages at once: the stages, and the valid values of each. */
import { checkOptions } from './check-options.ts'
import { currentNames } from './former-names.ts'
import { expectName } from './nearest-name.ts'
import type { OptionGroup, OptionValue, OptionValues } from './option-spec.ts'

export type StageTable = { readonly [stage: string]: OptionGroup }

/** The type of all settings of some stages. */
export type StageValues<Stages extends StageTable> = {
  readonly [Stage in keyof Stages]: OptionValues<Stages[Stage]['options']>
}

/** Some settings, by stage and option. */
export type SomeSettings = { readonly [stage: string]: { readonly [option: string]: OptionValue } }

/**
 * Completes settings with the defaults of their stages and checks every value; of several `given`, later ones win.
 * Names of earlier versions are read, and each is reported to `onNotice`. Throws `InvalidOption` for unknown stages,
 * options or values.
 */
export function checkStages<Stages extends StageTable>(
  stages: Stages,
  given: readonly SomeSettings[],
  onNotice?: (message: string) => void,
): StageValues<Stages> {
  for (const stage of given.flatMap(Object.keys))
    expectName(stage, Object.keys(stages), { what: 'a stage', heading: 'Stages' })
  const settings = Object.entries(stages).map(([stage, { options }]) => {
    const current = given.map(settings => currentNames(stage, options, settings[stage] ?? {}, onNotice))
    return [stage, checkOptions(stage, options, Object.assign({}, ...current))]
  })
  return Object.fromEntries(settings)
}
