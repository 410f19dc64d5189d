/** Exports of a result folder that is laid out by hand: an image, and a volume of three slices of which one failed. */
import { copyFile, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { encodePng, readImage, readLevels, writeLevels, writeNifti } from '@cuts/formats'
import { itkRead, parseDicom, parseNpz, sharedData, sharedDataReason } from '@cuts/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { RunEvent } from '../events.ts'
import type { FolderExport } from '../export/folder-export.ts'
import type { ExportFormat } from '../results/export-formats.ts'
import type { Summary } from '../results/summary.ts'
import { exportResults } from './finished-results.ts'

const [width, height] = [4, 2]
const digits = (text: string): Int32Array => Int32Array.from(text.replace(/\s/g, ''), Number)
const plane = { spacingMm: [0.5, 2], originMm: [7, -3], direction: [1, 0, 0, 1] } as const
const space = { spacingMm: [0.5, 2, 3], originMm: [7, -3, 10], direction: [1, 0, 0, 0, 0, 1, 0, -1, 0] } as const

/** Label 5 is the largest of the image, 0 the largest of the volume; slice 1 of the volume is missing. */
const levels = ['1111 1111', '5555 5227']
const slices = ['0003 0003', '0000 0000', '0099 0093']

let home: string
let results: string
let events: RunEvent[]
/** Exports so far: each has a folder of its own, which it has to make itself. */
let exports = 0

const run = async (format: ExportFormat, change: Partial<FolderExport> = {}) => {
  events = []
  const out = join(home, `${format}-${exports++}`)
  const exported = await exportResults({
    results,
    format,
    level: 1,
    out,
    overwrite: false,
    units: 'px',
    keepIdentifiers: false,
    onEvent: event => events.push(event),
    ...change,
  })
  return { ...exported, out, read: async (name: string) => new Uint8Array(await readFile(join(out, name))) }
}

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'cuts-export-'))
  results = join(home, 'results')
  const common = {
    width,
    height,
    channels: 1,
    seconds: { embed: 0, condense: 0, total: 0 },
    levels: [
      { clusters: 1, logBandwidth: 2 },
      { clusters: 3, logBandwidth: 1 },
    ],
    autoLevel: 1,
    persistentRegions: 2,
    notices: [],
  }
  const slice = (z: number) => ({
    ...common,
    id: `v_z00${z}`,
    path: join(home, 'v.nii.gz'),
    sliceOf: { volume: 'v', slice: z },
    tree: 'volumes/v/tree.json',
  })
  const view = { axes: [0, 1, 2], backwards: [false, false, false] } as const
  const summary: Summary = {
    schema: 1,
    version: '0.1.0',
    seed: 1,
    preset: 'default',
    grouping: 'volume',
    settings: {},
    device: 'cpu',
    threads: 1,
    images: [{ ...common, id: 'eye', path: join(home, 'eye.png') }, slice(0), slice(2)],
    volumes: [{ id: 'v', path: join(home, 'v.nii.gz'), width, height, depth: 3, geometry: space, view: view as never }],
    failed: [],
    notices: [],
    seconds: { train: 0, segment: 0, total: 0 },
  }
  const write = async (path: string, maps: readonly string[], geometry: typeof plane | typeof space): Promise<void> => {
    await mkdir(join(path, '..'), { recursive: true })
    await writeFile(path, await writeLevels(maps.map(digits), [width, height, maps.length], geometry))
  }
  await write(join(results, 'images/eye/labels.nii.gz'), levels, plane)
  await write(join(results, 'images/eye/persistent.nii.gz'), ['8888 8886'], plane)
  for (const z of [0, 2]) await write(join(results, `images/v_z00${z}/labels.nii.gz`), ['0000 0000', slices[z]!], plane)
  await write(join(results, 'volumes/v/levels/01-3.nii.gz'), slices, space)
  await write(join(results, 'volumes/v/persistent.nii.gz'), slices, space)
  await writeFile(join(results, 'summary.json'), JSON.stringify(summary))
  const data = Uint8Array.of(1, 2, 3, 4, 5, 10, 20, 200)
  await writeFile(join(home, 'eye.png'), encodePng({ kind: 'grey', width, height, data }))
  const grid = {
    size: [width, height, 3] as const,
    channels: 1,
    data: Int16Array.from({ length: 24 }, (_, i) => i),
    geometry: space,
  }
  await writeFile(join(home, 'v.nii.gz'), await writeNifti(grid, { isLabels: false }))
})
afterAll(() => rm(home, { recursive: true, force: true }))

/** As numbered in an export: the largest region is 1; equally large ones in the order of their labels. */
const eye = '1111 1223'
const volume = ['1112 1112', '0000 0000', '1133 1132']

describe('exportResults', () => {
  it.each([
    ['nifti', '.nii.gz', 'nifti'],
    ['nrrd', '.seg.nrrd', 'nrrd'],
    ['mha', '.mha', 'meta'],
    ['tiff', '.tif', 'tiff'],
  ] as const)('%s has a file for each image and for each whole volume', async (format, extension, itk) => {
    const { files, exported, failed, out, read } = await run(format)
    expect([exported, failed]).toEqual([2, []])
    expect(files).toEqual([join(out, `v${extension}`), join(out, `eye${extension}`)])
    expect((await readdir(out)).sort()).toEqual([`eye${extension}`, `v${extension}`])
    const flat = await itkRead(itk, await read(`eye${extension}`))
    expect([...Array.from(flat!.data)]).toEqual([...digits(eye)])
    const solid = await itkRead(itk, await read(`v${extension}`))
    expect(Array.from(solid!.data)).toEqual([...digits(volume.join(''))])
    expect(solid!.spacing![1]).toBeCloseTo(2, 6)
    if (itk === 'tiff') return
    for (const [i, value] of space.direction.entries()) expect(solid!.direction![i]).toBeCloseTo(value, 6)
    for (const [i, value] of space.originMm.entries()) expect(solid!.origin![i]).toBeCloseTo(value, 5)
  })

  it('png and geojson have a file for each slice, in which a number means the same as in the volume', async () => {
    const { files, out, read } = await run('png')
    expect(files.map(file => file.slice(out.length + 1))).toEqual(['eye.png', 'v_z000.png', 'v_z002.png'])
    const { volume: picture } = await readImage([{ name: 'x', bytes: await read('v_z002.png') }])
    const colours = new Map<number, string>()
    for (const [i, number] of digits(volume[2]!).entries())
      colours.set(number, [0, 1, 2].map(c => picture.pixels[8 * c + i]).join())
    expect(colours.size).toBe(3)
    expect(new Set(colours.values()).size).toBe(3)
    const shapes = await run('geojson', { image: 'v' })
    const { features } = JSON.parse(new TextDecoder().decode(await shapes.read('v_z002.geojson')))
    expect(features.map((feature: { properties: { label: number } }) => feature.properties.label)).toEqual([1, 2, 3])
  })

  it('geojson in millimetres lies in the plane of the image', async () => {
    const { read } = await run('geojson', { units: 'mm', image: 'eye' })
    const { features } = JSON.parse(new TextDecoder().decode(await read('eye.geojson')))
    // Number 3 is the last pixel, (3, 1).
    const corners: [number, number][] = features[2].geometry.coordinates[0]
    expect([Math.min(...corners.map(([x]) => x)), Math.max(...corners.map(([x]) => x))]).toEqual([8.25, 8.75])
    expect([Math.min(...corners.map(([, y]) => y)), Math.max(...corners.map(([, y]) => y))]).toEqual([-2, 0])
  })

  it('npz and coco', async () => {
    const { labels, spacing_mm: spacing } = parseNpz(await (await run('npz')).read('v.npz'))
    expect([labels!.shape, [...labels!.data]]).toEqual([[3, 2, 4], [...digits(volume.join(''))]])
    expect([...spacing!.data]).toEqual([...space.spacingMm])
    const { read, exported } = await run('coco')
    expect(exported).toBe(3)
    const { images, annotations } = JSON.parse(new TextDecoder().decode(await read('annotations.json')))
    expect(images.map((image: { file_name: string }) => image.file_name)).toEqual(['eye.png', 'v_z000', 'v_z002'])
    expect(
      annotations.map((one: { image_id: number; category_id: number; area: number }) => [
        one.image_id,
        one.category_id,
        one.area,
      ]),
    ).toEqual([
      [1, 1, 5],
      [1, 2, 2],
      [1, 3, 1],
      [2, 1, 6],
      [2, 2, 2],
      [3, 1, 4],
      [3, 2, 1],
      [3, 3, 3],
    ])
  })

  it('coco-polygons has polygons along the edges of pixels', async () => {
    const { read } = await run('coco-polygons', { image: 'eye' })
    const { annotations } = JSON.parse(new TextDecoder().decode(await read('annotations.json')))
    expect(annotations[2]).toMatchObject({ category_id: 3, area: 1, segmentation: [[4, 1, 4, 2, 3, 2, 3, 1]] })
  })

  it('csv and json measure every region, with intensities from the files themselves', async () => {
    const { read } = await run('csv')
    const [header = '', ...rows] = new TextDecoder()
      .decode(await read('regions.csv'))
      .trimEnd()
      .split('\r\n')
    const table = rows.map(row => Object.fromEntries(row.split(',').map((cell, i) => [header.split(',')[i], cell])))
    expect(table).toHaveLength(6)
    // Voxels of label 3: (3, 0, 0), (3, 1, 0), (3, 1, 2), with values 3, 7, 23.
    expect(table[1]).toMatchObject({
      image: 'v',
      region: '2',
      label: '3',
      size_px: '3',
      area_mm2: '',
      volume_mm3: '9',
      first_z_px: '0',
      last_z_px: '2',
      centroid_x_px: '3',
      mean_0: '11',
      min_0: '3',
      max_0: '23',
    })
    expect(table[5]).toMatchObject({
      image: 'eye',
      region: '3',
      label: '7',
      area_mm2: '1',
      volume_mm3: '',
      max_0: '200',
    })
    const json = JSON.parse(new TextDecoder().decode(await (await run('json', { image: 'eye' })).read('regions.json')))
    expect(json[2]).toMatchObject({ image: 'eye', region: 3, label: 7, size_px: 1, area_mm2: 1, mean_0: 200 })
    expect(json[2]).not.toHaveProperty('volume_mm3')
  })

  it('dicom-seg of a volume stands for itself without a source, and is the same each time', async () => {
    const first = await run('dicom-seg', { image: 'v' })
    const parsed = parseDicom(await first.read('v.dcm'))
    expect(parsed.string('x00080060')).toBe('SEG')
    expect(parsed.elements.x00620002!.items).toHaveLength(3)
    expect(parsed.intString('x00280008')).toBe(5)
    expect(parsed.string('x00100010')).toMatch(/^CUTS-\d+$/)
    expect(parsed.string('x0020000d')!.length).toBeLessThanOrEqual(64)
    const again = await run('dicom-seg', { image: 'v' })
    expect(await again.read('v.dcm')).toEqual(await first.read('v.dcm'))
  })

  it('tells how far it is', async () => {
    await run('npz')
    expect(events).toMatchObject([
      { type: 'exported', id: 'v', done: 1, total: 2 },
      { type: 'exported', id: 'eye', done: 2, total: 2, etaSeconds: 0 },
    ])
  })

  it('reports an image that has no such level, and writes nothing where none has', async () => {
    const { failed, files, out } = await run('nifti', { level: 7, image: 'eye' })
    expect(failed[0]).toMatchObject({ error: 'eye has 2 levels, 0 to 1. Got 7.' })
    expect(files).toEqual([])
    await expect(stat(out)).rejects.toThrow()
    const table = await run('csv', { level: 7 })
    expect(table.files).toEqual([])
    await expect(stat(table.out)).rejects.toThrow()
  })

  it('refuses what is not there and what is there already', async () => {
    await expect(run('png', { image: 'ear' })).rejects.toMatchObject({
      code: 'NothingToDo',
      message: `${results} has no image called ear.`,
      remedy: 'Images: eye, v_z000, v_z002.',
    })
    const { out } = await run('csv')
    await expect(run('csv', { out })).rejects.toMatchObject({ code: 'Unwritable' })
    expect((await run('csv', { out, overwrite: true })).files).toHaveLength(1)
    await expect(run('csv', { signal: AbortSignal.abort() })).rejects.toMatchObject({ code: 'Cancelled' })
  })

  it('writes nothing outside of its folder, whatever names a summary gives', async () => {
    const folder = await mkdtemp(join(home, 'hostile-'))
    const summary: Summary = JSON.parse(await readFile(join(results, 'summary.json'), 'utf8'))
    const before = await readdir(home)
    for (const change of [{ id: '../../x' }, { id: '/x' }, { autoLevel: -5 }]) {
      const images = [{ ...summary.images[0]!, ...change }]
      await writeFile(join(folder, 'summary.json'), JSON.stringify({ ...summary, images }))
      await expect(run('nifti', { results: folder, out: join(folder, 'a/b') })).rejects.toMatchObject({
        code: 'Unreadable',
        message: expect.stringContaining('damaged'),
      })
    }
    expect([await readdir(home), await readdir(folder)]).toEqual([before, ['summary.json']])
  })

  it('leaves the result folder as it is', async () => {
    const [first] = readLevels(new Uint8Array(await readFile(join(results, 'images/eye/labels.nii.gz'))), {
      name: 'labels',
    }).levels
    expect([...first!]).toEqual([...digits(levels[0]!)])
    expect((await readdir(results)).sort()).toEqual(['images', 'summary.json', 'volumes'])
  })
})

const series = sharedData('formats/dicom_ct_series_totalsegmentator')
describe.skipIf(series === undefined)(`a run over a DICOM series (${sharedDataReason} if skipped)`, () => {
  /** A result folder over three files of the series, in any order; the region is one row of pixels. */
  const layOut = async (files: readonly string[]): Promise<string> => {
    const folder = await mkdtemp(join(home, 'ct-'))
    const { volume } = await readImage(
      await Promise.all(files.map(async name => ({ name, bytes: new Uint8Array(await readFile(name)) }))),
    )
    const summary: Summary = JSON.parse(await readFile(join(results, 'summary.json'), 'utf8'))
    const slice = { ...summary.images[1]!, path: files[0]!, width: 512, height: 512, tree: 'volumes/ct/tree.json' }
    const images = [0, 1, 2].map(z => ({ ...slice, id: `ct_z00${z}`, sliceOf: { volume: 'ct', slice: z } }))
    const { geometry } = volume
    const ct = {
      ...summary.volumes![0]!,
      id: 'ct',
      path: files[0]!,
      files,
      width: 512,
      height: 512,
      depth: 3,
      geometry,
    }
    await writeFile(join(folder, 'summary.json'), JSON.stringify({ ...summary, images, volumes: [ct] }))
    const labels = new Int32Array(512 * 512).fill(4).fill(6, 512 * 100, 512 * 101)
    await mkdir(join(folder, 'volumes/ct'), { recursive: true })
    const bytes = await writeLevels([labels, labels, labels], [512, 512, 3], geometry)
    await writeFile(join(folder, 'volumes/ct/persistent.nii.gz'), bytes)
    return folder
  }

  it('is referred to without being named again, and stands for itself, with a note, once the files are gone', async () => {
    const names = (await readdir(series!)).slice(0, 3)
    const copies = join(home, 'copies')
    await mkdir(copies)
    for (const name of names) await copyFile(join(series!, name), join(copies, name))
    const folder = await layOut(names.map(name => join(copies, name)).reverse())
    const whole = { results: folder, level: 'persistent' } as const
    const referring = parseDicom(await (await run('dicom-seg', whole)).read('ct.dcm'))
    const frames = referring.elements.x52009230!.items!.map(item => item.dataSet!)
    const referred = frames.map(frame =>
      frame.elements.x00089124!.items![0]!.dataSet!.elements.x00082112!.items![0]!.dataSet!.string('x00081155'),
    )
    expect(frames).toHaveLength(6)
    expect(new Set(referred)).toEqual(new Set(names.map(name => name.replace(/^CT\./, ''))))
    expect(events.filter(event => event.type === 'notice')).toEqual([])

    await rm(copies, { recursive: true })
    const alone = parseDicom(await (await run('dicom-seg', whole)).read('ct.dcm'))
    expect(alone.elements).not.toHaveProperty('x00081115')
    expect(events).toContainEqual(
      expect.objectContaining({ type: 'notice', message: expect.stringContaining('of ct refers to nothing') }),
    )
  })
})
