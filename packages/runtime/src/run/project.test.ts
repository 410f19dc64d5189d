/** What opening a run reads: every file once, and nothing when it is resumed. */

import { encodePng } from '@cuts/formats'
import type { Engine } from '@cuts/nn'
import { dicomFile } from '@cuts/testing'
import { describe, expect, it } from 'vitest'
import { resolveSettings } from '../presets/presets.ts'
import type { SourceFiles } from '../source/files.ts'
import { memoryFile, memoryFiles } from '../source/memory-files.ts'
import { createMemoryStore } from '../store/memory-store.ts'
import { tellingSettings } from './identity.ts'
import { planRun } from './plan.ts'
import { openProject, type ProjectParts } from './project.ts'
import { writeUnit } from './unit-file.ts'

const engine = { device: 'cpu', threads: 1 } as Engine

const slices = Array.from({ length: 12 }, (_, z): readonly [string, Uint8Array] => [
  `scan/${z}`,
  dicomFile({
    elements: [
      [0x00080016, 'UI', '1.2.840.10008.5.1.4.1.1.4'],
      [0x00080018, 'UI', `1.2.3.${z}`],
      [0x0020000d, 'UI', '1.2.3'],
      [0x0020000e, 'UI', '1.2.4'],
      [0x00200013, 'IS', String(z)],
      [0x00200032, 'DS', `0\\0\\${2 * z}`],
      [0x00200037, 'DS', '1\\0\\0\\0\\1\\0'],
      [0x00280002, 'US', [1]],
      [0x00280004, 'CS', 'MONOCHROME2'],
      [0x00280010, 'US', [128]],
      [0x00280011, 'US', [128]],
      [0x00280030, 'DS', '1\\1'],
      [0x00280100, 'US', [16]],
      [0x00280101, 'US', [16]],
      [0x00280102, 'US', [15]],
      [0x00280103, 'US', [0]],
      [0x7fe00010, 'OW', new Uint8Array(128 * 128 * 2).map((_, i) => (i * (z + 3)) % 251)],
    ],
  }),
])

const png = (value: number): Uint8Array =>
  encodePng({ kind: 'grey', width: 40, height: 40, data: new Uint8Array(1600).map((_, i) => (i * value) % 251) })

const pictures = [1, 2, 3].flatMap((value): (readonly [string, Uint8Array])[] => [
  [`images/${value}.png`, png(value)],
  [`masks/${value}.png`, png(value)],
])

/** Counts what is read of each file. */
function counting(named: readonly (readonly [string, Uint8Array])[]) {
  const inner = memoryFiles(new Map(named.map(([name, bytes]) => [name, memoryFile(bytes)])))
  let [bytesRead, readings] = [0, 0]
  const files: SourceFiles = {
    ...inner,
    head: async (path, count) => {
      const head = await inner.head(path, count)
      bytesRead += head.length
      return head
    },
    bytes: async path => {
      const bytes = await inner.bytes(path)
      bytesRead += bytes.length
      readings++
      return bytes
    },
  }
  const total = named.reduce((sum, [, { length }]) => sum + length, 0)
  return {
    files,
    total,
    count: () => ({ bytesRead, readings }),
    clear: () => {
      bytesRead = 0
      readings = 0
    },
  }
}

const parts = (files: SourceFiles, more: Partial<ProjectParts>): ProjectParts => ({
  images: '.',
  options: { seed: 1, preset: 'default' },
  files,
  store: createMemoryStore(),
  engine: async () => engine,
  existing: 'new',
  onEvent: () => {},
  ...more,
})

describe('opening a run', () => {
  it.each([
    ['a DICOM series', slices, {}],
    ['pictures with masks', pictures, { images: 'images', masks: 'masks' }],
  ])('of %s reads every file once, and resuming it none', async (_, named, given) => {
    const counted = counting(named)
    const store = createMemoryStore()
    const first = await openProject(parts(counted.files, { store, ...given }))
    expect(counted.count().readings).toBe(named.length)
    // The first 4 kB tell what a file is; they are read once to list it and once to gather series.
    const heads = named.reduce((sum, [, { length }]) => sum + 2 * Math.min(4096, length), 0)
    expect(counted.count().bytesRead).toBeLessThanOrEqual(counted.total + heads)
    await first.dataset.load(0)
    expect(counted.count().readings).toBe(named.length)

    counted.clear()
    const again = await openProject(parts(counted.files, { store, existing: 'continue', ...given }))
    expect(counted.count().readings).toBe(0)
    expect(again.fingerprint).toBe(first.fingerprint)
    expect(again.dataset.images).toEqual(JSON.parse(JSON.stringify(first.dataset.images)))
    await again.dataset.load(0)
    expect(counted.count().readings).toBeGreaterThan(0)
  })

  it('reads anew what has changed, which is then another run', async () => {
    const store = createMemoryStore()
    await openProject(parts(counting(pictures).files, { store, images: 'images' }))
    const changed = pictures.map(([name, bytes]) => [name, name === 'images/2.png' ? png(9) : bytes] as const)
    await expect(
      openProject(parts(counting(changed).files, { store, images: 'images', existing: 'continue' })),
    ).rejects.toMatchObject({ code: 'Mismatch' })
  })

  it('refuses a store that holds results, unless they are continued or replaced', async () => {
    const { files } = counting(pictures)
    const store = createMemoryStore()
    await openProject(parts(files, { store, images: 'images' }))
    await expect(openProject(parts(files, { store, images: 'images' }))).rejects.toMatchObject({ code: 'Unwritable' })
    await store.put('images/1/old', 'old')
    await openProject(parts(files, { store, images: 'images', existing: 'replace' }))
    expect((await store.list('')).map(({ key }) => key)).toEqual(['inventory.json', 'run.json'])
  })

  it('writes nothing of a patient', async () => {
    const store = createMemoryStore()
    const named = slices.map(([name, bytes]) => [name, bytes] as const)
    await openProject(
      parts(counting(named).files, { store, options: { seed: 1, preset: 'default', keepIdentifiers: true } }),
    )
    expect(new TextDecoder().decode(await store.get('inventory.json'))).not.toContain('identifiers')
  })
})

describe('a plan', () => {
  it('leaves out images that failed together, and tries those again whose process ended', async () => {
    const store = createMemoryStore()
    const { files } = counting(slices)
    const project = await openProject(parts(files, { store }))
    const segments = async (): Promise<number> => {
      const again = await openProject(parts(files, { store, existing: 'continue' }))
      return (await planRun(again)).filter(({ kind }) => kind === 'segment').length
    }
    expect(await segments()).toBe(1)
    const [first] = project.dataset.images
    const unit = `volume/${first!.sliceOf!.volume}`
    const failed = [{ path: first!.path, error: 'it cannot be read.' }]
    await writeUnit(project, unit, failed, { isLost: true })
    expect(await segments()).toBe(1)
    await writeUnit(project, unit, failed)
    expect(await segments()).toBe(0)
  })
})

it('runs of versions without proposals are the same runs, unless proposals are asked for in another way', () => {
  for (const preset of ['default', 'paper', 'cells']) {
    const settings = resolveSettings(preset)
    const { proposals, ...before } = settings
    expect(JSON.stringify(tellingSettings(settings))).toBe(JSON.stringify(before))
    const more = resolveSettings(preset, { proposals: { most: proposals.most + 1 } })
    expect(tellingSettings(more)).toEqual(more)
  }
})
