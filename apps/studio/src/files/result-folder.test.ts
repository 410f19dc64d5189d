import { expect, it } from 'vitest'
import { filesOfResult, resultFolderIn } from './result-folder.ts'
import type { NamedBlob } from './sources.ts'

const file = (path: string): NamedBlob => [path, new Blob([path])]
const result = ['summary.json', 'images/a/result.json', 'images/a/tree.json'].map(name => file(`out/results/${name}`))

it('is found below any folder, with the originals that were dropped beside it', async () => {
  const folder = resultFolderIn([file('scans/a.png'), ...result])!
  expect(folder.paths).toEqual(['summary.json', 'images/a/result.json', 'images/a/tree.json'])
  const image = { name: 'a.png', keys: ['summary.json', 'images/a/tree.json'], originals: ['/elsewhere/a.png'] }
  const files = await filesOfResult(folder, image)
  expect(files.map(([name]) => name)).toEqual([
    'results/summary.json',
    'results/images/a/tree.json',
    'original//elsewhere/a.png',
  ])
  expect(await files[2]![1].text()).toBe('scans/a.png')
})

it('is not seen in images alone, or in results that did not finish', () => {
  expect(resultFolderIn([file('images/a.png')])).toBeUndefined()
  expect(resultFolderIn(result.slice(1))).toBeUndefined()
})
