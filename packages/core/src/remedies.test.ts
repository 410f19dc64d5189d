import { describe, expect, it } from 'vitest'
import { CutsError } from './errors.ts'
import { describeRemedy, remediesOf, tellRemedies } from './remedies.ts'

describe('tellRemedies', () => {
  it('puts the remedy first and the action after it, in the words of the shell', () => {
    const error = new CutsError('Unwritable', 'the disk is full.', {
      remedy: 'Free some space.',
      action: { do: 'resume' },
    })
    expect(tellRemedies(error)).toBe('Free some space. Continue the run: what was finished is kept.')
    expect(tellRemedies(error, action => `[${action.do}]`)).toBe('Free some space. [resume]')
    expect(tellRemedies({ action: { do: 'resume' } })).toBe('Continue the run: what was finished is kept.')
    expect(tellRemedies({ remedy: 'Free some space.' })).toBe('Free some space.')
    expect(tellRemedies({})).toBeUndefined()
  })
})

describe('remediesOf', () => {
  it('keeps what there is, and no keys beside it', () => {
    const action = { do: 'give weights', names: ['dino'] } as const
    const kept = remediesOf(new CutsError('Unsupported', 'no.', { action }))
    expect(kept).toEqual({ action })
    expect('remedy' in kept).toBe(false)
    expect(remediesOf(new CutsError('Unsupported', 'no.', { remedy: 'Wait.' }))).toEqual({ remedy: 'Wait.' })
  })
})

describe('describeRemedy', () => {
  it('says which place is meant', () => {
    expect(describeRemedy({ do: 'choose output', outside: 'scans' })).toBe('Write to a place outside scans.')
    expect(describeRemedy({ do: 'choose output', that: 'is free', or: true })).toBe(
      'Or write to another place, so that nothing of yours is replaced.',
    )
    expect(describeRemedy({ do: 'choose output', that: 'is writable' })).toBe(
      'Write to another place that you may write to.',
    )
  })
})
