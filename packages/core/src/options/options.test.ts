import fc from 'fast-check'
import { describe, expect, expectTypeOf, it } from 'vitest'
import { isCutsError } from '../errors.ts'
import { checkOptions, choice, describeRule, flag, integer, type OptionValues, real } from './index.ts'

const table = {
  radius: integer(5, { min: 1, max: 64, unit: 'px', doc: 'how far' }),
  sigma: real(1.5, { min: 0, doc: 'how smooth' }),
  shift: real(0, { max: 3, doc: 'how far up' }),
  kernel: choice('gaussian', { values: ['gaussian', 'ball'], doc: 'which kernel' }),
  spatial: flag(true, { doc: 'whether space counts' }),
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
    expect(options).toEqual({ radius: 7, sigma: 1.5, shift: 0, kernel: 'gaussian', spatial: true })
    expect(checkOptions('blur', table)).toEqual({ ...options, radius: 5 })
    expectTypeOf(options).toEqualTypeOf<OptionValues<typeof table>>()
    expectTypeOf(options.kernel).toEqualTypeOf<'gaussian' | 'ball'>()
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
        remedy: 'Known options: radius, sigma, shift, kernel, spatial.',
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
    expect(describeRule(real(0, { doc: 'any' }))).toBe('a number')
    expect(describeRule(integer(0, { unit: 'steps', doc: 'any' }))).toBe('an integer steps')
  })
})
