import { describe, expect, it } from 'vitest'
import { CutsError, expectLength, isCutsError } from './errors.ts'

describe('CutsError', () => {
  it('carries a code to branch on, a remedy to print and the cause', () => {
    const cause = new Error('below')
    const error = new CutsError('Unreadable', 'a.png does not open.', { remedy: 'Check the path.', cause })
    expect(error).toBeInstanceOf(Error)
    expect(error).toMatchObject({
      name: 'CutsError',
      code: 'Unreadable',
      message: 'a.png does not open.',
      remedy: 'Check the path.',
      cause,
    })
  })

  it('has no cause of its own where none was given', () => {
    const error = new CutsError('NothingToDo', 'no images.')
    expect(error.remedy).toBeUndefined()
    expect(error.action).toBeUndefined()
    expect('cause' in error).toBe(false)
  })
})

describe('isCutsError', () => {
  it('knows its own, of any or of one code', () => {
    const error: unknown = new CutsError('Diverged', 'the loss is NaN.')
    expect(isCutsError(error)).toBe(true)
    expect(isCutsError(error, 'Diverged')).toBe(true)
    expect(isCutsError(error, 'Cancelled')).toBe(false)
  })

  it('is not taken in by look-alikes', () => {
    for (const other of [new Error('x'), { name: 'CutsError', code: 'Diverged', message: 'x' }, 'Diverged', undefined])
      expect(isCutsError(other)).toBe(false)
  })
})

describe('expectLength', () => {
  it('names the argument, what it must hold and what it holds', () => {
    expect(() => expectLength('the second labelling', 3, 3)).not.toThrow()
    expect(() => expectLength('the second labelling', 3, 4)).toThrow('the second labelling must hold 4 values. Got 3.')
  })
})
