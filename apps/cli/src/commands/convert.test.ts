import type { Converted } from '@cuts/runtime'
import { expect, it } from 'vitest'
import { runOverStandIns } from '../testing/run-cuts.ts'

const converted: Converted = {
  out: 'b.nii.gz',
  from: 'TIFF',
  to: 'NIfTI',
  width: 640,
  height: 480,
  depth: 3,
  channels: 1,
  sampleType: 'uint16',
  spacingMm: [0.5, 0.5, 2],
  notices: ['a.tif: something'],
}
const cuts = (argv: readonly string[]) => runOverStandIns(argv, { useCases: { convertFile: async () => converted } })

it('says what was made of what', async () => {
  const { code, out, calls } = await cuts(['convert', 'a.tif', 'b.nii.gz', '--overwrite'])
  expect(code).toBe(0)
  expect(calls[0]).toMatchObject({ input: 'a.tif', out: 'b.nii.gz', overwrite: true, keepIdentifiers: false })
  expect(out).toBe(
    'b.nii.gz: NIfTI from TIFF, 640 x 480 x 3 px, 1 channel, uint16, 0.5 x 0.5 x 2 mm\n  note: a.tif: something\n',
  )
  expect(JSON.parse((await cuts(['convert', 'a.tif', 'b.nii.gz', '--json'])).out)).toMatchObject({ to: 'NIfTI' })
})
