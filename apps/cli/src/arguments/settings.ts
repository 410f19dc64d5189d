/** `--set stage.option=value`: values for the options of the stages, checked against the option tables. */
import { CutsError } from '@cuts/core'
import { checkStages, type OptionSpec, type SomeSettings, type StageTable } from '@cuts/core/options'
import { readValue } from './option-value.ts'

/**
 * Reads the assignments in order; later ones win. Names from earlier versions are kept: the run reads them and reports
 * it. Throws `InvalidOption`.
 */
export function parseSettings(assignments: readonly string[], stages: StageTable): SomeSettings {
  const settings: Record<string, Record<string, string | number | boolean>> = {}
  for (const assignment of assignments) {
    const match = /^([^.=\s]+)\.([^.=\s]+)=(.*)$/s.exec(assignment)
    const [, stage = '', option = '', text = ''] = match ?? []
    if (match === null)
      throw new CutsError('InvalidOption', `--set ${assignment} is not of the form stage.option=value.`, {
        remedy: 'Write for instance --set training.learningRate=0.0005; `cuts presets` lists them all.',
      })
    const spec = specOf(stages, stage, option)
    const value = spec === undefined ? text : readValue(spec, text)
    checkStages(stages, [{ [stage]: { [option]: value } }])
    settings[stage] ??= {}
    settings[stage][option] = value
  }
  return settings
}

/** Returns the option with this name or this former name. */
function specOf(stages: StageTable, stage: string, option: string): OptionSpec | undefined {
  const options = Object.hasOwn(stages, stage) ? stages[stage]?.options : undefined
  if (options === undefined) return undefined
  return Object.hasOwn(options, option)
    ? options[option]
    : Object.values(options).find(({ formerly }) => formerly === option)
}
