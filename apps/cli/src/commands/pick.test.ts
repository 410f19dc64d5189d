import { expect, it } from 'vitest'
import { runOverStandIns } from '../testing/run-cuts.ts'
import type { UseCases } from '../use-cases.ts'

const found = { regions: 7, areaPixels: 345, out: 'mask.png' } as const

const pick = (flags: readonly string[], pickRegion: UseCases['pickRegion']) =>
  runOverStandIns(['pick', 'results/images/a', ...flags], { useCases: { pickRegion } })

it('reads the pixel and the level', async () => {
  const { out, calls } = await pick(['--at', '64,80', '--level', '3', '--out', 'x.png'], async ({ level }) => ({
    among: 'level',
    level: level!,
    ...found,
  }))
  expect(calls[0]).toEqual({ image: 'results/images/a', at: [[64, 80]], level: 3, out: 'x.png', overwrite: false })
  expect(out).toContain('Region at level 3, one of 7: 345 pixels.')
})

it('says what a region without a level is', async () => {
  const one = await pick(['--at', '64,80'], async () => ({ among: 'persistent', ...found }))
  expect(one.out).toContain('Persistent structure, one of 7: 345 pixels.')
  const several = await pick(['--at', '64,80', '--at', '1,2'], async ({ at }) => ({
    among: 'tree',
    ...found,
    areaPixels: at.length,
  }))
  expect(several.out).toContain('that contains all pixels, one of 7: 2 pixels.')
})

it('refuses half a pixel', async () => {
  const { code, err, calls } = await pick(['--at', '64'], async () => ({ among: 'persistent', ...found }))
  expect(code).toBe(2)
  expect(err).toContain('Expected a pixel as x,y')
  expect(calls).toEqual([])
})
