/** Files of one format into all others and back: values and places stay. */
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { itkRead, itkWrite, parseDicom, sharedData, sharedDataReason } from '@cuts/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readWhole } from '../export/read-whole.ts'
import { diskFiles } from './disk-files.ts'
import { convertFile } from './index.ts'

const direction = [0, -1, 0, 0.8, 0, 0.6, -0.6, 0, 0.8]
const grid = { size: [4, 3, 2], spacing: [0.5, 0.75, 3], origin: [-12, 34.5, 7], direction }

let home: string
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'cuts-convert-'))
  const data = Int16Array.from({ length: 24 }, (_, i) => 50 * i - 600)
  await writeFile(
    join(home, 'ct.nii.gz'),
    await itkWrite('nifti', { ...grid, components: 1, componentType: 'int16', data }),
  )
  const labels = Uint8Array.from({ length: 24 }, (_, i) => [0, 1, 5][i % 3]!)
  const image = { ...grid, components: 1, componentType: 'uint8', data: labels } as const
  await writeFile(join(home, 'labels.nrrd'), await itkWrite('nrrd', image))
  const colour = {
    size: [2, 2],
    components: 3,
    componentType: 'uint8',
    data: Uint8Array.from({ length: 12 }, (_, i) => 20 * i),
  } as const
  await writeFile(join(home, 'photo.png'), await itkWrite('png', colour))
})
afterAll(() => rm(home, { recursive: true, force: true }))

const convert = (input: string, out: string, change: { overwrite?: boolean; source?: string } = {}) =>
  convertFile({ input: join(home, input), out: join(home, out), overwrite: false, keepIdentifiers: false, ...change })

describe('convertFile', () => {
  it.each(['ct.nii', 'ct.copy.nii.gz', 'ct.nrrd', 'ct.mha', 'ct.npz'])(
    'to %s keeps values, type and place',
    async name => {
      const converted = await convert('ct.nii.gz', name)
      expect(converted).toMatchObject({
        from: 'NIfTI',
        width: 4,
        height: 3,
        depth: 2,
        channels: 1,
        sampleType: 'int16',
      })
      if (name.endsWith('.npz')) return
      const { volume } = await readWhole(diskFiles, join(home, name))
      expect([...volume.pixels]).toEqual(Array.from({ length: 24 }, (_, i) => 50 * i - 600))
      expect(volume.sampleType).toBe('int16')
      for (const [i, value] of direction.entries()) expect(volume.geometry!.direction[i]).toBeCloseTo(value, 5)
      for (const axis of [0, 1, 2]) {
        expect(volume.geometry!.spacingMm[axis]).toBeCloseTo(grid.spacing[axis]!, 6)
        expect(volume.geometry!.originMm[axis]).toBeCloseTo(grid.origin[axis]!, 5)
      }
    },
  )

  it('to a TIFF stack and to pictures', async () => {
    await convert('ct.nii.gz', 'ct.tif')
    const stack = await itkRead('tiff', await readFile(join(home, 'ct.tif')))
    expect([stack!.size, stack!.componentType]).toEqual([[4, 3, 2], 'int16'])
    await convert('photo.png', 'photo.tif')
    await convert('photo.tif', 'again.png')
    const again = await itkRead('png', await readFile(join(home, 'again.png')))
    expect(Array.from(again!.data)).toEqual(Array.from({ length: 12 }, (_, i) => 20 * i))
  })

  it('of labels to a segmentation of 3D Slicer, and to one of DICOM that stands for itself', async () => {
    await convert('labels.nrrd', 'labels.seg.nrrd')
    const text = new TextDecoder('latin1').decode(await readFile(join(home, 'labels.seg.nrrd')))
    expect(text).toContain('Segment1_Name:=label 5\n')
    expect(text).not.toContain('Segment2_')
    await convert('labels.nrrd', 'labels.dcm')
    const parsed = parseDicom(new Uint8Array(await readFile(join(home, 'labels.dcm'))))
    expect(parsed.elements.x00620002!.items).toHaveLength(2)
    expect(parsed.intString('x00280008')).toBe(4)
  })

  it.each([
    ['ct.nii.gz', 'ct.png', 'ct.png: PNG cannot hold that: '],
    ['ct.nii.gz', 'ct.seg.nrrd', 'different values from -600 to 550'],
    ['ct.nii.gz', 'ct.geojson', 'is a volume of 2 slices'],
    ['photo.png', 'photo.dcm', 'has 3 channels'],
  ])('refuses %s as %s', async (input, out, message) => {
    await expect(convert(input, out)).rejects.toMatchObject({
      code: 'Unsupported',
      message: expect.stringContaining(message),
    })
    expect(await readdir(home)).not.toContain(out)
  })

  it('refuses unknown endings, existing files and inputs that are not there', async () => {
    await expect(convert('photo.png', 'photo.gif')).rejects.toMatchObject({
      code: 'InvalidOption',
      remedy: expect.stringContaining('.seg.nrrd'),
    })
    await expect(convert('photo.png', 'labels.nrrd')).rejects.toMatchObject({ code: 'Unwritable' })
    await expect(convert('nothing.png', 'x.png')).rejects.toMatchObject({ code: 'Unreadable' })
    expect((await convert('photo.png', 'twice.nrrd')).out).toBe(join(home, 'twice.nrrd'))
    expect((await convert('photo.png', 'twice.nrrd', { overwrite: true })).to).toBe('NRRD')
  })
})

const series = sharedData('formats/dicom_ct_series_totalsegmentator')
describe.skipIf(series === undefined)(`a segmentation of a scanner's series (${sharedDataReason} if skipped)`, () => {
  it('refers to its files, told by where they lie, and names no patient', async () => {
    const positions: number[] = []
    let plane: number[] = []
    for (const name of await readdir(series!)) {
      const parsed = parseDicom(new Uint8Array(await readFile(join(series!, name))))
      plane = parsed.string('x00200032')!.split('\\').map(Number)
      positions.push(plane[2]!)
    }
    positions.sort((a, b) => a - b)
    const labels = new Uint8Array(512 * 512 * positions.length)
    for (let z = 3; z < 6; z++) labels.fill(1, (z * 512 + 200) * 512, (z * 512 + 210) * 512)
    const image = { size: [512, 512, positions.length], components: 1, componentType: 'uint8', data: labels } as const
    const place = {
      spacing: [0.9765625, 0.9765625, positions[1]! - positions[0]!],
      origin: [plane[0]!, plane[1]!, positions[0]!],
      direction: [1, 0, 0, 0, 1, 0, 0, 0, 1],
    }
    await mkdir(join(home, 'ct'), { recursive: true })
    await writeFile(join(home, 'ct/lesion.nii.gz'), await itkWrite('nifti', { ...image, ...place }))
    await convert('ct/lesion.nii.gz', 'ct/lesion.dcm', { source: series! })
    const parsed = parseDicom(new Uint8Array(await readFile(join(home, 'ct/lesion.dcm'))))
    const frames = parsed.elements.x52009230!.items!.map(item => item.dataSet!)
    expect(frames).toHaveLength(3)
    for (const [k, frame] of frames.entries()) {
      const source = frame.elements.x00089124!.items![0]!.dataSet!.elements.x00082112!.items![0]!.dataSet!
      const file = (await readdir(series!)).find(name => name.endsWith(source.string('x00081155')!))!
      const own = parseDicom(new Uint8Array(await readFile(join(series!, file))))
      expect(Number(own.string('x00200032')!.split('\\')[2])).toBeCloseTo(positions[3 + k]!, 3)
    }
    expect(parsed.string('x00200052')).toMatch(/^1\.3\.12\.2\.1107/)
    expect(parsed.string('x00100010')).toMatch(/^CUTS-/)
  })
})
