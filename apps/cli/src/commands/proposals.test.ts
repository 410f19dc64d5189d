import { expect, it } from 'vitest'
import { runOverStandIns } from '../testing/run-cuts.ts'
import type { UseCases } from '../use-cases.ts'

type Found = Awaited<ReturnType<UseCases['proposalsOf']>>

const shared = { node: 9, score: 0.5 }
const found: Found = {
  items: [
    {
      kind: 'image',
      id: 'eye',
      proposals: [
        { ...shared, rank: 1, areaPixels: 345, boundingBox: { first: [2, 3], last: [40, 51] } },
        { ...shared, rank: 3, areaPixels: 12, boundingBox: { first: [0, 0], last: [5, 6] } },
      ],
    },
    {
      kind: 'volume',
      id: 'head',
      proposals: [{ ...shared, rank: 1, voxels: 9000, mm3: 4500, boundingBox: { first: [1, 2, 3], last: [7, 8, 99] } }],
    },
    { kind: 'image', id: 'flat', proposals: [] },
  ],
  files: [],
}

const list = (flags: readonly string[], result: Found = found) =>
  runOverStandIns(['proposals', 'results', ...flags], { useCases: { proposalsOf: async () => result } })

it('lists rank, area and reach of every proposal', async () => {
  const { code, out, calls } = await list([])
  expect(calls[0]).toEqual({ path: 'results', most: 10, out: undefined, overwrite: false })
  expect(code).toBe(0)
  const lines = out.split('\n')
  expect(lines.slice(0, 4).map(line => line.trim().split(/\s+/))).toEqual([
    ['eye'],
    ['rank', 'pixels', 'columns', 'rows'],
    ['1', '345', '2–40', '3–51'],
    ['3', '12', '0–5', '0–6'],
  ])
  expect(lines.slice(5, 8).map(line => line.trim().split(/\s+/))).toEqual([
    ['head'],
    ['rank', 'voxels', 'ml', 'columns', 'rows', 'slices'],
    ['1', '9000', '4.50', '1–7', '2–8', '3–99'],
  ])
  expect(out).toContain('flat: nothing is proposed.')
})

it('says where masks were written', async () => {
  const { out, calls } = await list(['--most', '2', '--out', 'masks', '--overwrite'], {
    ...found,
    files: ['masks/eye-01.png', 'masks/eye-03.png'],
  })
  expect(calls[0]).toEqual({ path: 'results', most: 2, out: 'masks', overwrite: true })
  expect(out).toContain('Masks: 2 files in masks')
})

it('prints all of it as one object', async () => {
  const { out } = await list(['--json'])
  expect(JSON.parse(out)).toEqual({ type: 'summary', ...found })
})

it('refuses a number of proposals that is none', async () => {
  const { code, err, calls } = await list(['--most', '0'])
  expect(code).toBe(2)
  expect(err).toContain('Expected an integer in [1, 1024]')
  expect(calls).toEqual([])
})
