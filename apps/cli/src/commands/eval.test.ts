import { expect, it } from 'vitest'
import { runOverStandIns } from '../testing/run-cuts.ts'
import { means, row, spread } from '../testing/stand-ins.ts'
import type { UseCases } from '../use-cases.ts'

const volumeRow = { dice: 0.25, hausdorff: 31, hd95: 20, rmse: 0.4 }
const rows = { kmeans: row, persistent: row, auto: row, best: row, click: row }
const volumeMeans = {
  dice: spread(0.25),
  hausdorff: spread(31),
  hd95: spread(20),
  rmse: spread(0.4),
  distanceUnit: 'mm' as const,
  volumes: 1,
}

const evaluated: Awaited<ReturnType<UseCases['evaluateResults']>> = {
  images: [
    { id: 'a', metrics: { ...rows, proposals: row, node: row } },
    // Of a version that proposed nothing.
    { id: 'old', metrics: rows },
  ],
  volumes: [{ id: 'head', metrics: { kmeans: volumeRow }, bestLevel: 2, distanceUnit: 'mm' }],
  emptyTruths: ['b', 'c'],
  withoutMask: [],
  failed: [],
  metrics: { kmeans: means },
  volumeMetrics: { kmeans: volumeMeans },
}
const cuts = (argv: readonly string[]) =>
  runOverStandIns(argv, { useCases: { evaluateResults: async () => evaluated } })

it('prints every image and the means', async () => {
  const { code, out, calls } = await cuts(['eval', 'results', '--masks', 'truth'])
  expect(code).toBe(0)
  expect(calls[0]).toMatchObject({ results: 'results', masks: 'truth' })
  expect(out).toMatch(/^a( +0\.750){7}$/m)
  expect(out).toMatch(/^old( +0\.750){5}( +–){2}$/m)
  expect(out).toMatch(/^head +0\.250( +–){6}$/m)
  expect(out).toMatch(/Spectral k-means +0\.750 ± 0\.010/)
  expect(out).toMatch(/Hausdorff \(px\).* images$/m)
  expect(out).toMatch(/Hausdorff \(mm\) +HD95 \(mm\).* volumes$/m)
  expect(out).toMatch(/Spectral k-means +0\.250 ± 0\.010 +31\.00 ± 0\.01 +20\.00 +0\.400 +1$/m)
  expect(out).toContain('2 masks mark nothing: their images are left out of the means.')
  const json = JSON.parse((await cuts(['eval', 'results', '--masks', 'truth', '--json'])).out)
  expect(json).toEqual({ type: 'summary', ...evaluated })
})
