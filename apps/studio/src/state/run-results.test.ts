import { asStored } from '@cuts/core/volume'
import type { Summary } from '@cuts/runtime'
import { expect, it } from 'vitest'
import type { ImageSource } from '../worker/port.ts'
import { type FinishedRun, resultsOf, runPaths, runSource } from './run-results.ts'

const source = (id: string, ...names: string[]): ImageSource => ({
  id,
  files: names.map(name => [name, new Blob([name])] as const),
})
const sources = [
  source('a.png', 'left/a.png'),
  source('a.png-2', 'right/a.png'),
  source('b.png', 'b.png'),
  source('scan.mhd', 'scan.mhd', 'scan.raw'),
]

it('files keep their names in a run, unless two are called the same or belong together', () => {
  expect(runPaths(sources)).toEqual({
    'a.png': ['a.png/a.png'],
    'a.png-2': ['a.png-2/a.png'],
    'b.png': ['b.png'],
    'scan.mhd': ['scan.mhd/scan.mhd', 'scan.mhd/scan.raw'],
  })
})

it('results are found again by the files they were made from, slice by slice or as a volume', async () => {
  const paths = runPaths(sources)
  const images = [
    { id: 'b', path: 'b.png' },
    { id: 'scan_1', path: 'scan.mhd/scan.mhd', sliceOf: { volume: 'scan', slice: 1 } },
    { id: 'scan_0', path: 'scan.mhd/scan.mhd', sliceOf: { volume: 'scan', slice: 0 } },
  ]
  const volume = { id: 'scan', path: 'scan.mhd/scan.mhd' }
  const found = (images: readonly object[], volumes: readonly object[]) =>
    resultsOf({ images, volumes } as unknown as Summary, paths)
  expect(found(images, [volume])).toEqual({
    'a.png': [],
    'a.png-2': [],
    'b.png': [{ of: 'image', id: 'b' }],
    'scan.mhd': ['scan_0', 'scan_1'].map(id => ({ of: 'image', id })),
  })
  const whole = [{ of: 'volume', id: 'scan' }]
  expect(found(images, [{ ...volume, tree: {} }])['scan.mhd']).toEqual(whole)
  expect(
    found(
      images.map(image => ({ ...image, tree: 'volumes/scan/tree.json' })),
      [volume],
    )['scan.mhd'],
  ).toEqual(whole)

  const run = { store: 's', made: 'now', paths, results: found(images, [volume]) } as unknown as FinishedRun
  const read = runSource(run, sources[3], { image: 'scan.mhd', slice: 1 }, asStored)!
  expect(read.run).toEqual({ store: 's', of: 'image', id: 'scan_1', view: asStored })
  expect(await Promise.all(read.files.map(async ([name, file]) => [name, await file.text()]))).toEqual([
    ['original/scan.mhd/scan.mhd', 'scan.mhd'],
    ['original/scan.mhd/scan.raw', 'scan.raw'],
  ])
  expect(runSource(run, sources[0], { image: 'a.png', slice: 0 }, asStored)).toBeUndefined()
  expect(runSource(undefined, sources[2], { image: 'b.png', slice: 0 }, asStored)).toBeUndefined()
})
