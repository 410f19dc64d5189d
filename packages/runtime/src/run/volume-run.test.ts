/** Runs on a small volume that lies obliquely: what comes out lies where it lay, in whatever plane it was cut. */
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createRandom } from '@cuts/core'
import { evaluateVolume } from '@cuts/core/metrics'
import { encodePng, readMask } from '@cuts/formats'
import { itkRead, itkWrite } from '@cuts/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readItem } from '../dataset/read-item.ts'
import { createFolderStore, diskFiles, evaluateResults, pickRegion, runFolder } from '../node/index.ts'
import { resolveSettings } from '../presets/presets.ts'
import { readLabelMaps } from '../results/read-results.ts'
import type { Summary } from '../results/summary.ts'

/** Columns run to the head, rows to the left, slices to the back; all turned by some degrees. */
const direction = (() => {
  const [a, b] = [0.2, -0.15]
  const turned = [
    [Math.cos(a), -Math.sin(a), 0],
    [Math.sin(a) * Math.cos(b), Math.cos(a) * Math.cos(b), -Math.sin(b)],
    [Math.sin(a) * Math.sin(b), Math.cos(a) * Math.sin(b), Math.cos(b)],
  ]
  return turned.flatMap(([left, back, head]) => [head!, left!, back!])
})()
const grid = { size: [12, 16, 10], spacing: [1.5, 0.75, 2], origin: [-12, 34.5, 7], direction }
const voxels = 12 * 16 * 10

/** Whether the mask marks a voxel of the file. */
const isMarked = (i: number): boolean => i % 12 > 4 && Math.floor(i / 12) % 16 > 5 && i >= 192 * 3

function voxelMask(at: (i: number) => number) {
  const [spacingMm, originMm] = [grid.spacing, grid.origin] as never as [
    [number, number, number],
    [number, number, number],
  ]
  const geometry = { spacingMm, originMm, direction }
  return { width: 12, height: 16, depth: 10, data: Uint8Array.from({ length: voxels }, (_, i) => at(i)), geometry }
}

let home: string
let volume: string
let masks: string
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'cuts-volume-'))
  volume = join(home, 'head.nii.gz')
  masks = join(home, 'masks/head.nii.gz')
  await mkdir(join(home, 'masks'))
  const random = createRandom(5)
  const data = Int16Array.from({ length: voxels }, (_, i) => (isMarked(i) ? 800 : 200) + random.integer(60))
  await writeFile(volume, await itkWrite('nifti', { ...grid, components: 1, componentType: 'int16', data }))
  // The mask comes from a program that stores columns the other way.
  const mask = Uint8Array.from({ length: voxels }, (_, i) => (isMarked(i - (i % 12) + 11 - (i % 12)) ? 1 : 0))
  const turned = {
    ...grid,
    origin: grid.origin.map((mm, row) => mm + 11 * grid.spacing[0]! * direction[3 * row]!),
    direction: direction.map((value, i) => (i % 3 === 0 ? -value : value)),
  }
  await writeFile(masks, await itkWrite('nifti', { ...turned, components: 1, componentType: 'uint8', data: mask }))
})
afterAll(() => rm(home, { recursive: true, force: true }))

const settings = {
  training: { batchImages: 2, samplesPerImage: 4 },
  schedule: { steps: 3, validateEvery: 3, checkpointEvery: 3 },
}

function run(plane: 'acquired' | 'axial' | undefined, out: string, resume = false): Promise<Summary> {
  const where = { images: volume, masks, out: join(home, out), plane, grouping: 'slices' as const }
  const how = {
    seed: 3,
    preset: 'default',
    settings,
    device: 'cpu',
    threads: 1,
    resume,
    overwrite: false,
  } as const
  return runFolder({ ...where, ...how, onEvent: () => {} })
}

async function labelVolume(out: string, name: string) {
  const image = await itkRead('nifti', await readFile(join(home, out, 'volumes/head', `${name}.nii.gz`)))
  return image!
}

describe.each([
  { plane: undefined, out: 'acquired', slices: 10, size: [12, 16] },
  // Axial: columns to the left (rows of the file), rows to the back (its slices), slices to the head (its columns).
  { plane: 'axial', out: 'axial', slices: 12, size: [16, 10] },
] as const)('a run in the plane $out', ({ plane, out, slices, size }) => {
  let summary: Summary
  beforeAll(async () => {
    summary = await run(plane, out)
  })

  it('has an image for every slice and one tree for all', async () => {
    expect(summary).toMatchObject({ grouping: 'slices', failed: [] })
    expect(summary.images.map(({ id }) => id)).toEqual(
      Array.from({ length: slices }, (_, z) => `head_z${String(z).padStart(3, '0')}`),
    )
    for (const { width, height, tree } of summary.images)
      expect([width, height, tree]).toEqual([...size, 'volumes/head/tree.json'])
  })

  it('writes label volumes that lie on the file', async () => {
    const { images } = summary
    const names = images[0]!.levels.map(({ clusters }, level) => `levels/${String(level).padStart(2, '0')}-${clusters}`)
    for (const name of [names[0]!, names.at(-1)!, 'persistent', 'kmeans']) {
      const labels = await labelVolume(out, name)
      expect(labels.size, name).toEqual(grid.size)
      for (const key of ['spacing', 'origin', 'direction'] as const)
        for (const [i, value] of [...grid[key]].entries())
          expect(labels[key]![i], `${name} ${key}`).toBeCloseTo(value, 5)
    }
  })

  it('has in them what it has in the slices, voxel by voxel', async () => {
    const { data } = await labelVolume(out, 'persistent')
    for (const at of [0, 3, slices - 1]) {
      const [map] = await readLabelMaps(createFolderStore(join(home, out)), summary.images[at]!.id, 'persistent')
      for (let row = 0; row < map!.height; row++)
        for (let column = 0; column < map!.width; column++) {
          const [i, j, k] = plane === 'axial' ? [at, column, row] : [column, row, at]
          expect(data[(k * 16 + j) * 12 + i]).toBe(map!.labels[row * map!.width + column])
        }
    }
  })

  it('scores the volume as a whole, in millimetres, and eval finds the same', async () => {
    const [head] = summary.volumes!
    expect(head).toMatchObject({ id: 'head', distanceUnit: 'mm' })
    expect(summary.images.filter(image => image.metrics !== undefined)).toEqual([])
    expect(new Set(summary.images.map(image => image.bestLevel))).toEqual(new Set([head!.bestLevel]))
    expect(summary.metrics).toBeUndefined()
    expect(summary.volumeMetrics?.best).toMatchObject({ volumes: 1, distanceUnit: 'mm', dice: { sem: 0 } })
    // The truth as the file has it, and the persistent region most frequent in it, on the file's own grid.
    const truth = voxelMask(i => (isMarked(i) ? 1 : 0))
    const { data } = await labelVolume(out, 'persistent')
    const counts = new Map<number, number>()
    for (const [i, label] of Array.from(data).entries())
      if (truth.data[i] === 1) counts.set(label, (counts.get(label) ?? 0) + 1)
    const [[most]] = [...counts].sort(([, a], [, b]) => b - a) as [[number, number]]
    const scores = evaluateVolume(
      voxelMask(i => (data[i] === most ? 1 : 0)),
      truth,
    )
    for (const [name, score] of Object.entries(scores))
      expect(head!.metrics!.persistent![name as keyof typeof scores], name).toBeCloseTo(score, 5)

    const evaluated = await evaluateResults({ results: join(home, out), masks, onEvent: () => {} })
    expect(evaluated).toMatchObject({ images: [], failed: [], emptyTruths: [], metrics: {} })
    const { metrics, bestLevel } = head!
    expect(evaluated.volumes).toEqual([{ id: 'head', metrics, bestLevel, distanceUnit: 'mm' }])
    expect(evaluated.volumeMetrics).toEqual(summary.volumeMetrics)
  })

  it('keeps the scores when it is resumed', async () => {
    const again = await run(plane, out, true)
    expect(again.volumes).toEqual(summary.volumes)
    expect(again.volumeMetrics).toEqual(summary.volumeMetrics)
  })

  it('has in the masks of the slices their part of the region that was scored', async () => {
    const { data } = await labelVolume(out, 'persistent')
    const wanted = new Set<number>()
    for (const [slice, { id }] of summary.images.entries()) {
      const mask = await readMask([
        { name: 'mask-persistent.png', bytes: await readFile(join(home, out, `images/${id}/mask-persistent.png`)) },
      ])
      for (const [at, value] of mask.data.entries()) {
        const [column, row] = [at % mask.width, Math.floor(at / mask.width)]
        const [i, j, k] = plane === 'axial' ? [slice, column, row] : [column, row, slice]
        if (value !== 0) wanted.add(data[(k * 16 + j) * 12 + i]!)
      }
    }
    expect(wanted.size).toBe(1)
  })

  it('lets a region be picked in a slice', async () => {
    const image = join(home, out, 'images/head_z008')
    const one = { at: [9, 9], sign: 1 } as const
    const pick = {
      image,
      clicks: [one, { at: [2, 1], sign: 1 }] as const,
      out: join(home, `${out}.png`),
      overwrite: true,
    }
    expect(await pickRegion({ ...pick, clicks: [one], rule: 'persistent' })).toMatchObject({ among: 'persistent' })
    const both = await pickRegion({ ...pick, rule: 'smallest' })
    expect(both).toMatchObject({ among: 'tree' })
    // The file is read again, and shows the slice as it was cut.
    const selected = await pickRegion(pick)
    expect(selected.notice).toBeUndefined()
    const { data, width } = await readMask([{ name: pick.out, bytes: new Uint8Array(await readFile(pick.out)) }])
    expect([data[9 * width + 9], data[width + 2]]).toEqual([1, 1])
  })
})

describe('channels from two volumes', () => {
  it('are those of the slices, also where the second stores its axes in another order', async () => {
    const data = Int16Array.from({ length: voxels }, (_, i) => i)
    const [first, second] = [join(home, 't1.nii.gz'), join(home, 'flair.nii.gz')]
    await writeFile(first, await itkWrite('nifti', { ...grid, components: 1, componentType: 'int16', data }))
    // The same voxels, slices in place of columns.
    const turned = {
      size: [10, 16, 12],
      spacing: [2, 0.75, 1.5],
      origin: grid.origin,
      direction: direction.map((_, i) => direction[i - (i % 3) + 2 - (i % 3)]!),
      data: Int16Array.from({ length: voxels }, (_, to) => {
        const [k, j, i] = [to % 10, Math.floor(to / 10) % 16, Math.floor(to / 160)]
        return data[(k * 16 + j) * 12 + i]!
      }),
    }
    await writeFile(second, await itkWrite('nifti', { ...turned, components: 1, componentType: 'int16' }))
    for (const plane of ['acquired', 'sagittal'] as const) {
      const { images } = await readItem(
        diskFiles,
        { path: first, channelFiles: [second] },
        resolveSettings('default').image,
        plane,
      )
      expect(images).toHaveLength(plane === 'acquired' ? 10 : 16)
      for (const { image, scaled } of images)
        for (const pixels of [image.pixels, scaled!]) {
          const half = pixels.length / 2
          expect(image.channels).toBe(2)
          expect([...pixels.subarray(0, half)]).toEqual([...pixels.subarray(half)])
        }
    }
  })
})

describe('pictures beside a volume', () => {
  it('are images by themselves: only slices of the file share a tree', async () => {
    const set = join(home, 'mixed')
    await mkdir(set)
    const random = createRandom(6)
    const picture = (width: number): Uint8Array => {
      const data = Uint8Array.from({ length: width * 16 }, (_, i) => (i % width < 7 ? 40 : 190) + random.integer(30))
      return encodePng({ kind: 'grey', width, height: 16, data })
    }
    await writeFile(join(set, 'a.png'), picture(18))
    await writeFile(join(set, 'head.nii.gz'), await readFile(volume))
    await writeFile(join(set, 'z.png'), picture(21))
    const done: number[] = []
    const summary = await runFolder({
      images: set,
      out: join(home, 'mixed-results'),
      seed: 3,
      preset: 'default',
      settings: { ...settings, volumes: { slices: 10 } },
      device: 'cpu',
      threads: 1,
      resume: false,
      overwrite: false,
      onEvent: event => {
        if (event.type === 'image') done.push(event.done)
      },
    })
    expect(summary.failed).toEqual([])
    expect(summary.images.map(({ id, tree }) => [id, tree]).filter(([id]) => !id!.startsWith('head_z00'))).toEqual([
      ['a', undefined],
      ['z', undefined],
    ])
    expect(new Set(summary.images.slice(1, 11).map(({ tree }) => tree))).toEqual(new Set(['volumes/head/tree.json']))
    expect(done).toEqual(Array.from({ length: 12 }, (_, i) => i + 1))
  })
})

describe('a volume whose mask marks nothing', () => {
  it('is left out of the means, by the run and by eval', async () => {
    const empty = join(home, 'empty/head.nii.gz')
    await mkdir(join(home, 'empty'))
    const data = new Uint8Array(voxels)
    await writeFile(empty, await itkWrite('nifti', { ...grid, components: 1, componentType: 'uint8', data }))
    const messages: string[] = []
    const summary = await runFolder({
      images: volume,
      masks: empty,
      out: join(home, 'empty-results'),
      seed: 3,
      preset: 'default',
      settings,
      device: 'cpu',
      threads: 1,
      resume: false,
      overwrite: false,
      onEvent: event => {
        if (event.type === 'notice') messages.push(event.message)
      },
    })
    const told = 'the mask of head marks nothing: it is left out of the means.'
    expect(summary).toMatchObject({ emptyTruths: ['head'], volumes: [{ emptyTruth: true }] })
    expect(summary.notices).toContain(told)
    expect(messages).toContain(told)
    expect([summary.metrics, summary.volumeMetrics, summary.volumes?.[0]?.metrics]).toEqual([
      undefined,
      undefined,
      undefined,
    ])
    const evaluated = await evaluateResults({ results: join(home, 'empty-results'), masks: empty, onEvent: () => {} })
    expect(evaluated).toMatchObject({ images: [], volumes: [], emptyTruths: ['head'], failed: [] })
  })
})
