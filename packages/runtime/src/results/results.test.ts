/** The files of a result folder that programs read: they say what was, and refuse what is not theirs. */
import { readFileSync } from 'node:fs'
import { createRandom, isCutsError, tellRemedies } from '@cuts/core'
import { describe, expect, it } from 'vitest'
import { segmentEmbedding } from '../pipeline/segment.ts'
import { resolveSettings } from '../presets/presets.ts'
import { version } from '../version.ts'
import { expectSameRun, type RunFile } from './run-file.ts'
import { type Summary, summarySchema } from './summary.ts'
import { encodeTree, treeFileSchema, treeOf } from './tree-file.ts'

describe('tree.json', () => {
  const random = createRandom(2)
  const data = Float32Array.from({ length: 3 * 20 * 15 }, (_, i) => Math.sin(i / 9) + 0.3 * random.normal())
  const settings = resolveSettings('default')
  const { tree, levels } = segmentEmbedding({ width: 20, height: 15, dims: 3, data }, settings, createRandom(1))
  const shown = levels.map(({ clusters, logBandwidth }) => ({ clusters, logBandwidth }))
  const text = encodeTree(tree, shown)
  const file = treeFileSchema.parse(JSON.parse(text))

  it('holds the whole tree, every number exactly', () => {
    expect(text.endsWith('\n')).toBe(true)
    expect(file).toMatchObject({ leaves: tree.leaves, iterations: tree.iterations, levels: shown })
    expect(file.children).toEqual([...tree.children])
    expect(file.step).toEqual([...tree.step])
    expect(file.mass).toEqual([...tree.mass])
    expect(file.survivor).toEqual([...tree.survivor])
    expect(file.height).toEqual([...tree.height])
  })

  it('is enough to make the tree again', () => {
    expect(treeOf(file)).toEqual(tree)
  })

  it('is refused in another version', () => {
    expect(treeFileSchema.safeParse({ ...file, version: 2 }).success).toBe(false)
    expect(treeFileSchema.safeParse({ ...file, format: 'tree' }).success).toBe(false)
  })
})

describe('run.json', () => {
  const file: RunFile = { format: 'cuts-run', version: 1, preset: 'paper', seed: 7, fingerprint: 'mark' }
  const bytes = (value: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(value))

  function refusal(held: Uint8Array | undefined, fingerprint = 'mark', recipe = 'recipe', isPart = false): string {
    try {
      expectSameRun('out', held, { fingerprint, recipe }, isPart)
    } catch (error) {
      if (isCutsError(error, 'Mismatch')) return `${error.message} ${tellRemedies(error)}`
      throw error
    }
    return ''
  }

  it('lets the same run go on, and one that left none', () => {
    expect(refusal(bytes(file))).toBe('')
    expect(refusal(undefined)).toBe('')
  })

  it('lets parts of a run with other images go on, and refuses parts with another recipe', () => {
    const { fingerprint: _, ...unfinished } = { ...file, recipe: 'recipe' }
    expect(refusal(bytes({ ...file, recipe: 'recipe' }), 'other', 'recipe', true)).toBe('')
    expect(refusal(bytes(unfinished), 'any')).toBe('')
    expect(refusal(bytes(unfinished), 'any', 'another', true)).toContain(
      'out holds a run with another model or other settings. It was started with preset paper and seed 7.',
    )
    expect(refusal(bytes(unfinished), 'any', 'another')).toContain('other images, masks or settings')
  })

  it('refuses another run and says how this one was started', () => {
    expect(refusal(bytes(file), 'other')).toBe(
      'out holds a run with other images, masks or settings. It was started with preset paper and seed 7. Continue with the images, preset, seed and settings it was started with, or start over.',
    )
  })

  it.each([
    ['no JSON', new TextEncoder().encode('{"format": "cuts-r')],
    ['nothing', new Uint8Array(0)],
    ['another file', bytes({ hello: 1 })],
    ['a later version', bytes({ ...file, version: 2 })],
  ])('refuses %s as damaged', (_, held) => {
    expect(refusal(held)).toBe('out/run.json is damaged: the run cannot be continued. Write to another place.')
  })
})

describe('summary.json', () => {
  const row = { dice: 1, hausdorff: 0, ssim: 1, ergas: 0, rmse: 0 }
  const spread = { mean: 1, sem: 0 }
  const summary: Summary = {
    schema: 1,
    version: '0.1.0',
    seed: 1,
    preset: 'default',
    grouping: 'images',
    settings: { training: { lambda: 0.01, contrastive: 'ratio', decayAll: false } },
    device: 'cpu',
    threads: 2,
    train: {
      seconds: 1,
      steps: 1,
      loss: [[0.1, 0.2]],
      validation: [{ step: 1, reconstruction: 0.1, contrastive: 0.2 }],
    },
    images: [
      {
        id: 'a',
        path: 'in/a.png',
        width: 2,
        height: 3,
        channels: 1,
        seconds: { embed: 1, condense: 2, total: 3 },
        levels: [{ clusters: 2, logBandwidth: -1.5 }],
        autoLevel: 0,
        persistentRegions: 1,
        metrics: { kmeans: row, click: row },
        notices: [],
      },
    ],
    failed: [{ path: 'in/b.png', error: 'it is damaged.' }],
    metrics: {
      kmeans: { dice: spread, hausdorff: spread, ssim: spread, ergas: spread, rmse: spread, images: 1 },
    },
    notices: ['said once'],
    seconds: { train: 1, segment: 2, total: 3 },
  }

  it('comes back from JSON as it was', () => {
    expect(summarySchema.parse(JSON.parse(JSON.stringify(summary)))).toEqual(summary)
  })

  it('keeps what is to be done as a code, and passes over one that it does not know', () => {
    const failing = (action: object) => ({ ...summary, failed: [{ path: 'a', error: 'no.', remedy: 'Wait.', action }] })
    for (const action of [
      { do: 'resume' },
      { do: 'choose output', that: 'is free', or: true },
      { do: 'give weights', names: ['dino'] },
    ])
      expect(summarySchema.parse(failing(action))).toEqual(failing(action))
    const { failed } = summarySchema.parse(failing({ do: 'sing' }))
    expect(failed).toEqual([{ path: 'a', error: 'no.', remedy: 'Wait.' }])
  })

  it.each([
    ['another schema', { schema: 2 }],
    ['a row of metrics that there is not', { metrics: { sam: summary.metrics?.kmeans } }],
    ['a loss of three parts', { train: { ...summary.train, loss: [[1, 2, 3]] } }],
    ['a loss that is no number', { train: { ...summary.train, loss: [[null, 2]] } }],
    ['an image called ../../x', { images: [{ ...summary.images[0], id: '../../x' }] }],
    ['an image called /x', { images: [{ ...summary.images[0], id: '/x' }] }],
    ['an image called a//b', { images: [{ ...summary.images[0], id: 'a//b' }] }],
    ['an image called ..\\x', { images: [{ ...summary.images[0], id: '..\\x' }] }],
    ['an image called nothing', { images: [{ ...summary.images[0], id: '' }] }],
    ['a tree elsewhere', { images: [{ ...summary.images[0], tree: '../tree.json' }] }],
    ['a volume elsewhere', { images: [{ ...summary.images[0], sliceOf: { volume: '../v', slice: 0 } }] }],
    ['an automatic level below 0', { images: [{ ...summary.images[0], autoLevel: -5 }] }],
    ['an automatic level that is no whole number', { images: [{ ...summary.images[0], autoLevel: 0.5 }] }],
    ['an automatic level that there is not', { images: [{ ...summary.images[0], autoLevel: 1 }] }],
    ['a best level that there is not', { images: [{ ...summary.images[0], bestLevel: 1 }] }],
    ['images without a name', { images: [{ ...summary.images[0], id: undefined }] }],
  ])('is refused with %s', (_, change) => {
    expect(summarySchema.safeParse({ ...summary, ...change }).success).toBe(false)
  })
})

it('the version is that of the package', () => {
  const manifest = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'))
  expect(version).toBe(manifest.version)
})
