import { CutsError } from '@cuts/core'
import { expect, it } from 'vitest'
import { collectingIo } from '../testing/collecting-io.ts'
import { reportFailure } from './failure.ts'
import { showProgress } from './progress.ts'

const name = '\u001b[31mred\u001b]0;window\u0007\u009b2J\rover.png'
const shown = '?[31mred?]0;window??2J?over.png'

it.each([false, true])('names of files reach no terminal as commands (a terminal: %s)', rewritable => {
  const { io, said } = collectingIo({ rewritable })
  const { onEvent, end } = showProgress(io, false)
  onEvent({ type: 'failed', file: name, message: `${name} is empty.`, remedy: `Copy ${name} again.` })
  onEvent({ type: 'notice', message: `${name} is grey` })
  onEvent({ type: 'read', id: name, done: 1, total: 1, etaSeconds: 0 })
  end()
  reportFailure(io, new CutsError('Unreadable', `${name} does not open.`, { remedy: `Rename ${name}.` }), false)
  const others = said.err.replaceAll('\r\u001b[2K', '')
  expect(['\u001b', '\u0007', '\u009b', '\r'].filter(control => others.includes(control))).toEqual([])
  expect(said.err.split(shown)).toHaveLength(7)
})

it('emphasis of our own stays', () => {
  const { io, said } = collectingIo({ rewritable: true, colour: true })
  showProgress(io, false).onEvent({ type: 'failed', file: 'a.png', message: 'a.png is empty.' })
  expect(said.err).toBe('\u001b[31mfailed: a.png is empty.\u001b[39m\n')
})
