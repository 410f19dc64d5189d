/** Files of several images: points in time, pages, and the arrays of NumPy archives with their masks. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync, gzipSync } from 'node:zlib'
import { itkWrite, npyFile, npzFile, tiffFile } from '@cuts/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { DatasetImage } from '../dataset/dataset.ts'
import { describeInput } from '../dataset/describe-set.ts'
import { takeInventory } from '../dataset/inventory.ts'
import { createMaskReader } from '../dataset/mask-reader.ts'
import { openDataset } from '../dataset/open-dataset.ts'
import type { RunEvent } from '../events.ts'
import { diskFiles } from '../node/disk-files.ts'
import { resolveSettings } from '../presets/presets.ts'
import { openSource } from '../source/open-source.ts'

let home: string
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'cuts-several-'))
})
afterAll(() => rm(home, { recursive: true, force: true }))

async function open(path: string, masks?: string) {
  const events: RunEvent[] = []
  const settings = resolveSettings('default').image
  const source = await openSource(diskFiles, path, masks)
  const inventory = await takeInventory(diskFiles, source, settings, event => void events.push(event))
  expect(inventory.failed).toEqual([])
  const dataset = openDataset(diskFiles, inventory, settings, 'acquired')
  const reader = createMaskReader(diskFiles)
  const maskOf = ({ mask, maskArray, index, sliceOf }: DatasetImage) =>
    reader.read(maskArray === undefined ? { path: mask! } : { path: mask!, array: maskArray }, {
      volume: sliceOf && dataset.volumes.get(sliceOf.volume),
      slice: sliceOf?.slice ?? index ?? 0,
    })
  return { dataset, events, maskOf }
}

describe('points in time', () => {
  it('are volumes of the run, each with the mask of its time or of all', async () => {
    const grid = { size: [3, 2, 4, 5], components: 1, spacing: [2, 1, 3, 1], origin: [1, 2, 3, 0] } as const
    const data = Int16Array.from({ length: 120 }, (_, i) => 7 * i)
    const image = join(home, 'bold.nii.gz')
    await writeFile(image, await itkWrite('nifti', { ...grid, componentType: 'int16', data }))
    const masks = join(home, 'times')
    await mkdir(masks)
    const file = join(masks, 'bold.nii.gz')
    const inTime = Uint8Array.from({ length: 120 }, (_, i) => Number(i % 25 === 0))
    await writeFile(file, await itkWrite('nifti', { ...grid, componentType: 'uint8', data: inTime }))
    const { dataset, events, maskOf } = await open(image, masks)
    expect(JSON.stringify(events)).toContain('bold.nii.gz holds 5 volumes, such as points in time')
    expect([...dataset.volumes.keys()]).toEqual([0, 1, 2, 3, 4].map(time => `bold_t00${time}`))
    expect(dataset.volumes.get('bold_t003')).toMatchObject({ width: 3, height: 2, depth: 4, timepoint: 3 })
    expect(dataset.images.map(({ id }) => id).slice(3, 6)).toEqual([
      'bold_t000_z003',
      'bold_t001_z000',
      'bold_t001_z001',
    ])
    for (const [index, { sliceOf }] of dataset.images.entries()) {
      expect(sliceOf).toEqual({ volume: `bold_t00${Math.floor(index / 4)}`, slice: index % 4 })
      expect([...(await dataset.load(index)).image.pixels]).toEqual([...data.subarray(6 * index, 6 * index + 6)])
      expect([...(await maskOf(dataset.images[index]!)).data]).toEqual([...inTime.subarray(6 * index, 6 * index + 6)])
    }
    const still = inTime.subarray(0, 24)
    await writeFile(
      file,
      await itkWrite('nifti', { ...grid, size: [3, 2, 4], spacing: [2, 1, 3], origin: [1, 2, 3], componentType: 'uint8', data: still }), // biome-ignore format: one call
    )
    const again = await open(image, masks)
    for (const [index, slice] of again.dataset.images.entries())
      expect([...(await again.maskOf(slice)).data]).toEqual([...still.subarray(6 * (index % 4), 6 * (index % 4) + 6)])
  })
})

describe('points in time that break off', () => {
  it('fail by a sentence; what unpacks to more than it says is read as far as it says', async () => {
    const grid = { size: [3, 2, 4, 5], components: 1 } as const
    const data = Int16Array.from({ length: 120 }, (_, i) => (i * i * 37) % 4001)
    const bytes = await itkWrite('nifti', { ...grid, componentType: 'int16', data })
    const path = join(home, 'cut.nii.gz')
    await writeFile(path, bytes.subarray(0, bytes.length - 60))
    await expect(describeInput(diskFiles, path, () => {})).rejects.toMatchObject({ code: 'Unreadable' })
    const open = takeInventory(diskFiles, await openSource(diskFiles, path), resolveSettings('default').image, () => {})
    await expect(open).rejects.toMatchObject({ code: 'NothingToDo' })
    const big = join(home, 'big.nii.gz')
    await writeFile(big, gzipSync(Buffer.concat([gunzipSync(bytes), Buffer.alloc(2 ** 21)])))
    expect(await describeInput(diskFiles, big, () => {})).toMatchObject({
      timepoints: 5,
      range: [0, Math.max(...data)],
    })
  })
})

describe('pages of a TIFF', () => {
  it('of one size are slices of a volume that lies nowhere', async () => {
    const page = (values: readonly number[]) => ({
      width: 3,
      height: 1,
      tags: { 258: [8], 277: [1], 278: [1] },
      parts: [Uint8Array.from(values)],
    })
    const path = join(home, 'stack.tif')
    await writeFile(path, tiffFile([page([1, 2, 3]), page([4, 5, 6])]))
    const { dataset } = await open(path)
    expect(dataset.images.map(({ id, sliceOf }) => [id, sliceOf?.slice])).toEqual([
      ['stack_z000', 0],
      ['stack_z001', 1],
    ])
    expect([...(await dataset.load(1)).image.pixels]).toEqual([4, 5, 6])
    expect(dataset.volumes.get('stack')?.geometry).toBeUndefined()
  })
})

describe('NumPy archives', () => {
  const data = Float32Array.from({ length: 3 * 4 * 2 }, (_, i) => i / 24)
  const label = Uint8Array.from({ length: 3 * 4 * 2 }, (_, i) => Number(i % 5 === 0))

  it("of data and label, channels last, are sets of images: the authors' prepared_data.npz", async () => {
    const path = join(home, 'prepared_data.npz')
    await writeFile(path, npzFile({ data: npyFile([3, 4, 2, 1], data), label: npyFile([3, 4, 2, 1], label) }))
    const { dataset, maskOf } = await open(path)
    expect(dataset.volumes.size).toBe(0)
    expect(dataset.images.map(({ id, width, height }) => [id, width, height])).toEqual(
      ['000', '001', '002'].map(index => [`prepared_data_${index}`, 2, 4]),
    )
    for (const [index, image] of dataset.images.entries()) {
      expect([...(await dataset.load(index)).image.pixels]).toEqual([...data.subarray(8 * index, 8 * index + 8)])
      expect([...(await maskOf(image)).data]).toEqual([...label.subarray(8 * index, 8 * index + 8)])
    }
  })

  it('of an image and a label are one image with its mask, also many in a folder', async () => {
    const folder = join(home, 'archives')
    await mkdir(folder)
    for (const name of ['a', 'b'])
      await writeFile(
        join(folder, `${name}.npz`),
        npzFile({ image: npyFile([6, 4], data), label: npyFile([6, 4], label) }),
      )
    const { dataset, maskOf } = await open(folder)
    expect(dataset.images.map(({ id, width, height }) => [id, width, height])).toEqual([
      ['a', 4, 6],
      ['b', 4, 6],
    ])
    expect([...(await maskOf(dataset.images[1]!)).data]).toEqual([...label])
  })

  it('that are damaged fail by themselves', async () => {
    const path = join(home, 'broken.npz')
    await writeFile(path, npzFile({ data: npyFile([3, 4, 2], data) }).subarray(0, 200))
    const source = await openSource(diskFiles, path)
    await expect(takeInventory(diskFiles, source, resolveSettings('default').image, () => {})).rejects.toMatchObject({
      code: 'NothingToDo',
    })
  })
})

describe("the authors' retina set", () => {
  it('has its masks in .npy files', async () => {
    const [images, labels] = [join(home, 'retina/image_with_GA'), join(home, 'retina/label_with_GA')]
    await mkdir(images, { recursive: true })
    await mkdir(labels)
    await writeFile(join(images, 'image01.npy'), npyFile([2, 2, 3], new Uint8Array(12).fill(9)))
    await writeFile(join(labels, 'label01.npy'), npyFile([2, 2], Uint8Array.of(0, 1, 1, 0)))
    const { dataset, maskOf } = await open(join(home, 'retina'))
    expect(dataset.images).toMatchObject([{ id: 'image01', width: 2, height: 2, channels: 3 }])
    expect([...(await maskOf(dataset.images[0]!)).data]).toEqual([0, 1, 1, 0])
  })
})
