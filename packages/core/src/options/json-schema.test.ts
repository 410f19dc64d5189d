/** The oracle is a validator that is not ours: zod reads JSON schema and judges values by it. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { checkOptions, choice, flag, integer, real, toJsonSchema } from './index.ts'

const words = { title: 'Title', doc: 'what it does', level: 'basic' } as const
const table = {
  radius: integer(5, { ...words, min: 1, max: 64, unit: 'px', when: { option: 'spatial', is: [true] } }),
  sigma: real(1.5, { ...words, min: 0, formerly: 'width' }),
  shift: real(0, { ...words, max: 3 }),
  kernel: choice('gaussian', {
    ...words,
    choices: { gaussian: 'smooth', ball: 'sharp' },
    formerChoices: { disc: 'ball' },
  }),
  layers: choice(1, { ...words, choices: { 1: 'one layer', 2: 'two layers' } }),
  spatial: flag(true, words),
  threads: integer(undefined, { ...words, min: 1, max: 1024, absent: 'all cores' }),
}
const schema = toJsonSchema(table)
const validator = z.fromJSONSchema(schema as never)

function isAccepted(given: { readonly [name: string]: unknown }): boolean {
  try {
    checkOptions('blur', table, given)
    return true
  } catch {
    return false
  }
}

describe('toJsonSchema', () => {
  it.each([
    {},
    { radius: 1, sigma: 0, shift: -3, kernel: 'ball', layers: 2, spatial: false, threads: 1024 },
    { width: 2, kernel: 'disc' },
  ])('accepts %o', given => {
    expect(validator.safeParse(given).success).toBe(true)
    expect(isAccepted(given)).toBe(true)
  })

  it.each([
    { radius: 0 },
    { radius: 65 },
    { radius: 2.5 },
    { radius: '5' },
    { sigma: -0.1 },
    { shift: 3.1 },
    { kernel: 'box' },
    { layers: 3 },
    { layers: '1' },
    { spatial: 'true' },
    { threads: null },
    { width: -1 },
    { blur: 1 },
  ])('refuses %o', given => {
    expect(validator.safeParse(given).success).toBe(false)
  })

  it('agrees with checkOptions on any value of any option', () => {
    const value = fc.oneof(
      fc.integer({ min: -3, max: 70 }),
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      fc.boolean(),
      fc.constantFrom('gaussian', 'ball', 'disc', 'box', '1', ''),
    )
    fc.assert(
      fc.property(fc.constantFrom(...Object.keys(table), 'width'), value, (name, given) => {
        expect(validator.safeParse({ [name]: given }).success).toBe(isAccepted({ [name]: given }))
      }),
      { numRuns: 1000 },
    )
  })

  it('carries the words, the defaults and the units', () => {
    expect(schema.properties?.radius).toEqual({
      type: 'integer',
      title: 'Title',
      description: 'what it does. Unit: px. Only matters if `spatial` is true.',
      default: 5,
      minimum: 1,
      maximum: 64,
    })
    expect(schema.properties?.kernel?.oneOf).toEqual([
      { const: 'gaussian', description: 'smooth' },
      { const: 'ball', description: 'sharp' },
      { const: 'disc', deprecated: true },
    ])
    expect(schema.properties?.threads).not.toHaveProperty('default')
    expect(schema.properties?.threads?.description).toBe('what it does. Default: all cores.')
    expect(schema.properties?.width?.deprecated).toBe(true)
  })
})
