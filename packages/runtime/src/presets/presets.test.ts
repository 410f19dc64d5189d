import { isCutsError } from '@cuts/core'
import { describe, expect, it } from 'vitest'
import { presets, resolveSettings } from './presets.ts'
import { type Settings, type SettingsOverrides, stages } from './stages.ts'

function refusal(preset: string, overrides?: SettingsOverrides): string {
  try {
    resolveSettings(preset, overrides)
  } catch (error) {
    if (isCutsError(error, 'InvalidOption')) return `${error.message} ${error.remedy ?? ''}`.trim()
    throw error
  }
  return ''
}

describe('presets', () => {
  it.each(Object.entries(presets))('%s sets every option of every stage', (name, preset) => {
    expect(preset.name).toBe(name)
    expect(preset.doc).toMatch(/\w/)
    expect(Object.keys(preset.settings)).toEqual(Object.keys(stages))
    for (const [stage, table] of Object.entries(stages))
      expect(Object.keys(preset.settings[stage as keyof Settings])).toEqual(Object.keys(table))
  })

  it('default is what the option tables say', () => {
    for (const [stage, table] of Object.entries(stages))
      for (const [option, spec] of Object.entries(table))
        expect((presets.default.settings as Record<string, Record<string, unknown>>)[stage]?.[option]).toBe(
          spec.default,
        )
  })

  // The numbers of the paper's text, section 3 and its supplement.
  it('paper has the paper: its loss, tau, lambda, one linear layer, no space and ten clusters', () => {
    const { training, condensation, prototypes, kmeans, sampling } = presets.paper.settings
    expect(training).toMatchObject({ contrastive: 'ratio', temperature: 0.5, lambda: 0.01, headLayers: 1 })
    expect(sampling.threshold).toBe(0.5)
    expect(condensation).toMatchObject({ graph: 'dense', massExponent: 0, spatialWeight: 0 })
    expect(prototypes.kind).not.toBe('superpixels')
    expect(kmeans.clusters).toBe(10)
  })
})

describe('every option', () => {
  const specs = Object.entries(stages).flatMap(([stage, table]) =>
    Object.entries(table).map(([option, spec]) => [`${stage}.${option}`, spec] as const),
  )

  it.each(specs)('%s has a doc of one line and a default that its own rule allows', (name, spec) => {
    expect(spec.doc).toMatch(/^\S(.*[^.\s])?$/)
    const [stage, option] = name.split('.') as [string, string]
    expect(refusal('default', { [stage]: { [option]: spec.default as number } })).toBe('')
  })

  it.each(specs)('%s refuses what its rule excludes, by name', (name, spec) => {
    const [stage, option] = name.split('.') as [string, string]
    const wrong: (number | string)[] = ['nonsense', Number.NaN]
    if (spec.kind === 'integer') wrong.push(1.5)
    if (spec.kind === 'integer' || spec.kind === 'real') {
      if (spec.min !== undefined) wrong.push(spec.min - 1)
      if (spec.max !== undefined) wrong.push(spec.max + 1)
    }
    for (const value of wrong)
      expect(refusal('default', { [stage]: { [option]: value } })).toMatch(
        new RegExp(`^\`${option}\` of ${stage} must be .+ Got ${value}\\.$`),
      )
  })
})

describe('resolveSettings', () => {
  it('replaces what is given and keeps the rest of the preset', () => {
    const settings = resolveSettings('paper', { training: { temperature: 0.1 }, levels: { most: 7 } })
    const { paper } = presets
    expect(settings.training).toEqual({ ...paper.settings.training, temperature: 0.1 })
    expect(settings.levels.most).toBe(7)
    expect(settings.condensation).toEqual(paper.settings.condensation)
    expect(presets.paper.settings.training.temperature).toBe(0.5)
    expect(resolveSettings('paper')).toEqual(paper.settings)
  })

  it('names what does not exist and what does', () => {
    expect(refusal('papers')).toBe('there is no preset papers. Known presets: default, paper, cells.')
    expect(refusal('default', { trainings: { lambda: 0 } })).toBe(
      `\`trainings\` is not a stage. Known stages: ${Object.keys(stages).join(', ')}.`,
    )
    expect(refusal('default', { levels: { least: 3 } })).toBe(
      '`least` is not an option of levels. Known options: most, finest, expected.',
    )
  })
})
