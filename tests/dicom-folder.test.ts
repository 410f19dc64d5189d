/** A folder as it comes from an archive of images: two patients, several series, files without images; and nobody's name anywhere. */
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { createRandom } from '@cuts/core'
import { describeInput, type SetDescription, type Summary } from '@cuts/runtime'
import { diskFiles } from '@cuts/runtime/node'
import { summarySchema } from '@cuts/runtime/results'
import { dicomFile, itkRead, itkWrite, sharedData, sharedDataReason } from '@cuts/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runCuts as cuts } from '../apps/cli/src/testing/run-cuts.ts'

/** What must not be found: names, numbers and dates of people, and what was written about them. */
const secrets = ['Zweistein', 'Adalbert', 'Quux', 'MRN-4711', 'MRN-4712', '19440605', '19511112', 'geheimes-Knie']

interface Slice {
  readonly patient: readonly [name: string, id: string, birth: string]
  readonly series: number
  readonly z: number
  readonly random: ReturnType<typeof createRandom>
}

/** A slice of 16 x 12 pixels of 0.5 x 0.75 mm, 3 mm from the next; bright where x > 7. */
function slice({ patient: [name, id, birth], series, z, random }: Slice): Uint8Array {
  const pixels = Uint8Array.from({ length: 16 * 12 }, (_, i) => (i % 16 > 7 ? 180 : 40) + random.integer(20))
  return dicomFile({
    elements: [
      [0x00080016, 'UI', '1.2.840.10008.5.1.4.1.1.4'],
      [0x00080018, 'UI', `1.2.3.${series}.${z}`],
      [0x00080060, 'CS', 'MR'],
      [0x00081030, 'LO', 'geheimes-Knie'],
      [0x0008103e, 'LO', `geheimes-Knie of ${name}`],
      [0x00100010, 'PN', name],
      [0x00100020, 'LO', id],
      [0x00100030, 'DA', birth],
      [0x0020000d, 'UI', `1.2.3.${id.slice(4)}`],
      [0x0020000e, 'UI', `1.2.3.${id.slice(4)}.${series}`],
      [0x00200011, 'IS', String(series)],
      [0x00200013, 'IS', String(10 - z)],
      [0x00200032, 'DS', `-4\\2\\${3 * z}`],
      [0x00200037, 'DS', '1\\0\\0\\0\\1\\0'],
      [0x00280002, 'US', [1]],
      [0x00280004, 'CS', 'MONOCHROME2'],
      [0x00280010, 'US', [12]],
      [0x00280011, 'US', [16]],
      [0x00280030, 'DS', '0.75\\0.5'],
      [0x00280100, 'US', [8]],
      [0x00280101, 'US', [8]],
      [0x00280102, 'US', [7]],
      [0x00280103, 'US', [0]],
      [0x7fe00010, 'OB', pixels],
    ],
  })
}

const report = dicomFile({
  elements: [
    [0x00080016, 'UI', '1.2.840.10008.5.1.4.1.1.88.11'],
    [0x00080060, 'CS', 'SR'],
    [0x00100010, 'PN', 'Zweistein^Adalbert'],
  ],
})

let home: string
let images: string
let masks: string
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'cuts-dicom-'))
  images = join(home, 'archive')
  masks = join(home, 'masks')
  await mkdir(join(images, 'IM0'), { recursive: true })
  await mkdir(masks)
  const random = createRandom(4)
  let file = 9
  const write = (bytes: Uint8Array): Promise<void> => writeFile(join(images, `IM0/IM${file--}`), bytes)
  // Files are named against the order of the slices.
  const people = [
    ['Zweistein^Adalbert', 'MRN-4711', '19440605'],
    ['Quux', 'MRN-4712', '19511112'],
  ] as const
  for (const z of [0, 1, 2]) await write(slice({ patient: people[0], series: 7, z, random }))
  for (const z of [0, 1]) await write(slice({ patient: people[1], series: 2, z, random }))
  for (const z of [0, 1]) await write(slice({ patient: people[0], series: 2, z, random }))
  await writeFile(join(images, 'SR0'), report)
  const data = Uint8Array.from({ length: 16 * 12 * 3 }, (_, i) => Number(i % 16 > 7))
  const grid = { spacing: [0.5, 0.75, 3], origin: [-4, 2, 0] }
  await writeFile(
    join(masks, 'patient-1_MR-7.nii.gz'),
    await itkWrite('nifti', { size: [16, 12, 3], components: 1, componentType: 'uint8', data, ...grid }),
  )
})
afterAll(() => rm(home, { recursive: true, force: true }))

async function run(out: string, ...flags: readonly string[]) {
  const quick = ['--threads', '1', '--device', 'cpu', '--set', 'schedule.steps=2', '--set', 'training.batchImages=2']
  const {
    code,
    out: printed,
    err,
  } = await cuts('run', images, '--masks', masks, '--out', join(home, out), ...quick, ...flags)
  const summary: Summary = summarySchema.parse(JSON.parse(await readFile(join(home, out, 'summary.json'), 'utf8')))
  return { code, said: printed + err, summary }
}

/** Files of a folder in which one of the secrets stands, in names or contents, packed ones unpacked. */
async function leaks(folder: string): Promise<string[]> {
  const found: string[] = []
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name)
    if (!entry.isFile()) continue
    const bytes = await readFile(path)
    const text = (path.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('latin1')
    if (secrets.some(secret => text.includes(secret) || path.slice(folder.length).includes(secret))) found.push(path)
  }
  return found
}

describe('a folder of DICOM files', () => {
  let first: Awaited<ReturnType<typeof run>>
  beforeAll(async () => {
    first = await run('results')
  })

  it('is its series, one volume each, slices in the order in which they lie', async () => {
    const { code, said, summary } = first
    expect(code).toBe(0)
    expect(said).toContain('SR0 is a structured report and holds no image. It is left out.')
    expect(summary.volumes?.map(({ id, depth, files }) => [id, depth, files?.length])).toEqual([
      ['patient-1_MR-2', 2, 2],
      ['patient-2_MR-2', 2, 2],
      ['patient-1_MR-7', 3, 3],
    ])
    expect(summary.volumes?.[2]?.geometry).toEqual({
      spacingMm: [0.5, 0.75, 3],
      originMm: [-4, 2, 0],
      direction: [1, 0, 0, 0, 1, 0, 0, 0, 1],
    })
    expect(summary.images.map(({ id }) => id).slice(-3)).toEqual(['000', '001', '002'].map(z => `patient-1_MR-7_z${z}`))
    for (const { id, metrics } of summary.volumes!) expect(metrics !== undefined, id).toBe(id === 'patient-1_MR-7')
    expect(summary.volumeMetrics?.best).toMatchObject({ volumes: 1, distanceUnit: 'mm' })
    expect([summary.metrics, ...summary.images.map(({ metrics }) => metrics)].filter(Boolean)).toEqual([])
    const path = join(home, 'results/volumes/patient-1_MR-7/persistent.nii.gz')
    const labels = await itkRead('nifti', await readFile(path))
    expect(labels).toMatchObject({ size: [16, 12, 3], spacing: [0.5, 0.75, 3], origin: [-4, 2, 0] })
  })

  it('has the intensities of its series measured', async () => {
    const out = join(home, 'tables')
    const { code } = await cuts(
      'export',
      join(home, 'results'),
      '--format',
      'csv',
      '--level',
      'persistent',
      '--out',
      out,
    )
    expect(code).toBe(0)
    const [header, ...rows] = (await readFile(join(out, 'regions.csv'), 'utf8')).trim().split('\n')
    const mean = header!.split(',').indexOf('mean_0')
    expect(new Set(rows.map(row => row.split(',')[0]))).toEqual(
      new Set(['patient-1_MR-2', 'patient-1_MR-7', 'patient-2_MR-2']),
    )
    // Darker than 40 and brighter than 200 is nothing.
    for (const row of rows) {
      expect(Number(row.split(',')[mean])).toBeGreaterThanOrEqual(40)
      expect(Number(row.split(',')[mean])).toBeLessThan(200)
    }
    expect(await leaks(out)).toEqual([])
  })

  it('leaves nobody’s name in what is written or said', async () => {
    expect(secrets.filter(secret => first.said.includes(secret))).toEqual([])
    expect(await leaks(join(home, 'results'))).toEqual([])
    const info = await cuts('info', images, '--json')
    expect(info.out).toContain('patient-1_MR-7')
    expect(secrets.filter(secret => (info.out + info.err).includes(secret))).toEqual([])
  })

  it('keeps identifiers in the summary alone where that is asked for', async () => {
    const { summary, said } = await run('kept', '--keep-identifiers')
    expect(summary.identifiers).toContainEqual({
      id: 'patient-1_MR-7',
      patientName: 'Zweistein^Adalbert',
      patientId: 'MRN-4711',
      study: '1.2.3.4711',
      series: '1.2.3.4711.7',
      seriesDescription: 'geheimes-Knie of Zweistein^Adalbert',
    })
    expect(secrets.filter(secret => said.includes(secret))).toEqual([])
    expect(await leaks(join(home, 'kept'))).toEqual([join(home, 'kept/summary.json')])
  })

  it('is described series by series', async () => {
    expect(await describeInput(diskFiles, images, () => {})).toMatchObject({
      files: 7,
      images: 7,
      volumes: 3,
      items: [
        { id: 'patient-1_MR-2', files: 2, orientation: 'LPS' },
        { id: 'patient-2_MR-2', files: 2 },
        { id: 'patient-1_MR-7', files: 3, size: [16, 12, 3], spacingMm: [0.5, 0.75, 3] },
      ],
    })
  })

  it('of one series may stand in a table', async () => {
    const folder = join(home, 'one')
    await mkdir(folder)
    const random = createRandom(5)
    for (const z of [0, 1])
      await writeFile(join(folder, `${z}`), slice({ patient: ['Quux', 'MRN-4712', ''], series: 3, z, random }))
    await writeFile(join(home, 'set.csv'), `image\n${folder}\n${images}\n`)
    expect(await describeInput(diskFiles, join(home, 'set.csv'), () => {})).toMatchObject({
      items: [{ id: 'one', files: 2, size: [16, 12, 2] }],
      failed: [{ path: images, error: expect.stringContaining('holds 3 images') }],
    })
  })
})

const series = sharedData('formats/dicom_ct_series_totalsegmentator')
describe.skipIf(series === undefined)(`a series made anonymous (${sharedDataReason} if skipped)`, () => {
  it('is one volume though its files do not state their series', async () => {
    const { items } = (await describeInput(diskFiles, series!, () => {})) as SetDescription
    // ImagePositionPatient goes in steps of 2 mm.
    expect(items).toMatchObject([{ id: 'patient-1_CT-0', files: 20, size: [512, 512, 20], orientation: 'LPS' }])
    expect(items[0]?.spacingMm?.[2]).toBeCloseTo(2, 6)
  })
})

it('a slice that is missing is told before a run, by the description of the folder too', async () => {
  const folder = join(home, 'missing')
  await mkdir(folder)
  const of = { patient: ['Zweistein', 'MRN-4711', '19440605'] as const, series: 7, random: createRandom(9) }
  for (const z of [0, 1, 3, 4]) await writeFile(join(folder, `${z}.dcm`), slice({ ...of, z }))
  const { notices } = (await describeInput(diskFiles, folder, () => {})) as SetDescription
  expect(notices).toEqual([expect.stringMatching(/a slice is missing/)])

  // The others keep their places in what is written, and in a DICOM segmentation their files.
  const out = join(home, 'missing-results')
  expect((await cuts('run', folder, '--out', out, '--device', 'cpu', '--threads', '1')).code).toBe(0)
  const summary: Summary = summarySchema.parse(JSON.parse(await readFile(join(out, 'summary.json'), 'utf8')))
  expect(summary.notices).toEqual(expect.arrayContaining([expect.stringMatching(/a slice is missing/)]))
  const [volume] = summary.volumes!
  expect(volume).toMatchObject({ depth: 5, geometry: { spacingMm: [0.5, 0.75, 3], originMm: [-4, 2, 0] } })
  for (const [format, file] of [
    ['nifti', `${volume!.id}.nii.gz`],
    ['dicom-seg', `${volume!.id}.dcm`],
  ] as const) {
    const { code, err } = await cuts('export', out, '--format', format, '--out', join(home, `as-${format}`))
    expect(err).toContain('has 5 slices and 4 files')
    expect(code).toBe(0)
    expect(await readdir(join(home, `as-${format}`))).toEqual([file])
  }
  const labels = await itkRead('nifti', await readFile(join(home, 'as-nifti', `${volume!.id}.nii.gz`)))
  expect(labels).toMatchObject({ size: [16, 12, 5], spacing: [0.5, 0.75, 3], origin: [-4, 2, 0] })
}, 60_000)
