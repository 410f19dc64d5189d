import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { encodePng } from '@cuts/formats'
import { tiffFile } from '@cuts/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { RunEvent } from '../events.ts'
import { diskFiles } from '../node/disk-files.ts'
import { resolveSettings } from '../presets/presets.ts'
import type { Source } from '../source/source.ts'
import { takeInventory } from './inventory.ts'
import { openDataset } from './open-dataset.ts'

let home: string
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'cuts-dataset-'))
  await writeFile(join(home, 'grey.png'), encodePng({ kind: 'grey', width: 2, height: 1, data: Uint8Array.of(0, 255) }))
  const rgb = Uint8Array.of(255, 0, 0, 0, 51, 0)
  await writeFile(join(home, 'colour.png'), encodePng({ kind: 'rgb', width: 2, height: 1, data: rgb }))
  await writeFile(join(home, 'text.png'), 'no image')
  await writeFile(join(home, 'holed.tif'), floatTiff([5, Number.NaN, 1, Number.POSITIVE_INFINITY, 3, 3]))
  await writeFile(join(home, 'row.tif'), floatTiff([700, 300]))
  await writeFile(join(home, 'void.tif'), floatTiff([Number.NaN, Number.NEGATIVE_INFINITY]))
})
afterAll(() => rm(home, { recursive: true, force: true }))

/** One row of 32-bit floats. */
function floatTiff(values: readonly number[]): Uint8Array {
  const tags = { 258: [32], 277: [1], 278: [1], 339: [3] }
  const parts = [new Uint8Array(Float32Array.from(values).buffer)]
  return tiffFile([{ width: values.length, height: 1, tags, parts }])
}

async function open(names: readonly string[], { channels, ...more }: Partial<Source> & { channels?: number } = {}) {
  const events: RunEvent[] = []
  const images = names.map(name => ({ id: name, path: join(home, name) }))
  const source: Source = { images, rejected: [], notices: [], ...more }
  const onEvent = (event: RunEvent): void => void events.push(event)
  const settings = resolveSettings('default').image
  const inventory = await takeInventory(diskFiles, source, settings, onEvent, { channels })
  const dataset = { ...openDataset(diskFiles, inventory, settings, 'acquired'), failed: inventory.failed }
  return { dataset, events }
}

describe('openDataset', () => {
  it('serves images scaled to [-1, 1], planes behind each other', async () => {
    const { dataset, events } = await open(['colour.png'])
    expect(dataset.channels).toBe(3)
    expect(dataset.images[0]).toMatchObject({ id: 'colour.png', width: 2, height: 1, channels: 3 })
    const { image, input, notices } = await dataset.load(0)
    expect([...image.pixels]).toEqual([255, 0, 0, 51, 0, 0])
    expect([...input.data]).toEqual([1, -1, -1, expect.closeTo(-0.6, 6), -1, -1])
    expect(notices).toEqual([])
    expect(events.filter(({ type }) => type !== 'read')).toEqual([])
  })

  it('gives every image the channels of the richest, says so, and keeps the image as it was read', async () => {
    const { dataset, events } = await open(['colour.png', 'grey.png'])
    expect(dataset.channels).toBe(3)
    expect(dataset.images.map(({ channels }) => channels)).toEqual([3, 1])
    const { image, input, notices } = await dataset.load(1)
    expect(image.channels).toBe(1)
    expect(input.channels).toBe(3)
    expect([...input.data]).toEqual([-1, 1, -1, 1, -1, 1])
    expect(notices).toEqual(['used with three channels (colour)'])
    expect(events).toEqual([
      {
        type: 'notice',
        message: `${join(home, 'grey.png')} has one channel (grey) and is used with three channels (colour) like the rest of the run`,
        file: join(home, 'grey.png'),
      },
    ])
  })

  it('gives images the channels of a trained model', async () => {
    const { dataset, events } = await open(['colour.png'], { channels: 1 })
    expect(dataset.channels).toBe(1)
    expect((await dataset.load(0)).input.data[0]).toBeCloseTo(0.299 * 2 - 1, 6)
    expect(JSON.stringify(events)).toContain('like the images the model was trained on')
  })

  it('fills pixels that are no numbers with the image minimum and counts them', async () => {
    const { dataset, events } = await open(['holed.tif'])
    const { image, input, notices } = await dataset.load(0)
    expect([...image.pixels]).toEqual([5, 1, 1, 1, 3, 3])
    expect(input.data.every(value => Math.abs(value) <= 1)).toBe(true)
    const said = `${join(home, 'holed.tif')}: 2 of 6 values are NaN or infinite and were set to the image minimum`
    expect(notices).toEqual([said])
    expect(events).toEqual([{ type: 'notice', message: said, file: join(home, 'holed.tif') }])
  })

  it('leaves out what cannot be used, by name with a remedy, and goes on', async () => {
    const rejected = [{ path: 'twice.png', message: 'twice.png is there twice.', remedy: 'Rename one.' }]
    const { dataset, events } = await open(['void.tif', 'grey.png', 'text.png', 'gone.png'], { rejected })
    expect(dataset.images.map(({ id }) => id)).toEqual(['grey.png'])
    expect(dataset.failed.map(({ path }) => path)).toEqual([
      'twice.png',
      ...['void.tif', 'text.png', 'gone.png'].map(name => join(home, name)),
    ])
    expect(dataset.failed[0]).toEqual({ path: 'twice.png', error: 'twice.png is there twice.', remedy: 'Rename one.' })
    expect(dataset.failed[1]?.error).toBe(`${join(home, 'void.tif')} holds no finite pixel, only NaN or infinity.`)
    for (const { error, remedy, path } of dataset.failed) {
      expect(error).toContain(path)
      expect(remedy).toMatch(/\w/)
    }
    // Each failure was said when it happened, in the same words.
    expect(events).toEqual(
      dataset.failed.map(({ path, error, remedy }) => ({ type: 'failed', file: path, message: error, remedy })),
    )
    expect((await dataset.load(0)).input.width).toBe(2)
  })

  it('has nothing to do when no image is left', async () => {
    await expect(open(['text.png', 'void.tif'])).rejects.toMatchObject({
      code: 'NothingToDo',
      message: 'none of the images could be read.',
    })
  })

  it('passes on what the source has to say', async () => {
    const notices = [{ message: 'no mask is named grey.*', file: 'grey.png' }]
    expect((await open(['grey.png'], { notices })).events).toEqual([{ type: 'notice', ...notices[0] }])
  })

  it('joins the channels of several files, each scaled by itself', async () => {
    const images = [{ id: 'two', path: join(home, 'grey.png'), channelFiles: [join(home, 'row.tif')] }]
    const { dataset, events } = await open([], { images })
    expect(events.filter(({ type }) => type !== 'read')).toEqual([])
    expect(dataset.images[0]).toMatchObject({ id: 'two', width: 2, height: 1, channels: 2 })
    const { image, input } = await dataset.load(0)
    expect([...image.pixels]).toEqual([0, 255, 700, 300])
    expect(image.sampleType).toBe('float32')
    expect([...input.data]).toEqual([-1, 1, 1, -1])
  })

  it('refuses channels of another size, and images of channels that the others cannot have', async () => {
    const [grey, colour, row, holed] = ['grey.png', 'colour.png', 'row.tif', 'holed.tif'].map(name => join(home, name))
    const images = [
      { id: 'odd', path: grey!, channelFiles: [holed!] },
      { id: 'two', path: row!, channelFiles: [grey!] },
      { id: 'grey', path: grey! },
      { id: 'colour', path: colour! },
      { id: 'again', path: colour! },
    ]
    const { dataset } = await open([], { images })
    expect(dataset.channels).toBe(3)
    expect(dataset.images.map(({ id }) => id)).toEqual(['grey', 'colour', 'again'])
    expect(dataset.failed.map(({ error }) => error)).toEqual([
      `${holed} is 6 x 1 and ${grey} 2 x 1: they cannot be channels of one image.`,
      `${row} has 2 channels and cannot be used with three channels (colour) like the rest of the run.`,
    ])
    await expect(open([], { images: [images[1]!], channels: 3 })).rejects.toMatchObject({
      code: 'NothingToDo',
      message: 'none of the images can be used with three channels (colour).',
    })
  })

  it('refuses an image that there is not', async () => {
    const { dataset } = await open(['grey.png'])
    await expect(dataset.load(1)).rejects.toMatchObject({ code: 'InvalidArgument' })
  })
})
