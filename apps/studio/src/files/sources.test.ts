import { expect, it } from 'vitest'
import { groupFiles, type NamedBlob, nameOfGroup } from './sources.ts'

const file = (path: string): NamedBlob => [path, new Blob(['x'])]
const dicom = (path: string): NamedBlob => [path, new Blob([new Uint8Array(128), 'DICM'])]

it('groups a series by folder, a header with its pixels, and leaves out what systems add', async () => {
  const files = [
    file('b.png'),
    dicom('study/ct/1'),
    file('scan.hdr'),
    dicom('study/mr/1'),
    file('scan.img'),
    dicom('study/ct/2.dcm'),
    file('.DS_Store'),
    file('notes.txt'),
    file('study/LICENSE'),
    file('alone.raw'),
    dicom('study/ct/10'),
    file('a.png'),
  ]
  const groups = await groupFiles(files)
  expect(groups.map(group => group.map(([path]) => path))).toEqual([
    ['a.png'],
    ['alone.raw'],
    ['b.png'],
    ['scan.hdr', 'scan.img'],
    ['study/ct/1', 'study/ct/2.dcm', 'study/ct/10'],
    ['study/mr/1'],
  ])
  expect(groups.map(nameOfGroup)).toEqual(['a.png', 'alone.raw', 'b.png', 'scan.hdr', 'ct', '1'])
})

it('takes a single file for an image, whatever its name', async () => {
  expect(await groupFiles([file('notes.txt')])).toHaveLength(1)
})
