import { dicomFile, itkWrite, niftiFile, sharedDataReason, tiffFile } from '@cuts/testing'
import { describe, expect, it } from 'vitest'
import { fuzz } from './fuzz.ts'
import { formatSamples } from './samples.ts'

/** Mutations of each file; `FUZZ=200` for the whole run. */
const count = Number(process.env.FUZZ ?? 0)

async function expectSurvival(name: string, bytes: Uint8Array): Promise<void> {
  const { crashes, read, refused } = await fuzz([{ name, bytes }], count === 0 ? 60 : count)
  expect(crashes).toEqual([])
  expect(read + refused).toBe(count === 0 ? 60 : count)
}

const text = (content: string): Uint8Array => new TextEncoder().encode(content)
const grey = {
  size: [9, 7],
  components: 1,
  componentType: 'uint8',
  data: Uint8Array.from({ length: 63 }, (_, i) => 4 * i),
} as const
const solid = { ...grey, size: [3, 3, 7] } as const
const pixels = Uint8Array.from({ length: 24 }, (_, i) => 10 * i)
const slice = [
  [0x00080060, 'CS', 'CT'],
  [0x00280002, 'US', [1]],
  [0x00280004, 'CS', 'MONOCHROME2'],
  [0x00280010, 'US', [3]],
  [0x00280011, 'US', [4]],
  [0x00280100, 'US', [16]],
  [0x00280101, 'US', [16]],
  [0x00280102, 'US', [15]],
  [0x00280103, 'US', [0]],
] as const

describe('files changed at random are read or refused, whatever is changed', () => {
  it.each(['png', 'jpeg', 'bmp', 'nifti', 'nrrd', 'meta', 'mgh'] as const)('%s', async format => {
    await expectSurvival(`a.${format}`, await itkWrite(format, ['png', 'jpeg', 'bmp'].includes(format) ? grey : solid))
  })

  it.each([
    ['NIfTI-2', niftiFile({ version: 2, voxels: new Int16Array(24) })],
    [
      'text of NRRD',
      text('NRRD0004\ntype: uint8\ndimension: 2\nsizes: 3 2\nspacings: 1 2\nencoding: ascii\n\n1 2 3 4 5 6\n'),
    ],
    [
      'text of MetaImage',
      text('ObjectType = Image\nNDims = 2\nDimSize = 3 2\nElementType = MET_UCHAR\nElementDataFile = LOCAL\nabcdef'),
    ],
    ['TIFF', tiffFile([{ width: 6, height: 4, parts: [pixels], tags: { 258: [8] } }])],
    ['DICOM', dicomFile({ elements: [...slice, [0x7fe00010, 'OW', pixels]] })],
    ['DICOM without header', dicomFile({ elements: [...slice, [0x7fe00010, 'OW', pixels]], isBare: true })],
    ['RLE in DICOM', dicomFile({ elements: slice, syntax: '1.2.840.10008.1.2.5', fragments: [new Uint8Array(80)] })],
    [
      'JPEG in DICOM',
      dicomFile({ elements: slice, syntax: '1.2.840.10008.1.2.4.70', fragments: [new Uint8Array(80)] }),
    ],
  ])('%s', expectSurvival)
})

const samples = formatSamples()
describe.skipIf(samples === undefined)(`files of other programs (${sharedDataReason} if skipped)`, () => {
  /** Of each folder some; all of them, and more of each, with FUZZ. */
  const chosen = (samples ?? []).filter(
    ({ files }, i) => count > 0 || (i % 6 === 0 && files[0]!.bytes.length < 200_000),
  )

  it('changed at random are read or refused', { timeout: 4 * 3600_000 }, async () => {
    let total = 0
    let slowestMs = 0
    for (const [i, { path, files }] of chosen.entries()) {
      const result = await fuzz(files, count === 0 ? 3 : count, count === 0 ? i : 0)
      expect(result.crashes).toEqual([])
      total += result.read + result.refused
      slowestMs = Math.max(slowestMs, result.slowestMs)
      if (count > 0)
        console.log(
          `${path}: ${result.read} read, ${result.refused} refused, slowest ${result.slowestMs.toFixed(0)} ms`,
        )
    }
    const { rss } = process.memoryUsage()
    console.log(
      `${total} mutations of ${chosen.length} files; slowest ${slowestMs.toFixed(0)} ms; ${(rss / 2 ** 20).toFixed(0)} MiB held at the end`,
    )
  })
})
