import { describe, expect, expectTypeOf, it } from 'vitest'
import { checkStages, choice, real } from './index.ts'

const words = { title: 'title', doc: 'doc', level: 'basic' } as const
const stages = {
  blur: { title: 'Blur', doc: 'blurs', options: { sigma: real(1, { ...words, min: 0, formerly: 'width' }) } },
  cut: {
    title: 'Cut',
    doc: 'cuts',
    options: { at: choice('mean', { ...words, choices: { mean: 'm', median: 'n' } }) },
  },
}

describe('checkStages', () => {
  it('completes the settings of all stages; later ones win, under whichever name they are given', () => {
    const notices: string[] = []
    const settings = checkStages(stages, [{ blur: { sigma: 2 } }, { blur: { width: 3 } }], notice =>
      notices.push(notice),
    )
    expect(settings).toEqual({ blur: { sigma: 3 }, cut: { at: 'mean' } })
    expect(notices).toEqual(['`width` of blur is now called `sigma`'])
    expectTypeOf(settings.cut.at).toEqualTypeOf<'mean' | 'median'>()
  })

  it('refuses stages that do not exist, and what a stage refuses', () => {
    expect(() => checkStages(stages, [{ blurr: {} }])).toThrow('`blurr` is not a stage.')
    expect(() => checkStages(stages, [{ toString: {} }])).toThrow('`toString` is not a stage.')
    expect(() => checkStages(stages, [{ cut: { at: 'mode' } }])).toThrow(
      '`at` of cut must be one of mean, median. Got mode.',
    )
  })
})
