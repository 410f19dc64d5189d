/** What is done with results needs no disk: the same calls on a store in memory, as a page makes them. */
import type { LabelMap, Mask } from '@cuts/core'
import { encodePng, readMask, writeLevels } from '@cuts/formats'
import { expect, it } from 'vitest'
import type { RunEvent } from '../events.ts'
import { type ExportedFile, type ExportOptions, exportResults } from '../export/export-results.ts'
import { readLabelMaps, readSummary } from '../results/read-results.ts'
import { imageFolder, labelsFile, resultFiles } from '../results/result-layout.ts'
import type { FailedImage, Summary } from '../results/summary.ts'
import type { SourceFiles } from '../source/files.ts'
import { memoryFile, memoryFiles } from '../source/memory-files.ts'
import { createMemoryStore } from '../store/memory-store.ts'
import type { Store } from '../store/store.ts'
import { evaluateResults } from './evaluate-results.ts'
import { type Outside, placeNamed } from './outside.ts'
import { pickRegion } from './pick-region.ts'

const [width, height] = [4, 2]
const labels = Int32Array.of(1, 1, 3, 3, 1, 1, 3, 2)
const truth: Mask = { width, height, data: Uint8Array.of(0, 0, 1, 1, 0, 0, 1, 0) }

const summary: Summary = {
  schema: 1,
  version: '0.1.0',
  seed: 1,
  preset: 'default',
  grouping: 'images',
  settings: {},
  device: 'cpu',
  threads: 1,
  images: [
    {
      id: 'eye',
      path: 'eye.png',
      width,
      height,
      channels: 1,
      seconds: { embed: 0, condense: 0, total: 0 },
      levels: [{ clusters: 3, logBandwidth: 0 }],
      autoLevel: 0,
      persistentRegions: 3,
      notices: [],
    },
  ],
  failed: [],
  notices: [],
  seconds: { train: 0, segment: 0, total: 0 },
}

async function results(change: Partial<Summary> = {}): Promise<Store> {
  const store = createMemoryStore('this page')
  await store.put(resultFiles.summary, JSON.stringify({ ...summary, ...change }))
  for (const name of ['labels', 'persistent', 'kmeans'] as const)
    await store.put(`${imageFolder('eye')}/${labelsFile(name)}`, await writeLevels([labels], [width, height, 1]))
  return store
}

/** Grey pictures by path. */
const filesOf = (pictures: { readonly [path: string]: Uint8Array }): SourceFiles =>
  memoryFiles(
    new Map(
      Object.entries(pictures).map(([path, data]) => [
        path,
        memoryFile(encodePng({ kind: 'grey', width, height, data: data })),
      ]),
    ),
  )

const exportAll = async (
  store: Store,
  change: Partial<ExportOptions> = {},
): Promise<{ files: ExportedFile[]; failed: readonly FailedImage[] }> => {
  const opened = await exportResults({
    store,
    format: 'csv',
    level: 'auto',
    units: 'px',
    originals: filesOf({ 'eye.png': Uint8Array.of(9, 9, 5, 5, 9, 9, 5, 1) }),
    keepIdentifiers: false,
    made: '2026-01-02T03:04:05.000Z',
    onEvent: () => {},
    ...change,
  })
  const files: ExportedFile[] = []
  for await (const file of opened.files()) files.push(file)
  return { files, failed: opened.failed }
}

it('a click gives the mask of the region under it', async () => {
  const picked = await pickRegion({
    store: await results(),
    originals: filesOf({}),
    image: 'eye',
    clicks: [{ at: [3, 0], sign: 1 }],
    level: 0,
  })
  expect(picked).toMatchObject({ among: 'level', regions: 3, areaPixels: 3 })
  expect([...picked.mask.data]).toEqual([...truth.data])
})

it('masks may come from anywhere', async () => {
  const files = filesOf({ 'the masks/eye.png': truth.data, 'others/ear.png': truth.data })
  const all = { store: await results(), files, onEvent: () => {} }
  const evaluated = await evaluateResults({ ...all, masks: 'the masks' })
  expect(evaluated.images[0]).toMatchObject({ id: 'eye', metrics: { auto: { dice: 1 } } })
  await expect(evaluateResults({ ...all, masks: 'others' })).rejects.toMatchObject({
    code: 'NothingToDo',
    message: 'no file in others is named like an image of this page.',
  })
})

it('masks that belong to no image are told, and images that are given as their own masks', async () => {
  const told: string[] = []
  const files = filesOf({ 'truth/mask_eye.png': truth.data, 'truth/ear.png': truth.data, 'eye.png': truth.data })
  const onEvent = (event: RunEvent): void => void told.push('message' in event ? event.message : event.type)
  const all = { store: await results(), files, onEvent }
  const evaluated = await evaluateResults({ ...all, masks: 'truth' })
  expect(evaluated.images[0]).toMatchObject({ id: 'eye', metrics: { auto: { dice: 1 } } })
  expect(told).toEqual(['1 of 2 masks is named like no image: ear.png'])
  told.length = 0
  await evaluateResults({ ...all, masks: 'eye.png' })
  expect(told).toEqual(['one mask is its image itself: are the masks in another folder?'])
})

it('an export is named bytes, with intensities from wherever the images are', async () => {
  const store = await results()
  const { files, failed } = await exportAll(store)
  expect([files, failed]).toMatchObject([[{ name: 'regions.csv', items: 1 }], []])
  const [header = '', ...rows] = String(files[0]!.content).trimEnd().split('\r\n')
  const mean = header.split(',').indexOf('mean_0')
  expect(rows.map(row => row.split(',')[mean])).toEqual(['9', '5', '1'])
  const picture = (await exportAll(store, { format: 'png', image: 'eye' })).files[0]!
  expect(picture.name).toBe('eye.png')
  const { data } = await readMask([{ name: 'eye.png', bytes: picture.content as Uint8Array }])
  expect(data).toHaveLength(width * height)
})

it('messages name the store', async () => {
  const empty = createMemoryStore('this page')
  await expect(readSummary(empty)).rejects.toMatchObject({
    code: 'Unreadable',
    message: 'this page is not a result folder: this page/summary.json does not open.',
  })
  await expect(readLabelMaps(empty, 'eye', 'labels')).rejects.toMatchObject({
    code: 'Unreadable',
    message: 'this page/images/eye/labels.nii.gz does not open: there is no such file.',
  })
})

it('a level that the summary has and the label maps have not is a sentence', async () => {
  const levels = [0, 1].map(logBandwidth => ({ clusters: 3, logBandwidth }))
  const store = await results({ images: [{ ...summary.images[0]!, levels, autoLevel: 1 }] })
  expect((await exportAll(store)).failed).toMatchObject([
    { path: 'eye.png', error: 'this page/images/eye does not hold level 1.' },
  ])
  const { failed } = await evaluateResults({
    store,
    files: filesOf({ 'eye.png': truth.data }),
    masks: 'eye.png',
    onEvent: () => {},
  })
  expect(failed[0]?.error).toMatch(/no level 1/)
})

it('maps come back as they were written', async () => {
  const [map]: LabelMap[] = await readLabelMaps(await results(), 'eye', 'persistent')
  expect([...map!.labels]).toEqual([...labels])
})

it('a name finds an image or a volume in a result folder, and a wrong one is told those that there are', async () => {
  const store = await results()
  const outside = { files: filesOf({}), openStore: () => store } as unknown as Outside
  expect(await placeNamed(outside, 'results', 'eye')).toMatchObject({ of: 'image', id: 'eye' })
  expect(await placeNamed(outside, 'results/images/eye', undefined)).toMatchObject({ of: 'image', id: 'eye' })
  for (const name of ['ear', undefined])
    await expect(placeNamed(outside, 'results', name)).rejects.toMatchObject({
      code: 'NothingToDo',
      remedy: 'Give one of its names: eye.',
    })
})
