/** Volumes in three dimensions: a bright ball inside a grey one inside padding, on a grid that lies obliquely. */
import { copyFile, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createRandom, cutTree, lookInside } from '@cuts/core'
import { readImage } from '@cuts/formats'
import { itkRead, itkWrite } from '@cuts/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { RunEvent } from '../events.ts'
import {
  createFolderStore,
  diskFiles,
  evaluateResults,
  exportResults,
  lookInsideFolder,
  pickRegion,
  proposalsOf,
  runFolder,
} from '../node/index.ts'
import type { VolumeProposal } from '../results/proposals-file.ts'
import { readTree } from '../results/read-results.ts'
import { type Summary, volumeRowNames } from '../results/summary.ts'
import { openFinishedVolume } from './open-volume.ts'

const direction = [0, 0, 1, -1, 0, 0, 0, -1, 0]
const grid = { size: [30, 28, 14], spacing: [1, 1, 2], origin: [-12, 34.5, 7], direction }
const voxels = 30 * 28 * 14

function radius(i: number): number {
  const [x, y, z] = [i % 30, Math.floor(i / 30) % 28, Math.floor(i / (30 * 28))]
  return Math.hypot(x - 14.5, y - 13.5, 2 * (z - 6.5))
}

let home: string
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'cuts-solid-'))
  await mkdir(join(home, 'masks'))
  const random = createRandom(5)
  const ball = (at: (i: number) => number) => Float32Array.from({ length: voxels }, (_, i) => at(i))
  const head = ball(i => (radius(i) > 12 ? 0 : (radius(i) < 6 ? 900 : 400) + 20 * random.normal()))
  const write = async (name: string, data: Float32Array, spacing = grid.spacing): Promise<void> =>
    writeFile(
      join(home, name),
      await itkWrite('nifti', { ...grid, spacing, components: 1, componentType: 'float32', data }),
    )
  await write('head.nii.gz', head)
  await write('gaps.nii.gz', head.map((value, i) => (i % 50 === 0 ? Number.NaN : value))) // biome-ignore format: a row of files
  await write(
    'air.nii.gz',
    ball(() => -1024),
  )
  await write('long.nii.gz', head, [0.4, 0.4, 6])
  const mask = Uint8Array.from({ length: voxels }, (_, i) => (radius(i) < 6 ? 1 : 0))
  const file = await itkWrite('nifti', { ...grid, components: 1, componentType: 'uint8', data: mask })
  await writeFile(join(home, 'masks/head.nii.gz'), file)
})
afterAll(() => rm(home, { recursive: true, force: true }))

interface Given {
  readonly file?: string
  readonly plane?: 'axial'
  readonly volumes?: { readonly [name: string]: number }
  readonly resume?: boolean
  readonly onEvent?: (event: RunEvent) => void
}

function run(out: string, { file = 'head', plane, volumes = {}, resume = false, onEvent }: Given = {}) {
  return runFolder({
    images: join(home, file.includes('.') || file === 'two' ? file : `${file}.nii.gz`),
    ...(file === 'head' ? { masks: join(home, 'masks') } : {}),
    out: join(home, out),
    plane,
    seed: 3,
    preset: 'default',
    settings: { volumes: { voxelsPerPrototype: 20, slices: 3, ...volumes } },
    device: 'cpu',
    threads: 1,
    jobs: 1,
    resume,
    overwrite: false,
    onEvent: onEvent ?? (() => {}),
  })
}

async function labels(out: string, name: string): Promise<number[]> {
  const image = (await itkRead('nifti', await readFile(join(home, out, 'volumes/head', `${name}.nii.gz`))))!
  expect(image.size).toEqual(grid.size)
  for (const key of ['spacing', 'origin', 'direction'] as const)
    for (const [i, value] of [...grid[key]].entries()) expect(image[key]![i], key).toBeCloseTo(value, 5)
  return Array.from(image.data as Int32Array, Number)
}

describe('a volume file', () => {
  let summary: Summary
  const events: RunEvent[] = []
  beforeAll(async () => {
    summary = await run('results', { onEvent: event => events.push(event) })
  })

  it('tells how far it is, and counts the slices that it shows', () => {
    const told = events.flatMap(event => (event.type === 'volume' ? event : []))
    expect([...new Set(told.map(({ step }) => step))]).toEqual(['reading', 'voxels', 'tree', 'writing'])
    for (const [k, { share }] of told.entries()) expect(share).toBeGreaterThanOrEqual(told[k - 1]?.share ?? 0)
    const shown = events.flatMap(event => (event.type === 'image' ? event : []))
    expect(shown.map(({ done, total }) => [done, total])).toEqual([[1, 3], [2, 3], [3, 3]]) // biome-ignore format: one row
    expect(shown.at(-1)!.etaSeconds).toBe(0)
  })

  it('has pictures of three planes at true proportions, and a sheet of slices', async () => {
    // Axes of the file run to the front, the feet and the left: 30 x 28 x 28 mm.
    const { levels, autoLevel } = summary.volumes![0]!.tree!
    const pictureOf = async (name: string) =>
      readImage([{ name, bytes: new Uint8Array(await readFile(join(home, 'results/volumes/head/planes', name))) }])
    const level = `${String(autoLevel).padStart(2, '0')}-${levels[autoLevel]!.clusters}`
    for (const [plane, size] of [['axial', [448, 480]], ['coronal', [480, 480]], ['sagittal', [480, 448]]] as const) // biome-ignore format: three planes
      for (const name of [`${plane}.png`, `${plane}-${level}.png`]) {
        const { volume } = await pictureOf(name)
        expect([volume.width, volume.height], name).toEqual(size)
      }
    const { width, height } = (await pictureOf('sheet.png')).volume
    expect(width % 5).toBe(0)
    expect(height).toBeGreaterThan(0)
  })

  it('opens again with its tree, which cut at a level is the label map of that level, and with its file', async () => {
    const store = createFolderStore(join(home, 'results'))
    const opened = await openFinishedVolume({ store, originals: diskFiles }, 'head')
    const { levels, autoLevel } = summary.volumes![0]!.tree!
    expect(opened.levels).toEqual(levels.map(({ clusters }) => clusters))
    expect(opened.autoLevel).toBe(autoLevel)
    for (const [at, { clusters }] of levels.entries()) {
      const cut = cutTree(opened.tree, clusters)
      const name = `levels/${String(at).padStart(2, '0')}-${clusters}`
      expect(Array.from(opened.leaves, leaf => cut[leaf])).toEqual(await labels('results', name))
    }
    expect([...opened.persistent]).toEqual(await labels('results', 'persistent'))
    expect(opened.volume).toMatchObject({ width: 30, height: 28, depth: 14 })
    const { volume } = await readImage([{ name: 'a.nii.gz', bytes: await readFile(join(home, 'head.nii.gz')) }])
    expect(opened.volume.pixels).toEqual(volume.pixels)
    await expect(openFinishedVolume({ store, originals: diskFiles }, 'other')).rejects.toThrow(/no volume other/)
    // A file that is another one by now is not shown under these regions.
    const changed = { ...diskFiles, bytes: async () => new Uint8Array(await readFile(join(home, 'gaps.nii.gz'))) }
    await expect(openFinishedVolume({ store, originals: changed }, 'head')).rejects.toMatchObject({ code: 'Mismatch' })
  })

  it('needs no training', async () => {
    expect(summary).toMatchObject({ grouping: 'volume', failed: [], seconds: { train: 0 } })
    expect(summary.train).toBeUndefined()
    await expect(readFile(join(home, 'results/model.onnx'))).rejects.toThrow()
  })

  it('has its metrics in three dimensions', () => {
    const { metrics, distanceUnit } = summary.volumes![0]!
    expect(distanceUnit).toBe('mm')
    expect(Object.keys(metrics!).sort()).toEqual([...volumeRowNames].sort())
    for (const row of ['best', 'node', 'twoNodes', 'click', 'twoClicks'] as const) {
      expect(metrics![row]!.dice, row).toBeGreaterThan(0.95)
      // Half a voxel diagonal and a bit: the ball's rim.
      expect(metrics![row]!.hausdorffMm, row).toBeLessThan(3)
    }
    expect(metrics!.twoNodes!.dice).toBeGreaterThanOrEqual(metrics!.node!.dice)
  })

  it('proposes regions of the patient, with the place and the mask of each on its own grid', async () => {
    const out = join(home, 'proposed')
    const { items, files } = await proposalsOf({ path: join(home, 'results'), most: 3, out, overwrite: false })
    // Its slices show parts of the same regions.
    expect(items.map(({ kind, id }) => `${kind} ${id}`)).toEqual(['volume head'])
    expect(items[0]!.proposals.length).toBe(3)
    expect(files.map(file => file.slice(out.length + 1))).toEqual([1, 2, 3].map(rank => `head-0${rank}.nii.gz`))
    for (const [index, { rank, voxels: size, mm3, boundingBox }] of (
      items[0]!.proposals as VolumeProposal[]
    ).entries()) {
      const image = (await itkRead('nifti', await readFile(files[index]!)))!
      expect(image.size).toEqual(grid.size)
      const held = [...(image.data as Int32Array).keys()].filter(i => Number(image.data[i]) === 1)
      const along = [held.map(i => i % 30), held.map(i => Math.floor(i / 30) % 28), held.map(i => Math.floor(i / 840))]
      expect({ rank, size, boundingBox }).toEqual({
        rank: index + 1,
        size: held.length,
        boundingBox: { first: along.map(at => Math.min(...at)), last: along.map(at => Math.max(...at)) },
      })
      expect(mm3).toBeCloseTo(2 * held.length, 6)
      expect(Math.max(...held.map(radius))).toBeLessThanOrEqual(12)
    }
    // The bright ball is what it would cost most to give up.
    expect(summary.volumes![0]!.metrics!.proposals!.dice).toBeGreaterThan(0.95)
    expect(summary.volumes![0]!.tree!.proposals).toBeGreaterThanOrEqual(3)
  })

  it('has label volumes on its own grid, air being 0', async () => {
    const { levels } = summary.volumes![0]!.tree!
    for (const [index, { clusters }] of levels.entries()) {
      const level = await labels('results', `levels/${String(index).padStart(2, '0')}-${clusters}`)
      expect(new Set(level).size).toBe(clusters)
      for (const [i, label] of level.entries()) expect(label === 0).toBe(radius(i) > 12)
    }
    for (const name of ['persistent', 'kmeans', 'prototypes'])
      for (const [i, label] of (await labels('results', name)).entries()) expect(label === 0).toBe(radius(i) > 12)
  })

  it('is clicked on by voxel or by millimetre, with the same answer on its own grid', async () => {
    const volume = join(home, 'results/volumes/head')
    const pick = (out: string, at: readonly number[], unit?: 'mm') =>
      pickRegion({ image: volume, clicks: [{ at, sign: 1, unit }], out: join(home, out), overwrite: true })
    // Voxel (15, 14, 7): columns run to -y, rows to -z, slices to +x, 1 x 1 x 2 mm.
    const byVoxel = await pick('ball.nii.gz', [15, 14, 7])
    const byMm = await pick('ball.nrrd', [-12 + 2 * 7 + 0.4, 34.5 - 15 - 0.4, 7 - 14], 'mm')
    expect(byMm).toMatchObject({
      of: 'volume',
      nodes: (byVoxel as { nodes: object }).nodes,
      clicks: [{ at: [15, 14, 7] }],
    })
    const nifti = (await itkRead('nifti', await readFile(join(home, 'ball.nii.gz'))))!
    const nrrd = (await itkRead('nrrd', await readFile(join(home, 'ball.nrrd'))))!
    expect(Array.from(nrrd.data)).toEqual(Array.from(nifti.data))
    for (const key of ['size', 'spacing', 'origin', 'direction'] as const)
      for (const [i, value] of [...grid[key]].entries()) expect(nifti[key]![i], key).toBeCloseTo(value, 5)
    let [wrong, inside] = [0, 0]
    for (let i = 0; i < voxels; i++) {
      inside += nifti.data[i] === 255 ? 1 : 0
      if ((nifti.data[i] === 255) !== radius(i) < 6) wrong++
    }
    expect(wrong / inside).toBeLessThan(0.1)
    expect(byVoxel).toMatchObject({ voxels: inside, mm3: 2 * inside, picture: join(home, 'ball-picture.png') })
    const { volume: picture } = await readImage([
      { name: 'ball-picture.png', bytes: new Uint8Array(await readFile(join(home, 'ball-picture.png'))) },
    ])
    expect([picture.width, picture.height]).toEqual([30 * 4, 28 * 4])
  })

  it('takes several clicks, walks, and refuses what cannot be meant', async () => {
    const pick = (clicks: Parameters<typeof pickRegion>[0]['clicks'], more = {}) =>
      pickRegion({
        image: join(home, 'results/volumes/head'),
        clicks,
        out: join(home, 'p.mha'),
        overwrite: true,
        ...more,
      })
    const [ball, shell] = [{ at: [15, 14, 7], sign: 1 } as const, { at: [15, 4, 7], sign: 1 } as const]
    const sizeOf = (found: Awaited<ReturnType<typeof pick>>): number => (found.of === 'volume' ? found.voxels : 0)
    const one = sizeOf(await pick([ball]))
    expect(sizeOf(await pick([ball], { steps: 1 }))).toBeGreaterThan(one)
    await pick([ball, shell, { ...ball, at: [15, 23, 7], sign: -1 }])
    const { data } = (await itkRead('meta', await readFile(join(home, 'p.mha'))))!
    const at = (y: number): number => Number(data[(7 * 28 + y) * 30 + 15])
    expect([at(14), at(4), at(23)]).toEqual([255, 255, 0])
    await expect(pick([{ at: [0, 0, 0], sign: 1 }])).rejects.toThrow(/air around the patient/)
    await expect(pick([{ at: [30, 0, 0], sign: 1 }])).rejects.toThrow(/outside the volume of 30x28x14/)
    await expect(pick([{ at: [3, 4], sign: 1 }])).rejects.toThrow(/three numbers/)
    await expect(pick([ball], { out: join(home, 'p.png') })).rejects.toThrow(/holds no volume/)
    await expect(pick([ball], { remember: join(home, 'e.json') })).rejects.toMatchObject({ code: 'Unsupported' })
  })

  it('shows some slices, which share its tree, and can be looked into', async () => {
    expect(summary.images.map(({ id }) => id)).toEqual(['head_z002', 'head_z007', 'head_z011'])
    const store = createFolderStore(join(home, 'results'))
    const tree = await readTree(store, 'head_z007')
    const body = 2 * tree.leaves - 3
    expect(lookInside(tree, body).tree.leaves).toBe(tree.leaves - 1)
  })

  it('writes the parts of a region on its own grid', async () => {
    const level = await labels('results', `levels/00-${summary.volumes![0]!.tree!.levels[0]!.clusters}`)
    const label = level[(7 * 28 + 14) * 30 + 3]!
    const out = join(home, 'inside.nii.gz')
    const volume = join(home, 'results/volumes/head')
    const { parts } = await lookInsideFolder({ volume, label, level: 0, regions: 5, out, overwrite: false })
    const inside = Array.from((await itkRead('nifti', await readFile(out)))!.data as Int32Array, Number)
    expect(parts).toHaveLength(5)
    for (const [k, part] of parts.entries()) {
      expect(inside.filter(value => value === k + 1).length).toBe(part.voxels)
      expect(part.mm3).toBe(2 * part.voxels)
      if (k > 0) expect(part.voxels).toBeLessThanOrEqual(parts[k - 1]!.voxels)
    }
    for (const [i, value] of inside.entries()) expect(value > 0).toBe(level[i] === label)
    const wrong = { volume, level: 0, regions: 5, out, overwrite: true }
    await expect(lookInsideFolder({ ...wrong, label: 99_999 })).rejects.toThrow('no region of head has the label 99999')
    await expect(lookInsideFolder({ ...wrong, label, level: 70 })).rejects.toThrow(/head has the levels 0 to \d+/)
  })

  it('exports the patient without the air', async () => {
    const made = await exportResults({
      results: join(home, 'results'),
      out: join(home, 'tables'),
      format: 'csv',
      level: 'auto',
      units: 'px',
      keepIdentifiers: false,
      overwrite: false,
      onEvent: () => {},
    })
    const [head, ...rows] = (await readFile(made.files[0]!, 'utf8')).trim().split('\n')
    const label = head!.split(',').indexOf('label')
    const { levels, autoLevel } = summary.volumes![0]!.tree!
    expect(rows).toHaveLength(levels[autoLevel]!.clusters - 1)
    for (const row of rows) expect(row.split(',')[label]).not.toBe('0')
  })

  it('is scored the same from its results', async () => {
    const [results, masks] = [join(home, 'results'), join(home, 'masks')]
    const { volumes } = await evaluateResults({ results, masks, onEvent: () => {} })
    for (const row of volumeRowNames)
      expect(volumes[0]!.metrics![row]!.dice, row).toBeCloseTo(summary.volumes![0]!.metrics![row]!.dice, 12)
  })

  it('is done when it is resumed', async () => {
    const events: string[] = []
    const again = await run('results', { resume: true, onEvent: ({ type }) => events.push(type) })
    expect(events).not.toContain('image')
    expect(again.volumes).toEqual(summary.volumes)
  })

  it('has the same regions in another plane, give or take a rim', async () => {
    const axial = await run('axial', { plane: 'axial' })
    expect(axial.volumes![0]!.metrics!.node!.dice).toBeGreaterThan(0.95)
    for (const [i, label] of (await labels('axial', 'persistent')).entries()) expect(label === 0).toBe(radius(i) > 12)
  })

  it('is worked on at a coarser spacing if asked, on its own grid still', async () => {
    const coarse = await run('coarse', { volumes: { workingSpacing: 2, voxelsPerPrototype: 4 } })
    expect(coarse.volumes![0]!.metrics!.node!.dice).toBeGreaterThan(0.8)
    await labels('coarse', 'persistent')
  })
})

describe('a volume with something the matter', () => {
  const firstFailure = async (out: string, given: Given) => {
    const { failed } = await run(out, given)
    return failed[0]
  }

  it('that does not fit the memory is told what would fit, and that does fit', async () => {
    const failed = await firstFailure('large', { volumes: { memory: 0.0001 } })
    expect(failed).toMatchObject({
      error: 'head holds 30x28x14 voxels and needs 0.00014 GB; the limit is 0.0001 GB.',
      action: { do: 'coarsen volume', spacing: 2, memory: 0.1 },
    })
    const spacing = failed!.action?.do === 'coarsen volume' ? failed!.action.spacing : 0
    const reduced = await run('fitting', { volumes: { memory: 0.0001, workingSpacing: spacing } })
    expect(reduced.failed).toEqual([])
  })

  it('that is too large among others is told before any work begins', async () => {
    await mkdir(join(home, 'two'))
    for (const name of ['a', 'b']) await copyFile(join(home, 'head.nii.gz'), join(home, 'two', `${name}.nii.gz`))
    const events: RunEvent[] = []
    await run('several', { file: 'two', volumes: { memory: 0.0001 }, onEvent: event => events.push(event) })
    const told = events.filter(({ type }) => type === 'notice' || type === 'failed')
    expect(told.map(({ type }) => type)).toEqual(['notice', 'notice', 'failed', 'failed'])
    expect(told[0]).toMatchObject({ action: { do: 'coarsen volume', spacing: 2 } })
  })

  it('that is all air is named, with what it holds', async () => {
    expect(await firstFailure('air', { file: 'air' })).toMatchObject({
      error: 'all voxels of the volume have the value -1024: it shows nothing but air.',
    })
  })

  it('that has gaps is segmented, with a notice', async () => {
    const { notices, volumes } = await run('gaps', { file: 'gaps' })
    expect(notices.join()).toContain('of 11760 values are NaN or infinite')
    expect(volumes![0]!.tree!.levels.length).toBeGreaterThan(3)
  })

  it('whose slices are far apart is segmented, with a notice', async () => {
    const { notices, failed } = await run('long', { file: 'long' })
    expect(failed).toEqual([])
    expect(notices.join()).toContain('voxels of 0.4 x 0.4 x 6 mm are 15 times as long as they are wide')
  })

  it('that states no spacing is segmented as cubes, with a notice and planes without letters', async () => {
    await mkdir(join(home, 'pages'))
    const data = Float32Array.from({ length: voxels }, (_, i) => (radius(i) > 12 ? 0 : radius(i) < 6 ? 900 : 400))
    const header = `{'descr': '<f4', 'fortran_order': False, 'shape': (14, 28, 30), }`.padEnd(117)
    const magic = Buffer.from([0x93, ...Buffer.from('NUMPY'), 1, 0, 118, 0])
    const bytes = Buffer.concat([magic, Buffer.from(`${header}\n`), Buffer.from(data.buffer)])
    await writeFile(join(home, 'pages/head.npy'), bytes)
    const { notices, volumes } = await run('nowhere', { file: 'pages/head.npy' })
    expect(notices.join()).toContain('states no spacing: its voxels are taken for cubes')
    expect(volumes![0]!.geometry).toBeUndefined()
    const planes = await readdir(join(home, 'nowhere/volumes/head/planes'))
    expect(planes).toEqual(expect.arrayContaining(['slice.png', 'row.png', 'column.png', 'sheet.png']))
  })

  it('whose channels lie in several files needs all of them', async () => {
    const even = Float32Array.from({ length: voxels }, (_, i) => (radius(i) > 12 ? 0 : 400))
    const ball = Float32Array.from({ length: voxels }, (_, i) => (radius(i) > 12 ? 0 : radius(i) < 6 ? 90 : 40))
    for (const [name, data] of [['t1', even], ['t2', ball]] as const) // biome-ignore format: two channels
      await writeFile(
        join(home, `${name}.nii.gz`),
        await itkWrite('nifti', { ...grid, components: 1, componentType: 'float32', data }),
      )
    await writeFile(join(home, 'channels.csv'), 'image1,image2,mask\nt1.nii.gz,t2.nii.gz,masks/head.nii.gz\n')
    const both = await run('channels', { file: 'channels.csv' })
    expect(both.failed).toEqual([])
    expect(both.images[0]!.channels).toBe(2)
    expect(both.volumes![0]!.metrics!.node!.dice).toBeGreaterThan(0.95)
  })
})
