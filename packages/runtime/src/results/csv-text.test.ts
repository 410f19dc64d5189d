import { expect, it } from 'vitest'
import { csvText } from './csv-text.ts'

it.each([
  ['eye-07', 'eye-07'],
  ['a,b', '"a,b"'],
  ['a "b"\nc', '"a ""b""\nc"'],
  ['=HYPERLINK("http://x","y")', '"\'=HYPERLINK(""http://x"",""y"")"'],
  ['+1', "'+1"],
  ['-1', "'-1"],
  ['@SUM(A1)', "'@SUM(A1)"],
  ['\t=1', "'\t=1"],
  ['1=1', '1=1'],
  ['a\u001b[31mred\u0007\u009b', 'a?[31mred??'],
])('%j is written as %j', (text, cell) => {
  expect(csvText(text)).toBe(cell)
})
