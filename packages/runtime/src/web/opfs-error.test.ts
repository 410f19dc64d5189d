/** What a page tells its user when the private file system fails, as codes that the page words. */
import { describe, expect, it } from 'vitest'
import { unreadable, unwritable } from './opfs-error.ts'

const failure = (name: string): DOMException => new DOMException('it broke', name)

describe('a file that is not written', () => {
  it.each([
    ['QuotaExceededError', 'no more space', /free space/, { do: 'resume' }],
    ['NotFoundError', 'stored files were deleted', 'Load the page again.', { do: 'repeat' }],
    ['TypeMismatchError', 'a file stands', 'Delete what stands there.', { do: 'choose output', or: true }],
    ['InvalidModificationError', 'a folder stands', 'Delete what stands there.', { do: 'choose output', or: true }],
    ['UnknownError', 'it broke', undefined, { do: 'choose output' }],
  ])('%s has a reason, a remedy and an action', (name, reason, remedy, action) => {
    const cause = failure(name)
    const error = unwritable('run/summary.json', cause)
    expect(error).toMatchObject({ code: 'Unwritable', cause })
    expect(error.action).toEqual(action)
    expect(error.message).toContain('run/summary.json could not be written: ')
    expect(error.message).toContain(reason)
    if (remedy === undefined) expect(error.remedy).toBeUndefined()
    else expect(error.remedy).toMatch(remedy)
  })
})

it('a file that is not read is read again after the page is loaded again', () => {
  const error = unreadable('run/tree.json', failure('NotReadableError'))
  expect(error).toMatchObject({ code: 'Unreadable', remedy: 'Load the page again.', action: { do: 'repeat' } })
  expect(error.message).toBe('run/tree.json does not open: it broke.')
})
