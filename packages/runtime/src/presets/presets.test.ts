import { isCutsError } from '@cuts/core'
import type { OptionSpec } from '@cuts/core/options'
import { describe, expect, it } from 'vitest'
import { presets, resolveSettings } from './presets.ts'
import { runOptions } from './run-options.ts'
import { type Settings, type SettingsOverrides, type StageName, stages } from './stages.ts'

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
    for (const [stage, { options }] of Object.entries(stages))
      expect(Object.keys(preset.settings[stage as keyof Settings])).toEqual(Object.keys(options))
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
  const specs = Object.entries(stages).flatMap(([stage, { options }]) =>
    Object.entries<OptionSpec>(options).map(([option, spec]) => [`${stage}.${option}`, spec] as const),
  )
  const run = Object.entries<OptionSpec>(runOptions).map(([option, spec]) => [option, spec] as const)

  it.each([...specs, ...run])('%s has a title, and docs of one line', (_, spec) => {
    expect(spec.title).toMatch(/^[A-Z].*[^.\s]$/)
    const docs = [spec.doc, ...(spec.kind === 'choice' ? spec.choices.map(({ doc }) => doc) : [])]
    for (const doc of docs) expect(doc).toMatch(/^\S(.*[^.\s])?$/)
  })

  it.each(specs)('%s has a default that its own rule allows', (name, spec) => {
    const [stage, option] = name.split('.') as [string, string]
    expect(refusal('default', { [stage]: { [option]: spec.default as number } })).toBe('')
  })

  it.each(specs)('%s names, in when, options and values of its own table', (name, { when }) => {
    if (when === undefined) return
    const [stage] = name.split('.') as [StageName]
    expect(Object.keys(stages[stage].options)).toContain(when.option)
    for (const value of when.is) expect(refusal('default', { [stage]: { [when.option]: value } })).toBe('')
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

describe('names of earlier versions', () => {
  it.each([
    ['features', 'values', 2, 'intensityWeight', 2],
    ['condensation', 'graph', 'soft', 'graph', 'adjacency+twins'],
    ['levels', 'expected', 5, 'expectedRegions', 5],
    ['persistence', 'smallest', 0.01, 'smallestShare', 0.01],
    ['persistence', 'largest', 0.4, 'largestShare', 0.4],
    ['prototypes', 'pixelsEach', 30, 'pixelsPerPrototype', 30],
  ])('%s.%s %s is read as %s %s, with a notice', (stage, former, given, option, value) => {
    const notices: string[] = []
    const settings = resolveSettings('paper', { [stage]: { [former]: given } }, notice => notices.push(notice))
    expect(settings).toEqual(resolveSettings('paper', { [stage]: { [option]: value } }))
    expect(notices).toEqual([expect.stringContaining(`\`${option === former ? value : option}\``)])
  })

  it('are not used by presets', () => {
    const notices: string[] = []
    for (const name of Object.keys(presets)) resolveSettings(name, {}, notice => notices.push(notice))
    expect(notices).toEqual([])
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
    expect(refusal('papers')).toBe(
      '`preset` of a run must be one of default, trained, paper, cells. Got papers. Did you mean paper?',
    )
    expect(refusal('default', { trainings: { lambda: 0 } })).toBe(
      `\`trainings\` is not a stage. Did you mean training? Stages: ${Object.keys(stages).join(', ')}.`,
    )
    expect(refusal('default', { levels: { least: 3 } })).toBe(
      '`least` is not an option of levels. Options of levels: most, finest, expectedRegions.',
    )
  })
})
