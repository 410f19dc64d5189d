import { CutsError } from '@cuts/core'
import type { FileDescription, SetDescription } from '@cuts/runtime'
import { expect, it } from 'vitest'
import { runOverStandIns } from '../testing/run-cuts.ts'
import type { UseCases } from '../use-cases.ts'

const picture: FileDescription = {
  kind: 'file',
  path: '',
  format: 'PNG',
  width: 640,
  height: 480,
  depth: 1,
  channels: 3,
  timepoints: 1,
  sampleType: 'uint8',
  range: [0, 255],
  nonFinite: 0,
  runBytes: 400e6,
  bytes: 3_686_400,
  run: { images: 1, volumes: 0, scaling: 'type' },
  notices: [],
}

const folder: SetDescription = {
  kind: 'set',
  path: '',
  files: 182,
  items: [
    {
      id: 'patient-1_MR-4',
      path: 'in/1',
      files: 180,
      format: 'DICOM',
      size: [180, 220, 180],
      timepoints: 1,
      channels: 1,
      spacingMm: [1, 1, 1.2],
    },
    { id: 'b', path: 'in/b.nii', format: 'NIfTI', size: [180, 220, 180], timepoints: 1, channels: 1, mask: 'in/m.nii' },
    { id: 'c', path: 'in/c.png', format: 'PNG', size: [640, 480], timepoints: 1, channels: 1 },
  ],
  formats: { DICOM: 1, NIfTI: 1, PNG: 1 },
  images: 361,
  volumes: 2,
  channels: 1,
  sizes: [
    { size: [180, 220, 180], files: 2 },
    { size: [640, 480], files: 1 },
  ],
  masks: 2,
  groups: { control: 1, patient: 2 },
  bytes: 115_260_000,
  largestBytes: 57_024_000,
  failed: [],
  notices: ['images are taken from in/images and masks from in/masks'],
}

async function describeInput(path: string) {
  return path.endsWith('/') ? { ...folder, path } : { ...picture, path }
}
const cuts = (argv: readonly string[], useCases: Partial<UseCases> = {}) =>
  runOverStandIns(argv, { useCases: { describeInput, ...useCases } })

it('says what a file holds and what a run makes of it', async () => {
  const { out } = await cuts(['info', 'a.png'])
  expect(out).toBe(
    'a.png: PNG, 640 x 480 px, 3 channels, uint8, spacing unknown, values 0 to 255, 3.5 MiB in memory, about 381 MiB in a run\n' +
      '  in a run: 1 image, scaled by the range of its number type\n',
  )
  const volume: FileDescription = {
    ...picture,
    path: 'b.nii',
    format: 'NIfTI',
    depth: 20,
    timepoints: 4,
    channels: 1,
    sampleType: 'int16',
    spacingMm: [0.5, 0.5, 3],
    orientation: 'RAS',
    range: [-1000, 3071.5],
    nonFinite: 2,
    run: { images: 80, volumes: 4, plane: 'axial', scaling: 'robust' },
    notices: ['b.nii is so'],
  }
  const seen = await cuts(['info', 'b.nii'], { describeInput: async () => volume })
  expect(seen.out).toBe(
    'b.nii: NIfTI, 640 x 480 x 20 voxels, 4 volumes, 1 channel, int16, 0.5 x 0.5 x 3 mm, RAS, values -1000 to 3071.5, 3.5 MiB in memory, about 381 MiB in a run\n' +
      '  in a run: 20 axial slices of each of 4 volumes, one tree over all of a volume, scaled between percentiles of its values; 2 values NaN or infinite, set to the minimum\n' +
      '  note: b.nii is so\n',
  )
  expect(JSON.parse((await cuts(['info', 'a.png', '--json'])).out)).toEqual({
    type: 'file',
    ...picture,
    path: 'a.png',
  })
})

it('says what a folder holds, and fails where files of it do', async () => {
  const { out, code } = await cuts(['info', 'in/'])
  expect(code).toBe(0)
  expect(out.trimEnd().split('\n')).toEqual([
    'in/: 182 files (1 DICOM, 1 NIfTI, 1 PNG), 180 x 220 x 180 (2), 640 x 480 (1)',
    '  in a run: 361 images, slices of 2 volumes among them, 1 channel',
    '  series patient-1_MR-4: 180 files, 180 x 220 x 180, 1 x 1 x 1.2 mm',
    '  masks: found for 2 of 3',
    '  groups: control 1, patient 2',
    '  memory for intensities: 54 MiB for the largest file, 110 MiB for all',
    '  note: images are taken from in/images and masks from in/masks',
  ])
  const failed = [{ path: 'in/a.png', error: 'in/a.png is empty.' }]
  const describeInput = async () => ({ ...folder, failed })
  expect((await cuts(['info', 'in/'], { describeInput })).code).toBe(1)
})

it('goes on past a file that does not open', async () => {
  const describeInput = async (path: string) => {
    throw new CutsError('Unreadable', `${path} is empty.`, { remedy: 'Copy it again.' })
  }
  const { code, err } = await cuts(['info', 'a.png', 'b.png'], { describeInput })
  expect(code).toBe(1)
  expect(err).toBe('cuts: a.png is empty.\nCopy it again.\ncuts: b.png is empty.\nCopy it again.\n')
})
