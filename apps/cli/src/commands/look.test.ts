import { expect, it } from 'vitest'
import { runOverStandIns as cuts } from '../testing/run-cuts.ts'

it('look reads the region and prints its parts', async () => {
  const calls: unknown[] = []
  const useCases = {
    lookInside: async (options: unknown) => {
      calls.push(options)
      return { node: 9, parts: [{ node: 7, voxels: 1200, mm3: 2400 }], out: 'inside.nii.gz' }
    },
  }
  const { out } = await cuts(['look', 'results/volumes/a', '--label', '412', '--level', '3'], { useCases })
  expect(calls[0]).toMatchObject({ volume: 'results/volumes/a', label: 412, level: 3, regions: 12 })
  expect(out).toContain('   1       1200 voxels       2.40 ml\nLabels: inside.nii.gz')
  expect((await cuts(['look', 'results/volumes/a'], { useCases })).code).toBe(2)
})
