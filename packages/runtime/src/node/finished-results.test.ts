/** What is done with a finished result folder: read back, clicked on, scored. The folder is laid out by hand. */
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { assembleTree, type LabelMap } from '@cuts/core'
import { evaluateMask } from '@cuts/core/metrics'
import { encodePng, readMask, writeLevels, writeMask } from '@cuts/formats'
import { itkRead } from '@cuts/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { RunEvent } from '../events.ts'
import { readLabelMaps, readSummary } from '../results/read-results.ts'
import type { Summary } from '../results/summary.ts'
import { encodeTree } from '../results/tree-file.ts'
import { createFolderStore, evaluateResults, pickRegion } from './index.ts'

const isGzip = (bytes: Uint8Array): boolean => bytes[0] === 0x1f && bytes[1] === 0x8b

const [width, height] = [4, 3]
const geometry = { spacingMm: [0.5, 2], originMm: [7, -3], direction: [0, 1, 1, 0] } as const

function map(text: string): LabelMap {
  return { width, height, geometry, labels: Int32Array.from(text.replace(/\s/g, ''), digit => Number(digit)) }
}

const levels = [map('1111 1111 2222'), map('1331 1331 2222')]
const persistent = map('5555 5665 5555')
const kmeans = map('0000 0110 0110')

let home: string
let results: string
let masks: string

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'cuts-finished-'))
  results = join(home, 'results')
  masks = join(home, 'masks')
  await mkdir(masks)
  const image = (id: string): Summary['images'][number] => ({
    id,
    path: `in/${id}.png`,
    width,
    height,
    channels: 1,
    seconds: { embed: 0, condense: 0, total: 0 },
    levels: levels.map(({ labels }) => ({ clusters: new Set(labels).size, logBandwidth: 0 })),
    autoLevel: 0,
    persistentRegions: 2,
    notices: [],
  })
  const summary: Summary = {
    schema: 1,
    version: '0.1.0',
    seed: 1,
    preset: 'default',
    grouping: 'images',
    settings: {},
    device: 'cpu',
    threads: 1,
    images: ['a', 'b', 'c', 'd'].map(image),
    failed: [],
    notices: [],
    seconds: { train: 0, segment: 0, total: 0 },
  }
  for (const { id } of summary.images) {
    const folder = join(results, 'images', id)
    await mkdir(folder, { recursive: true })
    for (const [name, maps] of Object.entries({ labels: levels, persistent: [persistent], kmeans: [kmeans] }))
      await writeFile(
        join(folder, `${name}.nii.gz`),
        await writeLevels(
          maps.map(({ labels }) => labels),
          [width, height, maps.length],
          geometry,
        ),
      )
  }
  await writeFile(join(results, 'summary.json'), JSON.stringify(summary))
  await writeFile(join(masks, 'a.png'), writeMask(truth))
  await writeFile(join(masks, 'b.png'), 'no image')
  await writeFile(
    join(masks, 'c.png'),
    encodePng({ kind: 'grey', width: 3, height: 4, data: new Uint8Array(12).fill(255) }),
  )
})
afterAll(() => rm(home, { recursive: true, force: true }))

const truth = { width, height, data: Uint8Array.of(0, 1, 1, 0, 0, 1, 1, 0, 0, 0, 0, 0) }

describe('readLabelMaps', () => {
  it('gives back labels and geometry, coarse to fine', async () => {
    const read = await readLabelMaps(createFolderStore(results), 'a', 'labels')
    expect(read.map(({ labels }) => [...labels])).toEqual(levels.map(({ labels }) => [...labels]))
    expect(read[0]).toMatchObject({ width, height })
    expect(read[0]?.geometry?.spacingMm).toEqual(geometry.spacingMm)
    expect([...read[0]!.geometry!.originMm]).toEqual([...geometry.originMm])
  })

  it('names the file that is not there', async () => {
    await expect(readLabelMaps(createFolderStore(results), 'z', 'kmeans')).rejects.toMatchObject({
      code: 'Unreadable',
      message: expect.stringContaining(join(results, 'images/z/kmeans.nii.gz')),
    })
  })
})

describe('readSummary', () => {
  it('reads the summary, and refuses a folder without one or with a damaged one', async () => {
    expect((await readSummary(createFolderStore(results))).images).toHaveLength(4)
    await expect(readSummary(createFolderStore(masks))).rejects.toMatchObject({
      code: 'Unreadable',
      message: `${masks} is not a result folder: ${masks}/summary.json does not open.`,
    })
    const damaged = join(home, 'damaged')
    await mkdir(damaged)
    for (const text of ['{"schema": 1', '{"schema": 2}']) {
      await writeFile(join(damaged, 'summary.json'), text)
      await expect(readSummary(createFolderStore(damaged))).rejects.toMatchObject({
        code: 'Unreadable',
        message: expect.stringContaining('damaged or of another version'),
        action: { do: 'segment again' },
      })
    }
  })
})

const clicks = (...at: readonly (readonly number[])[]) => at.map(place => ({ at: place, sign: 1 as const }))

describe('pickRegion', () => {
  const pick = (given: Partial<Parameters<typeof pickRegion>[0]>) =>
    pickRegion({
      image: join(results, 'images/a'),
      clicks: clicks([1, 0]),
      out: join(home, 'mask.png'),
      overwrite: true,
      ...given,
    })

  it('writes the region under the click at the level asked for', async () => {
    const out = join(home, 'new folder', 'mask.png')
    expect(await pick({ level: 1, out })).toEqual({
      of: 'image',
      among: 'level',
      level: 1,
      regions: 3,
      areaPixels: 4,
      // Pixels of 0.5 x 2 mm.
      areaMm2: 4,
      clicks: clicks([1, 0]),
      out,
    })
    expect((await readMask([{ name: out, bytes: new Uint8Array(await readFile(out)) }])).data).toEqual(truth.data)
  })

  it.each([
    ['mask.nii.gz', 'nifti'],
    ['mask.nii', 'nifti'],
    ['mask.nrrd', 'nrrd'],
    ['mask.mha', 'meta'],
    ['mask.tif', 'tiff'],
    ['mask.seg.nrrd', 'nrrd'],
  ] as const)('writes what the name says: %s', async (name, format) => {
    const out = join(home, name)
    await pick({ level: 1, out })
    const bytes = new Uint8Array(await readFile(out))
    expect(isGzip(bytes)).toBe(name.endsWith('.gz'))
    const read = await itkRead(format, bytes)
    const inside = name.includes('.seg.') ? 1 : 255
    expect(Array.from(read!.data)).toEqual(Array.from(truth.data, value => inside * value))
    if (format !== 'tiff') expect(read!.spacing!.slice(0, 2)).toEqual([...geometry.spacingMm])
  })

  it('refuses an ending that it cannot write, and writes nothing', async () => {
    for (const [name, code] of [
      ['lesion.jpg', 'InvalidOption'],
      ['lesion', 'InvalidOption'],
      ['lesion.dcm', 'Unsupported'],
    ] as const) {
      const out = join(home, name)
      await expect(pick({ level: 1, out })).rejects.toMatchObject({ code, message: expect.stringContaining(out) })
      await expect(readFile(out)).rejects.toMatchObject({ code: 'ENOENT' })
    }
  })

  it('takes the persistent structures where they are asked for', async () => {
    expect(await pick({ rule: 'persistent', clicks: clicks([2, 1]) })).toMatchObject({
      among: 'persistent',
      regions: 2,
      areaPixels: 2,
    })
  })

  it('takes the smallest segment that holds all pixels, from the tree of the image or of all images', async () => {
    // Leaves 0 and 1 on the left, 2 and 3 on the right; 0 1 merge first, then 2 3, then all.
    const leaves = Int32Array.of(0, 0, 2, 3, 0, 1, 2, 3, 1, 1, 2, 2)
    const tree = assembleTree({
      leafMass: [3, 3, 4, 2],
      startHeight: 0,
      children: [0, 1, 2, 3, 4, 5],
      mergeHeight: [1, 2, 3],
      mergeStep: [1, 2, 3],
      iterations: 3,
      lastHeight: 3,
    })
    const image = join(results, 'images/d')
    await writeFile(join(image, 'prototypes.nii.gz'), await writeLevels([leaves], [width, height, 1], geometry))
    const { images } = await readSummary(createFolderStore(results))
    for (const shared of [undefined, 'volumes/v/tree.json']) {
      const place = shared === undefined ? join(image, 'tree.json') : join(results, shared)
      await mkdir(dirname(place), { recursive: true })
      await writeFile(place, encodeTree(tree, []))
      await writeFile(join(image, 'result.json'), JSON.stringify({ ...images[3], tree: shared }))
      const out = join(home, 'several.png')
      const at = [
        [0, 0],
        [1, 1],
      ] as const
      const rule = 'smallest'
      expect(await pick({ image, rule, clicks: clicks(...at), out })).toMatchObject({
        among: 'tree',
        regions: 7,
        nodes: [{ node: 4, sign: 1 }],
        areaPixels: 6,
        out,
      })
      const { data } = await readMask([{ name: out, bytes: new Uint8Array(await readFile(out)) }])
      expect([...data]).toEqual([...leaves].map(leaf => (leaf < 2 ? 1 : 0)))
      expect(await pick({ image, rule, clicks: clicks(...at, [3, 0]), out })).toMatchObject({ areaPixels: 12 })
      await rm(place)
    }
    await expect(
      pick({
        image,
        rule: 'smallest',
        clicks: clicks([0, 0], [9, 9]),
      }),
    ).rejects.toThrow(/\(9, 9\) lies outside/)
    await expect(
      pick({
        clicks: clicks([0, 0], [1, 1]),
        level: 1,
      }),
    ).rejects.toThrow(/several regions of one kind/)
  })

  it('refuses a level or a pixel that there is not', async () => {
    await expect(pick({ level: 2 })).rejects.toMatchObject({
      code: 'InvalidArgument',
      message: 'level must be an integer in [0, 1], coarse to fine. Got 2.',
    })
    await expect(pick({ level: 0, clicks: clicks([4, 0]) })).rejects.toMatchObject({ code: 'InvalidArgument' })
  })

  it('does not overwrite unless told to', async () => {
    const out = join(home, 'mine.png')
    await writeFile(out, 'mine')
    await expect(pick({ level: 0, out, overwrite: false })).rejects.toMatchObject({
      code: 'Unwritable',
      action: { do: 'replace file' },
    })
    expect(await readFile(out, 'utf8')).toBe('mine')
  })
})

describe('evaluateResults', () => {
  it('scores images with a mask, names those it cannot score and why, and writes nothing', async () => {
    const before = await readdir(home, { recursive: true })
    const events: RunEvent[] = []
    const { images, failed, withoutMask, metrics } = await evaluateResults({
      results,
      masks,
      onEvent: event => void events.push(event),
    })
    expect(images.map(({ id }) => id)).toEqual(['a'])
    expect(images[0]?.metrics.best).toMatchObject({ dice: 1, hausdorff: 0, rmse: 0 })
    // k-means: 1 and 0 tie under the truth, two pixels each; 0 is met first.
    const background = { width, height, data: Uint8Array.from(kmeans.labels, label => 1 - label) }
    expect(images[0]?.metrics.kmeans).toEqual(evaluateMask(background, truth))
    expect(metrics.best).toMatchObject({ images: 1, dice: { mean: 1, sem: 0 } })

    expect(failed.map(({ path }) => path)).toEqual(['in/b.png', 'in/c.png'])
    expect(failed[0]?.error).toContain(join(masks, 'b.png'))
    expect(failed[1]?.error).toMatch(/4x3 .* 3x4/)
    expect(withoutMask).toEqual(['d'])
    expect(events.map(event => event.type)).toEqual(['failed', 'failed', 'notice'])
    expect(events[2]).toMatchObject({ message: expect.stringMatching(/no mask .*: d$/) })
    expect(await readdir(home, { recursive: true })).toEqual(before)
  })
})
