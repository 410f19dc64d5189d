import type { Exported } from '@cuts/runtime/node'
import { expect, it } from 'vitest'
import { runOverStandIns } from '../testing/run-cuts.ts'
import type { UseCases } from '../use-cases.ts'

const exported: Exported = { files: ['export/a.seg.nrrd', 'export/b.seg.nrrd'], exported: 2, failed: [] }
const cuts = (argv: readonly string[], exportResults: UseCases['exportResults'] = async () => exported) =>
  runOverStandIns(argv, { useCases: { exportResults } })

it('passes its flags on and says where the files are', async () => {
  const { code, out, calls } = await cuts(['export', 'results', '--format', 'nrrd'])
  expect(code).toBe(0)
  expect(calls[0]).toMatchObject({
    results: 'results',
    format: 'nrrd',
    level: 'auto',
    image: undefined,
    out: 'export',
    units: 'px',
    source: undefined,
    keepIdentifiers: false,
    overwrite: false,
  })
  expect(out).toBe('Exported the regions of 2 images: 2 files in export\n')
  const given = await cuts(
    'export r --format dicom-seg --level 3 --image a --out o --source s --keep-identifiers --overwrite --json'.split(
      ' ',
    ),
  )
  expect(given.calls[0]).toMatchObject({
    level: 3,
    image: 'a',
    out: 'o',
    source: 's',
    keepIdentifiers: true,
    overwrite: true,
  })
  expect(JSON.parse(given.out)).toMatchObject({ type: 'summary', exported: 2, failed: [] })
})

it('shows its progress, and ends with 1 where some images failed', async () => {
  const failure = {
    path: 'in/c.png',
    error: 'in/c.png has 2 levels, 0 to 1. Got 9.',
    remedy: 'Give a level that it has.',
  }
  const { code, out, err } = await cuts(
    ['export', 'results', '--format', 'csv', '--level', '9'],
    async ({ onEvent }) => {
      onEvent({ type: 'exported', id: 'a', done: 1, total: 2, etaSeconds: 30 })
      onEvent({ type: 'failed', file: failure.path, message: failure.error, remedy: failure.remedy })
      return { files: ['export/regions.csv'], exported: 1, failed: [failure] }
    },
  )
  expect(code).toBe(1)
  expect(err).toContain('exported 1/2  a  about 30 s left')
  expect(out).toContain('Exported the regions of 1 image: export/regions.csv\n')
  expect(out).toContain('1 image failed:\n  in/c.png has 2 levels, 0 to 1. Got 9.\n    Give a level that it has.')
})
