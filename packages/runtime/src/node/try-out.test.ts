/** Runs to try things out: previews, the first images, several inputs, without pictures, masks of several labels, the log. */
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createRandom } from '@cuts/core'
import { encodePng } from '@cuts/formats'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { evaluateResults, previewFolder, runFolder } from './index.ts'

let home: string
const [width, height] = [24, 20]
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'cuts-try-'))
  for (const folder of ['mon', 'tue', 'masks']) await mkdir(join(home, folder))
  for (const [i, name] of ['mon/Jane Doe', 'mon/b', 'tue/c'].entries()) {
    const random = createRandom(i)
    const data = Uint8Array.from({ length: width * height }, (_, p) => (p % width < 9 ? 60 : 170) + random.integer(50))
    await writeFile(join(home, `${name}.png`), encodePng({ kind: 'grey', width, height, data }))
  }
  // The left is 1, a strip of the right is 2.
  const labels = Uint8Array.from({ length: width * height }, (_, p) => (p % width < 9 ? 1 : p % width > 20 ? 2 : 0))
  await writeFile(join(home, 'masks/b.png'), encodePng({ kind: 'grey', width, height, data: labels }))
})
afterAll(() => rm(home, { recursive: true, force: true }))

const common = {
  seed: 3,
  preset: 'default',
  device: 'cpu',
  threads: 1,
  jobs: 1,
  resume: false,
  overwrite: false,
} as const
const run = (out: string) => ({ ...common, images: join(home, 'mon'), out: join(home, out), onEvent: () => {} })

it('a preview segments a trial, and leaves no trace', async () => {
  const before = await readdir(home, { recursive: true })
  const preview = await previewFolder({ ...run('none'), images: [join(home, 'mon'), join(home, 'tue')] })
  expect(preview.found).toMatchObject({ kind: 'set', images: 3 })
  expect(preview.seconds).toBeGreaterThan(2 * preview.trialSeconds!)
  expect(preview.processes).toBe(1)
  expect(preview.memoryBytes).toBeGreaterThan(4e8)
  expect(await readdir(home, { recursive: true })).toEqual(before)
})

it('several inputs are one run, named below what they have in common, and nothing is taken twice', async () => {
  const images = [join(home, 'mon'), join(home, 'tue/c.png'), join(home, 'mon/b.png')]
  const summary = await runFolder({ ...run('several'), images, pictures: false, masks: join(home, 'masks') })
  expect(summary.images.map(({ id }) => id)).toEqual(['mon_Jane Doe', 'mon_b', 'tue_c'])
  expect(summary.failed).toEqual([])
})

it('the first images are those of a whole run, with a word about the others', async () => {
  const one = await runFolder({ ...run('first'), first: 1, log: true })
  expect(one.images.map(({ id }) => id)).toEqual(['Jane Doe'])
  expect(one.notices).toContain('only the first 1 of 2 images are used, as asked')
})

it('without pictures, what programs read is the same and nothing is drawn', async () => {
  await runFolder({ ...run('drawn'), first: 1 })
  await runFolder({ ...run('plain'), first: 1, pictures: false })
  const inside = async (out: string): Promise<string[]> =>
    (await readdir(join(home, out, 'images/Jane Doe'), { recursive: true })).filter(name => name.includes('.')).sort()
  const [drawn, plain] = [await inside('drawn'), await inside('plain')]
  expect(plain.filter(name => /\.(png|svg)$/.test(name))).toEqual([])
  expect(plain).toEqual(drawn.filter(name => !/\.(png|svg)$/.test(name)))
  for (const name of plain.filter(name => name !== 'result.json'))
    expect(await readFile(join(home, 'plain/images/Jane Doe', name))).toEqual(
      await readFile(join(home, 'drawn/images/Jane Doe', name)),
    )
})

it('a label of masks is the object, and everything but 0 without one', async () => {
  const of = async (out: string, maskLabel?: number) => {
    const summary = await runFolder({ ...run(out), masks: join(home, 'masks'), maskLabel, pictures: false })
    return summary.images.find(({ id }) => id === 'b')!.metrics!.best!.dice
  }
  const left = await of('label-1', 1)
  // The left half is a region; the strip at the right is none.
  expect(left).toBeGreaterThan(0.9)
  expect(await of('label-2', 2)).toBeLessThan(left - 0.2)
  const masks = join(home, 'masks')
  const scored = await evaluateResults({ results: join(home, 'label-2'), masks, maskLabel: 1, onEvent: () => {} })
  expect(scored.images[0]!.metrics.best!.dice).toBeCloseTo(left, 9)
  // Scores with another label are another run.
  await expect(
    runFolder({ ...run('label-1'), masks, maskLabel: 2, pictures: false, resume: true }),
  ).rejects.toMatchObject({ code: 'Mismatch' })
  // No pixel has this value.
  const none = await runFolder({ ...run('label-9'), masks, maskLabel: 9, pictures: false })
  expect(none.emptyTruths).toEqual(['b'])
})

it('keeps a log that names no file, and goes on with it', async () => {
  const path = join(home, 'first/run.log')
  const text = await readFile(path, 'utf8')
  expect(text).toMatch(/started: 1 images, preset default, seed 3, cpu\n/)
  expect(text).toMatch(/done: 1 images, 0 failed/)
  expect(text).not.toContain(home)
  expect(text).not.toContain('.png')
  await runFolder({ ...run('first'), first: 1, log: true, resume: true })
  expect((await readFile(path, 'utf8')).startsWith(text)).toBe(true)
  await runFolder({ ...run('first'), first: 1, overwrite: true })
  expect(await readdir(join(home, 'first'))).not.toContain('run.log')
})
