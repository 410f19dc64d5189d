import fc from 'fast-check'
import { describe, expect, expectTypeOf, it } from 'vitest'
import { isCutsError } from '../errors.ts'
import { currentNames } from './former-names.ts'
import { checkOptions, choice, describeRule, flag, integer, type OptionValues, real } from './index.ts'
import { expectName } from './nearest-name.ts'

const words = { title: 'title', doc: 'doc', level: 'basic' } as const
const table = {
  radius: integer(5, { ...words, min: 1, max: 64, unit: 'px' }),
  sigma: real(1.5, { ...words, min: 0, formerly: 'width' }),
  shift: real(0, { ...words, max: 3 }),
  kernel: choice('gaussian', {
    ...words,
    choices: { gaussian: 'smooth', ball: 'sharp' },
    formerChoices: { disc: 'ball' },
  }),
  layers: choice(1, { ...words, choices: { 1: 'one layer', 2: 'two layers' } }),
  spatial: flag(true, words),
  threads: integer(undefined, { ...words, min: 1, absent: 'all cores' }),
}

/** The code, the sentence and the remedy of what `act` throws. */
function refusal(act: () => unknown) {
  try {
    act()
  } catch (error) {
    if (isCutsError(error)) return { code: error.code, message: error.message, remedy: error.remedy }
    throw error
  }
  return undefined
}

describe('checkOptions', () => {
  it('completes what is given with the defaults, and has the type of the table', () => {
    const options = checkOptions('blur', table, { radius: 7 })
    expect(options).toEqual({
      ...{ radius: 7, sigma: 1.5, shift: 0, kernel: 'gaussian', layers: 1, spatial: true },
      threads: undefined,
    })
    expect(checkOptions('blur', table)).toEqual({ ...options, radius: 5 })
    expectTypeOf(options).toEqualTypeOf<OptionValues<typeof table>>()
    expectTypeOf(options.kernel).toEqualTypeOf<'gaussian' | 'ball'>()
    expectTypeOf(options.layers).toEqualTypeOf<1 | 2>()
    expectTypeOf(options.sigma).toEqualTypeOf<number>()
    expectTypeOf(options.threads).toEqualTypeOf<number | undefined>()
  })

  it('takes falsy values as given and undefined as not given', () => {
    const options = checkOptions('blur', table, { sigma: 0, spatial: false, radius: undefined })
    expect(options).toMatchObject({ sigma: 0, spatial: false, radius: 5 })
  })

  it('accepts the ends of a range', () => {
    expect(checkOptions('blur', table, { radius: 1, sigma: 0, shift: 3 })).toMatchObject({ radius: 1, sigma: 0 })
    expect(checkOptions('blur', table, { radius: 64 }).radius).toBe(64)
  })

  it.each([
    [{ radius: 0 }, '`radius` of blur must be an integer in [1, 64] px. Got 0.'],
    [{ radius: 65 }, '`radius` of blur must be an integer in [1, 64] px. Got 65.'],
    [{ radius: 2.5 }, '`radius` of blur must be an integer in [1, 64] px. Got 2.5.'],
    [{ radius: Number.NaN }, '`radius` of blur must be an integer in [1, 64] px. Got NaN.'],
    [{ radius: '5' }, '`radius` of blur must be an integer in [1, 64] px. Got 5.'],
    [{ sigma: -0.1 }, '`sigma` of blur must be a number of at least 0. Got -0.1.'],
    [{ sigma: Number.POSITIVE_INFINITY }, '`sigma` of blur must be a number of at least 0. Got Infinity.'],
    [{ shift: 4 }, '`shift` of blur must be a number of at most 3. Got 4.'],
    [{ kernel: 'box' }, '`kernel` of blur must be one of gaussian, ball. Got box.'],
    [{ kernel: '' }, '`kernel` of blur must be one of gaussian, ball. Got nothing.'],
    [{ layers: 3 }, '`layers` of blur must be one of 1, 2. Got 3.'],
    [{ threads: 0 }, '`threads` of blur must be an integer of at least 1. Got 0.'],
    [{ spatial: 'false' }, '`spatial` of blur must be true or false. Got false.'],
    [{ spatial: 0 }, '`spatial` of blur must be true or false. Got 0.'],
  ])('refuses %o in one sentence', (given, message) => {
    expect(refusal(() => checkOptions('blur', table, given))).toEqual({
      code: 'InvalidOption',
      message,
      remedy: undefined,
    })
  })

  it('refuses names that the table does not have, those that every object has included', () => {
    for (const name of ['radios', 'toString', 'constructor'])
      expect(refusal(() => checkOptions('blur', table, { [name]: 1 }))).toEqual({
        code: 'InvalidOption',
        message: `\`${name}\` is not an option of blur.`,
        remedy: `${name === 'radios' ? 'Did you mean radius? ' : ''}Options of blur: radius, sigma, shift, kernel, layers, spatial, threads.`,
      })
  })

  it('suggests the nearest choice', () => {
    expect(refusal(() => checkOptions('blur', table, { kernel: 'Balls' }))?.remedy).toBe('Did you mean ball?')
  })

  it('reads names of earlier versions and says the present ones', () => {
    const notices: string[] = []
    const options = checkOptions('blur', table, { width: 2, kernel: 'disc' }, notice => notices.push(notice))
    expect(options).toMatchObject({ sigma: 2, kernel: 'ball' })
    expect(options).not.toHaveProperty('width')
    expect(notices).toEqual([
      '`width` of blur is now called `sigma`',
      '`disc` is now called `ball`, as `kernel` of blur',
    ])
    expect(refusal(() => checkOptions('blur', table, { width: -1 }))?.message).toMatch(/^`sigma` of blur must be/)
    expect(refusal(() => checkOptions('blur', table, { width: 1, sigma: 2 }))).toEqual({
      code: 'InvalidOption',
      message: '`width` of blur is now called `sigma`; both are given.',
      remedy: 'Give `sigma` only.',
    })
  })

  it('returns every number inside its range unchanged and refuses every other', () => {
    fc.assert(
      fc.property(fc.oneof(fc.integer({ min: -10, max: 80 }), fc.double()), value => {
        const isInside = Number.isInteger(value) && value >= 1 && value <= 64
        const refused = refusal(() => checkOptions('blur', table, { radius: value }))
        expect(refused === undefined).toBe(isInside)
        if (isInside) expect(checkOptions('blur', table, { radius: value }).radius).toBe(value)
      }),
    )
  })
})

describe('describeRule', () => {
  it('is the rule in words, also without limits', () => {
    expect(describeRule(real(0, words))).toBe('a number')
    expect(describeRule(integer(0, { ...words, unit: 'steps' }))).toBe('an integer steps')
  })
})

describe('currentNames', () => {
  it('replaces what was renamed and nothing else, unchecked', () => {
    expect(currentNames('blur', table, { width: 'x', kernel: 'box', unknown: 1 })).toEqual({
      sigma: 'x',
      kernel: 'box',
      unknown: 1,
    })
    expect(currentNames('blur', table, { width: undefined, sigma: 1 })).toEqual({ sigma: 1 })
  })
})

describe('expectName', () => {
  const known = ['training', 'schedule']
  const check = (name: string) => refusal(() => expectName(name, known, { what: 'a stage', heading: 'Stages' }))

  it('accepts the known names and suggests the nearest for others', () => {
    expect(check('training')).toBeUndefined()
    expect(check('trainin')).toMatchObject({
      message: '`trainin` is not a stage.',
      remedy: 'Did you mean training? Stages: training, schedule.',
    })
    expect(check('x')?.remedy).toBe('Stages: training, schedule.')
  })
})
