/** What goes wrong with files: each case gets a message that names the file and the remedy, and a batch goes on. */
import { createHash } from 'node:crypto'
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { createRandom } from '@cuts/core'
import { encodePng } from '@cuts/formats'
import type { Summary } from '@cuts/runtime'
import { runFolder } from '@cuts/runtime/node'
import { summarySchema } from '@cuts/runtime/results'
import { tiffFile } from '@cuts/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runCuts as cuts } from '../apps/cli/src/testing/run-cuts.ts'

const quick = ['--threads', '1', '--device', 'cpu', '--set', 'schedule.steps=2']

let home: string
let model: string

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'cuts-bad-input-'))
  const images = await folder('training', { 'a.png': texture(1), 'b.png': texture(2) })
  const { code, err } = await cuts('train', images, '--out', join(home, 'model'), ...quick)
  expect(err).toContain('trained 2 steps')
  expect(code).toBe(0)
  model = join(home, 'model/model.onnx')
})

afterAll(() => rm(home, { recursive: true, force: true }))

/** Segments a folder with the small model, and reads the summary where there is one. */
async function segment(images: string, ...flags: readonly string[]) {
  const results = `${images}-results`
  const before = await hashAll(images)
  const said = await cuts('segment', images, '--model', model, '--out', results, ...quick, ...flags)
  expect(await hashAll(images)).toEqual(before)
  const text = await readFile(join(results, 'summary.json'), 'utf8').catch(() => undefined)
  const summary: Summary | undefined = text === undefined ? undefined : summarySchema.parse(JSON.parse(text))
  return { ...said, summary, results }
}

type Files = { readonly [name: string]: Uint8Array | string }

let folders = 0
async function folder(name: string, files: Files): Promise<string> {
  const path = join(home, `${folders++}-${name}`)
  await mkdir(path, { recursive: true })
  for (const [file, bytes] of Object.entries(files)) {
    await mkdir(dirname(join(path, file)), { recursive: true })
    await writeFile(join(path, file), bytes)
  }
  return path
}

async function hashAll(path: string): Promise<Record<string, string>> {
  const hashes: Record<string, string> = {}
  for (const entry of await readdir(path, { recursive: true, withFileTypes: true }))
    if (entry.isFile()) {
      const file = join(entry.parentPath, entry.name)
      hashes[file] = createHash('sha256')
        .update(await readFile(file))
        .digest('hex')
    }
  return hashes
}

const side = 40

/** Two textures side by side, RGB. */
function texture(seed: number, width = side, height = side): Uint8Array {
  const random = createRandom(seed)
  return png(width, height, 3, (x, _, c) => (x < width / 2 ? 60 + 30 * c : 190 - 20 * c) + random.integer(25))
}

function png(width: number, height: number, channels: 1 | 3, value: (x: number, y: number, c: number) => number) {
  const data = new Uint8Array(width * height * channels)
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++)
      for (let c = 0; c < channels; c++) data[(y * width + x) * channels + c] = value(x, y, c)
  return encodePng({ kind: channels === 3 ? 'rgb' : 'grey', width, height, data })
}

/** A grey TIFF of 32-bit floats, uncompressed. */
function floatTiff(width: number, height: number, value: (x: number, y: number) => number): Uint8Array {
  const floats = Float32Array.from({ length: width * height }, (_, i) => value(i % width, Math.floor(i / width)))
  const tags = { 258: [32], 277: [1], 278: [height], 339: [3] }
  return tiffFile([{ width, height, tags, parts: [new Uint8Array(floats.buffer)] }])
}

function ids(summary: Summary | undefined): string[] {
  return summary?.images.map(image => image.id) ?? []
}

describe('a bad image fails by name with a remedy, and the batch goes on', () => {
  const half = (bytes: Uint8Array): Uint8Array => bytes.subarray(0, Math.floor(bytes.length / 2))
  it.each([
    ['truncated PNG', 'bad.png', half(texture(3))],
    ['truncated TIFF', 'bad.tif', half(floatTiff(side, side, x => x))],
    ['zero bytes', 'bad.png', new Uint8Array(0)],
    ['a text file called .png', 'bad.png', 'not an image\n'],
    ['nothing but NaN', 'bad.tif', floatTiff(side, side, () => Number.NaN)],
  ])('%s', async (_, name, bytes) => {
    const images = await folder('bad', { 'good.png': texture(4), [name]: bytes })
    const { code, out, err, summary } = await segment(images)
    expect(code).toBe(1)
    expect(ids(summary)).toEqual(['good'])
    expect(summary?.failed).toHaveLength(1)
    expect(summary?.failed[0]?.path).toBe(join(images, name))
    expect(summary?.failed[0]?.error).toContain(join(images, name))
    expect(summary?.failed[0]?.remedy).toMatch(/\w/)
    expect(out).toContain('1 of 2 images segmented')
    expect(out).toContain(`1 image failed:\n  ${summary?.failed[0]?.error}`)
    expect(err).toContain(`failed: ${summary?.failed[0]?.error}`)
  })

  it('a file that does not open', async () => {
    const images = await folder('unreadable', { 'good.png': texture(4) })
    await symlink(join(images, 'nowhere.png'), join(images, 'bad.png'))
    const { code, summary } = await segment(images)
    expect(code).toBe(1)
    expect(ids(summary)).toEqual(['good'])
    expect(summary?.failed[0]?.error).toContain(`${join(images, 'bad.png')} does not open`)
  })

  it('two files of one name', async () => {
    const images = await folder('twice', { 'a.png': texture(1), 'a.tif': floatTiff(side, side, x => x) })
    const { code, summary } = await segment(images)
    expect(code).toBe(1)
    expect(ids(summary)).toEqual(['a'])
    expect(summary?.failed[0]?.error).toContain(join(images, 'a.tif'))
    expect(summary?.failed[0]?.remedy).toContain('Rename')
  })

  it('none that can be read is fatal', async () => {
    const images = await folder('all-bad', { 'bad.png': 'not an image' })
    const { code, err } = await segment(images)
    expect(code).toBe(2)
    expect(err).toContain(join(images, 'bad.png'))
  })
})

describe('an odd image is segmented', () => {
  it('under a wrong name, as what it is, with a note', async () => {
    const { code, summary } = await segment(await folder('misnamed', { 'a.tif': texture(1) }))
    expect(code).toBe(0)
    expect(summary?.images[0]).toMatchObject({ id: 'a', width: side, height: side, channels: 3 })
    expect(JSON.stringify(summary)).toMatch(/a\.tif[^"]*PNG/)
  })

  it('of 1x1 pixel', async () => {
    const { code, summary } = await segment(await folder('tiny', { 'a.png': texture(1, 1, 1) }))
    expect(code).toBe(0)
    expect(summary?.images[0]).toMatchObject({ width: 1, height: 1 })
    expect(summary?.images[0]?.levels.every(level => level.clusters === 1)).toBe(true)
  })

  it('of one colour, as one region', async () => {
    const { code, summary } = await segment(await folder('constant', { 'a.png': png(side, side, 3, () => 99) }))
    expect(code).toBe(0)
    expect(summary?.images[0]?.levels.map(level => level.clusters)).toEqual([1])
    expect(summary?.images[0]?.persistentRegions).toBe(1)
  })

  it('with some NaN, with a note', async () => {
    const tiff = floatTiff(side, side, (x, y) => (x === 3 && y === 4 ? Number.NaN : x / side))
    const images = await folder('nan', { 'a.tif': tiff })
    const { code, summary, err } = await segment(images)
    expect(code).toBe(0)
    expect(ids(summary)).toEqual(['a'])
    expect(err).toMatch(/note: .*a\.tif.* 1 of 1600 .*NaN/)
  })

  it('grey beside colour, with a note', async () => {
    const images = await folder('mixed', {
      'a.png': texture(1),
      'b.png': png(side, side, 1, (x, y) => (7 * x + y) % 256),
    })
    const { code, summary, err } = await segment(images)
    expect(code).toBe(0)
    expect(summary?.images.map(image => image.channels)).toEqual([3, 1])
    expect(err).toMatch(/note: .*b\.png.*grey/)
  })
})

describe('the same in training', () => {
  it('goes on past what it cannot use', async () => {
    const images = await folder('train', {
      'bad.png': 'not an image',
      'constant.png': png(side, side, 3, () => 99),
      'good.png': texture(1),
      'grey.png': png(side, side, 1, (x, y) => (7 * x + y) % 256),
      'tiny.png': texture(1, 1, 1),
    })
    const { code, err } = await cuts('run', images, '--out', `${images}-results`, ...quick)
    expect(err).toContain('trained 2 steps')
    expect(code).toBe(1)
    const summary = summarySchema.parse(JSON.parse(await readFile(`${images}-results/summary.json`, 'utf8')))
    expect(ids(summary)).toEqual(['constant', 'good', 'grey', 'tiny'])
    expect(summary.failed).toHaveLength(1)
  })
})

describe('folders', () => {
  it('without images leave nothing to do', async () => {
    const images = await folder('empty', { 'readme.txt': 'none here' })
    const { code, err, summary } = await segment(images)
    expect(code).toBe(2)
    expect(err).toContain(`cuts: ${images} holds no images.\nGive a folder`)
    expect(summary).toBeUndefined()
  })

  it('that do not exist are named', async () => {
    const { code, err } = await cuts('run', join(home, 'nowhere'), '--out', join(home, 'nowhere-results'))
    expect(code).toBe(2)
    expect(err).toContain(`${join(home, 'nowhere')} does not open`)
  })
})

describe('masks', () => {
  const mask = (width: number, height: number) => png(width, height, 1, x => (x < width / 2 ? 255 : 0))

  it('that are missing leave their images unscored, with a note', async () => {
    const images = await folder('images', { 'a.png': texture(1), 'b.png': texture(2) })
    const masks = await folder('masks', { 'a.png': mask(side, side) })
    const { code, summary, err } = await segment(images, '--masks', masks)
    expect(code).toBe(0)
    expect(summary?.images.map(image => image.metrics !== undefined)).toEqual([true, false])
    expect(summary?.metrics?.kmeans?.images).toBe(1)
    expect(err).toContain(`${join(images, 'b.png')} is segmented but not scored`)
  })

  it('of another size leave their images unscored, naming both sizes', async () => {
    const images = await folder('images', { 'a.png': texture(1), 'b.png': texture(2) })
    const masks = await folder('masks', { 'a.png': mask(side, side), 'b.png': mask(side, side - 1) })
    const { summary, err } = await segment(images, '--masks', masks)
    expect(summary?.images.map(image => image.metrics !== undefined)).toEqual([true, false])
    expect(err).toContain(join(masks, 'b.png'))
    expect(err).toMatch(/40\s?x\s?39/)
  })

  it('that mark nothing leave their images out of the means, with a note', async () => {
    const images = await folder('images', { 'a.png': texture(1), 'b.png': texture(2) })
    const empty = png(side, side, 1, () => 0)
    const masks = await folder('masks', { 'a.png': mask(side, side), 'b.png': empty })
    const { code, summary, err } = await segment(images, '--masks', masks)
    expect(code).toBe(0)
    expect(summary?.images.map(image => image.metrics !== undefined)).toEqual([true, false])
    expect(summary).toMatchObject({ emptyTruths: ['b'], images: [{}, { emptyTruth: true }] })
    expect(summary?.metrics?.kmeans?.images).toBe(1)
    expect(err).toContain('the mask of b marks nothing: it is left out of the means.')
  })

  it('that cannot be read leave their images unscored', async () => {
    const images = await folder('images', { 'a.png': texture(1) })
    const masks = await folder('masks', { 'a.png': 'not an image' })
    const { summary, err } = await segment(images, '--masks', masks)
    expect(ids(summary)).toEqual(['a'])
    expect(summary?.images[0]?.metrics).toBeUndefined()
    expect(err).toContain(join(masks, 'a.png'))
  })
})

describe('outputs', () => {
  it('that cannot be written stop the run before it starts', async () => {
    const images = await folder('images', { 'a.png': texture(1) })
    const out = join(await folder('elsewhere', { file: '' }), 'file', 'results')
    const { code, err } = await cuts('run', images, '--out', out, ...quick)
    expect(code).toBe(2)
    expect(err).toContain(`${out} could not be written: a file stands where a folder is needed.\nGive another --out`)
    expect(err).not.toContain('training')
  })

  it('never go to the image folder or into it', async () => {
    const images = await folder('images', { 'a.png': texture(1) })
    for (const out of [images, join(images, 'results')]) {
      const { code, err } = await cuts('run', images, '--out', out, ...quick)
      expect(code).toBe(2)
      expect(err).toContain(`Give an --out folder outside ${images}.`)
    }
    expect(await readdir(images)).toEqual(['a.png'])
  })

  it("never replace the user's own, whatever run.json lies beside them", async () => {
    const images = await folder('images', { 'a.png': texture(1) })
    const mine = await folder('mine', { 'run.json': '{}', 'images/x.png': 'x', 'volumes/y.nii': 'y', 'tree.json': 'z' })
    const before = await hashAll(mine)
    for (const flag of ['--quiet', '--overwrite', '--resume']) {
      const { code, err } = await cuts('segment', images, '--model', model, '--out', mine, ...quick, flag)
      expect(code).toBe(2)
      expect(err).not.toContain('--overwrite')
      expect(await hashAll(mine)).toEqual(before)
    }
  })

  it('of two runs at once belong to the first; an image with a file too few is made again', async () => {
    const images = await folder('images', { 'a.png': texture(1), 'b.png': texture(2) })
    const both = await Promise.all([segment(images), segment(images)])
    expect(both.map(({ code }) => code).sort()).toEqual([0, 2])
    expect(both.find(({ code }) => code === 2)!.err).toMatch(/is in use by process \d+ on .* since /)
    const { results } = both[0]!
    const labels = async () =>
      Object.entries(await hashAll(join(results, 'images'))).filter(([name]) => !name.endsWith('result.json'))
    const whole = await labels()
    await rm(join(results, 'images/a/levels'), { recursive: true })
    await rm(join(results, 'images/b/labels.nii.gz'))
    expect((await segment(images, '--resume')).code).toBe(0)
    expect(await labels()).toEqual(whole)
  })

  it('are not overwritten without being told to', async () => {
    const images = await folder('images', { 'a.png': texture(1) })
    const first = await segment(images)
    expect(first.code).toBe(0)
    await writeFile(join(first.results, 'notes.txt'), 'mine')
    const before = await hashAll(first.results)
    const second = await segment(images)
    expect(second.code).toBe(2)
    expect(second.err).toMatch(/already holds results .*\n.*--overwrite/)
    expect(await hashAll(first.results)).toEqual(before)
    const third = await segment(images, '--overwrite')
    expect(third.code).toBe(0)
    expect(await readFile(join(first.results, 'notes.txt'), 'utf8')).toBe('mine')
  })

  it('stay whole when the disk runs full, and --resume goes on', async () => {
    const images = await folder('images', { 'a.png': texture(1), 'b.png': texture(2) })
    const out = `${images}-full`
    const common = { images, out, seed: 1, preset: 'default', device: 'cpu', threads: 1, onEvent: () => {} } as const
    const settings = { schedule: { steps: 2 } }
    const full = runFolder({
      ...common,
      settings,
      resume: false,
      overwrite: false,
      writeFile: async (path, bytes) => {
        if (/\/images\/\.?b/.test(path))
          throw Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' })
        await writeFile(path, bytes)
      },
    })
    await expect(full).rejects.toMatchObject({
      code: 'Unwritable',
      message: expect.stringContaining('the disk is full'),
      action: { do: 'resume' },
    })
    const left = Object.keys(await hashAll(out))
    expect(left.some(path => path.includes('/images/a/'))).toBe(true)
    expect(left.filter(path => /\/images\/\.?b/.test(path) || path.includes('partial'))).toEqual([])

    const resumed = await runFolder({ ...common, settings, resume: true, overwrite: false })
    expect(resumed.images.map(image => image.id)).toEqual(['a', 'b'])
    expect(resumed.failed).toEqual([])
  })
})
