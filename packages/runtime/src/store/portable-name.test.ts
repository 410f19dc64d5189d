import { expect, it } from 'vitest'
import { groupFolder, unitFile } from '../results/result-layout.ts'
import { nameKey, portableName } from './portable-name.ts'

it.each([
  ['eye 1.2', 'eye 1.2'],
  ['Zürich 胃 (2)', 'Zürich 胃 (2)'],
  ['CON', 'CON_'],
  ['aux.1', 'aux_.1'],
  ['nul.tar', 'nul_.tar'],
  ['Com1', 'Com1_'],
  ['LPT\u00b9', 'LPT\u00b9_'],
  ['com10', 'com10'],
  ['console', 'console'],
  ['a.', 'a_'],
  ['a. .', 'a___'],
  ['a b ', 'a b_'],
  [' a', ' a'],
  ['a:b*c?d"e<f>g|h\\i', 'a_b_c_d_e_f_g_h_i'],
  ['tab\tnewline\n', 'tab_newline_'],
  ['.hidden', '.hidden'],
  ['..', '..'],
  ['u\u0308ber', '\u00fcber'],
])('%j becomes %j', (name, portable) => {
  expect(portableName(name)).toBe(portable)
  // It is done once.
  expect(portableName(portable)).toBe(portable)
})

it('names are the same where only case, or the way accents are written, differs', () => {
  expect(nameKey('Eye')).toBe(nameKey('eYE'))
  expect(nameKey('STRASSE')).toBe(nameKey('straße'))
  expect(nameKey('u\u0308')).toBe(nameKey('\u00dc'))
  expect(nameKey('eye1')).not.toBe(nameKey('eye2'))
})

it.each(['CON', 'a*b', 'end.', 'end ', 'a:b', 'a/b', '..', '.x', 'ü', 'nul.x', '"'])(
  'a group called %j gets a folder that every system takes, and no other group the same',
  group => {
    for (const name of [groupFolder(group).replace('groups/', ''), unitFile(`group/${group}`).replace('units/', '')]) {
      expect(portableName(name)).toBe(name)
      expect(name).not.toMatch(/[/\\]/)
      expect(name.startsWith('.')).toBe(false)
    }
    expect(decodeURIComponent(groupFolder(group))).toBe(`groups/${group}`)
  },
)
