import { strToU8, zipSync } from 'fflate'
import { expect, it } from 'vitest'
import { fileInZip } from './file-in-zip.ts'

it('finds a file by its whole name, packed or not, and nothing in other files', () => {
  const [a, b] = [strToU8('a'.repeat(999)), strToU8('b')]
  const zip = zipSync({ 'a.json': a, 'folder/a.json': [b, { level: 0 }] })
  expect(fileInZip(zip, 'a.json')).toEqual(a)
  expect(fileInZip(zip, 'folder/a.json')).toEqual(b)
  expect(fileInZip(zip, 'json')).toBeUndefined()
  expect(fileInZip(zip.slice(0, zip.length >> 1), 'a.json')).toBeUndefined()
  expect(fileInZip(strToU8('{}'), 'a.json')).toBeUndefined()
})
