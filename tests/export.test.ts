/** From a volume file to regions to files of other programs, by the command line alone: everything lies where it lay. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createRandom } from '@cuts/core'
import { itkRead, itkWrite, parseDicom, readDicomSegmentation } from '@cuts/testing'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { runCuts as cuts } from '../apps/cli/src/testing/run-cuts.ts'

const [width, height, depth] = [24, 20, 4]
const [c, s] = [Math.cos(0.4), Math.sin(0.4)]
const grid = { spacing: [0.5, 0.75, 3], origin: [-12, 34.5, 7], direction: [c, -s, 0, s, c, 0, 0, 0, -1] }
const quick = ['--threads', '1', '--device', 'cpu', '--set', 'schedule.steps=2']

let home: string

const read = async (path: string) => new Uint8Array(await readFile(join(home, path)))

/** Positions of voxels by the label that they have, mm to two decimals, sorted. */
function placesByLabel(image: {
  readonly size: readonly number[]
  readonly spacing?: readonly number[]
  readonly origin?: readonly number[]
  readonly direction?: ArrayLike<number>
  readonly data: ArrayLike<number>
}): Map<number, string[]> {
  const places = new Map<number, string[]>()
  const [w = 0, h = 0] = image.size
  for (let i = 0; i < image.data.length; i++) {
    const at = [i % w, Math.floor(i / w) % h, Math.floor(i / (w * h))]
    const mm = [0, 1, 2].map(row =>
      at.reduce(
        (sum, p, axis) => sum + image.direction![3 * row + axis]! * image.spacing![axis]! * p,
        image.origin![row]!,
      ),
    )
    const label = image.data[i]!
    const list = places.get(label) ?? []
    list.push(mm.map(value => (Math.round(value * 100) / 100 + 0).toFixed(2)).join())
    places.set(label, list)
  }
  for (const list of places.values()) list.sort()
  return places
}

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'cuts-export-'))
  const random = createRandom(5)
  const data = Int16Array.from({ length: width * height * depth }, (_, i) => {
    const [x, y] = [i % width, Math.floor(i / width) % height]
    return (x > 14 ? 800 : y > 9 ? 300 : 0) + random.integer(60)
  })
  const size = [width, height, depth]
  await writeFile(
    join(home, 'head.nii.gz'),
    await itkWrite('nifti', { ...grid, size, components: 1, componentType: 'int16', data }),
  )
  const { code, err } = await cuts(
    'run',
    join(home, 'head.nii.gz'),
    '--as',
    'slices',
    '--out',
    join(home, 'results'),
    ...quick,
  )
  expect(err).toContain('trained 2 steps')
  expect(code).toBe(0)
})
afterAll(() => rm(home, { recursive: true, force: true }))

it('every format has the same regions in the same place', async () => {
  const own = await itkRead('nifti', await read('results/volumes/head/persistent.nii.gz'))
  const expected = [...placesByLabel(own!).values()].map(String).sort()
  expect(expected.length).toBeGreaterThan(1)
  for (const [format, itk, name] of [
    ['nifti', 'nifti', 'head.nii.gz'],
    ['nrrd', 'nrrd', 'head.seg.nrrd'],
    ['mha', 'meta', 'head.mha'],
  ] as const) {
    const done = await cuts(
      'export',
      join(home, 'results'),
      '--format',
      format,
      '--level',
      'persistent',
      '--out',
      join(home, format),
    )
    expect([done.code, done.err]).toEqual([0, 'exported 1/1  head\n'])
    const found = placesByLabel((await itkRead(itk, await read(`${format}/${name}`)))!)
    expect([...found.values()].map(String).sort(), format).toEqual(expected)
    // Numbered from 1, the largest first.
    const sizes = [...found].sort(([a], [b]) => a - b).map(([, places]) => places.length)
    expect([...found.keys()].sort((a, b) => a - b)).toEqual(sizes.map((_, index) => index + 1))
    expect(sizes).toEqual(sizes.toSorted((a, b) => b - a))
  }
  await cuts(
    'export',
    join(home, 'results'),
    '--format',
    'dicom-seg',
    '--level',
    'persistent',
    '--out',
    join(home, 'seg'),
  )
  const segmentation = placesByLabel(await readDicomSegmentation(await read('seg/head.dcm')))
  expect([...segmentation.values()].map(String).sort()).toEqual(expected)
})

it('the table counts every voxel once, with its volume and the intensities of the file', async () => {
  const { out } = await cuts(
    'export',
    join(home, 'results'),
    '--format',
    'json',
    '--level',
    '0',
    '--out',
    join(home, 'tables'),
    '--json',
  )
  expect(JSON.parse(out.trimEnd().split('\n').at(-1) ?? '')).toMatchObject({ type: 'summary', exported: 1, failed: [] })
  const rows: { [column: string]: number }[] = JSON.parse(new TextDecoder().decode(await read('tables/regions.json')))
  const sum = (column: string): number => rows.reduce((total, row) => total + row[column]!, 0)
  expect(sum('size_px')).toBe(width * height * depth)
  expect(sum('volume_mm3')).toBeCloseTo(width * height * depth * 0.5 * 0.75 * 3, 2)
  expect(Math.max(...rows.map(row => row.max_0!))).toBeGreaterThan(800)
})

it('slices as polygons, and the exports converted to other formats', async () => {
  const shapes = await cuts(
    'export',
    join(home, 'results'),
    '--format',
    'geojson',
    '--units',
    'mm',
    '--image',
    'head_z001',
    '--out',
    join(home, 'shapes'),
  )
  expect(shapes.code).toBe(0)
  const { units, features } = JSON.parse(new TextDecoder().decode(await read('shapes/head_z001.geojson')))
  expect([units, features.length > 0]).toEqual(['mm', true])

  const labels = join(home, 'nifti/head.nii.gz')
  const converted = await cuts('convert', labels, join(home, 'head.dcm'))
  expect(converted.out).toContain('DICOM segmentation from NIfTI, 24 x 20 x 4 px, 1 channel, uint8, 0.5 x 0.75 x 3 mm')
  expect(parseDicom(await read('head.dcm')).string('x00080060')).toBe('SEG')
  await cuts('convert', labels, join(home, 'head.mha'))
  await cuts('convert', join(home, 'head.mha'), join(home, 'again.nrrd'))
  const again = placesByLabel((await itkRead('nrrd', await read('again.nrrd')))!)
  expect(again).toEqual(placesByLabel((await itkRead('nifti', await read('nifti/head.nii.gz')))!))
})

it('says what is wrong and what to do', async () => {
  const wrong = await cuts('export', join(home, 'results'), '--format', 'png', '--image', 'foot')
  expect(wrong).toMatchObject({ code: 2, err: expect.stringContaining('has no image called foot.\nImages: head_z000') })
  const level = await cuts(
    'export',
    join(home, 'results'),
    '--format',
    'npz',
    '--level',
    '99',
    '--out',
    join(home, 'npz'),
  )
  expect(level).toMatchObject({ code: 1, err: expect.stringContaining('Give a level that it has, or auto.') })
  const ending = await cuts('convert', join(home, 'head.nii.gz'), join(home, 'head.gif'))
  expect(ending).toMatchObject({ code: 2, err: expect.stringContaining('Endings: .png') })
})
