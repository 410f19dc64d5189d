/** The oracle is a validator that is not ours: zod reads JSON schema and judges values by it. */
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { jobSchema } from './job-schema.ts'
import { presets } from './presets.ts'

const validator = z.fromJSONSchema(jobSchema() as never)

describe('jobSchema', () => {
  it.each([
    {},
    { seed: 7, preset: 'cells', grouping: 'dataset', plane: 'axial', device: 'cpu', threads: 2, jobs: 1 },
    { keepIdentifiers: true, settings: { training: { headLayers: 2, learningRate: 1e-4 } } },
    ...Object.values(presets).map(({ name, settings }) => ({ preset: name, settings })),
    { settings: { features: { values: 1 }, condensation: { graph: 'soft' } } },
  ])('accepts %o', job => {
    expect(validator.safeParse(job).error).toBeUndefined()
  })

  it.each([
    { seed: -1 },
    { seed: 2 ** 32 },
    { preset: 'best' },
    { grouping: 'pages' },
    { plane: 'oblique' },
    { device: 'gpu' },
    { threads: 0 },
    { jobs: 1.5 },
    { keepIdentifiers: 'yes' },
    { out: 'results' },
    { settings: { train: {} } },
    { settings: { training: { headLayers: 3 } } },
    { settings: { training: { headlayers: 1 } } },
    { settings: { condensation: { graph: 'sparse' } } },
  ])('refuses %o', job => {
    expect(validator.safeParse(job).success).toBe(false)
  })
})
