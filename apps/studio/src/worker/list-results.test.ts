import type { Summary } from '@cuts/runtime'
import { expect, it } from 'vitest'
import { listResults, resultOf } from './list-results.ts'

const image = (id: string, path: string, more: object = {}) => ({ id, path, ...more })
const summaryOf = (images: readonly object[], volumes: readonly object[] = []): Summary =>
  ({ images, volumes }) as unknown as Summary
const own = (id: string) =>
  ['result.json', 'tree.json', 'input.png', 'prototypes.nii.gz', 'persistent.nii.gz'].map(
    name => `images/${id}/${name}`,
  )
const common = ['summary.json', 'inventory.json']

it('each image needs its own files, the tree that it shares, and the file that it was made from', () => {
  const paths = new Set([...common, ...own('a'), ...own('b'), 'images/a/levels/00-2.png', 'tree.json', 'model.onnx'])
  paths.delete('images/b/tree.json')
  const found = listResults(
    summaryOf([image('a', 'in/a.png'), image('b', 'in/b.mhd', { tree: 'tree.json' })]),
    { files: ['in/a.png', 'in/b.mhd', 'in/b.raw', 'in/c.raw'].map(path => ({ path })) },
    paths,
  )
  expect(found).toEqual([
    { name: 'a.png', keys: [...common, ...own('a')], originals: ['in/a.png'] },
    {
      name: 'b.mhd',
      keys: [...common, ...own('b').filter(key => key !== 'images/b/tree.json'), 'tree.json'],
      originals: ['in/b.mhd', 'in/b.raw'],
    },
  ])
})

it('slices of a volume with one tree are that volume; others are images of their own', () => {
  const slices = ['v', 'w'].flatMap(volume =>
    [0, 1].map(slice => image(`${volume}_z00${slice}`, `in/${volume}`, { sliceOf: { volume, slice } })),
  )
  const volumes = ['v', 'w'].map(id => ({ id, path: `in/${id}`, files: [`in/${id}/1`, `in/${id}/2`] }))
  const paths = ['tree.json', 'prototypes.nii.gz', 'persistent.nii.gz'].map(name => `volumes/v/${name}`)
  const found = listResults(summaryOf(slices, volumes), undefined, new Set(paths))
  expect(found.map(({ name }) => name)).toEqual(['v', 'w_z000', 'w_z001'])
  expect(found[0]).toEqual({ name: 'v', keys: paths, originals: ['in/v/1', 'in/v/2'] })
  expect(found[1]!.originals).toEqual(['in/w/1', 'in/w/2'])
})

it('results are told from other files by their names', () => {
  expect(resultOf(['results/summary.json', 'results/images/a b/tree.json'])).toEqual({ of: 'image', id: 'a b' })
  expect(resultOf(['results/volumes/v/tree.json'])).toEqual({ of: 'volume', id: 'v' })
  expect(resultOf(['images/a/tree.json', 'scan.png'])).toBeUndefined()
})
