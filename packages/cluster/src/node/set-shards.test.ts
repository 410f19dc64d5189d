/** One tree over a whole set, made by several processes: bit for bit the tree and the labels of one process. */
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createRandom } from '@cuts/core'
import { encodePng } from '@cuts/formats'
import { runFolder, segmentFolder } from '@cuts/runtime/node'
import { niftiFile } from '@cuts/testing'
import { resultHashes } from '@cuts/testing/result-files'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { mergeFolder } from './merge-folder.ts'
import { segmentShard } from './segment-shard.ts'
import { segmentShared } from './segment-shared.ts'

const side = 24
let home: string
let model: string

const stripes = (seed: number): Uint8Array => {
  const random = createRandom(seed)
  return Uint8Array.from({ length: side * side }, (_, at) => ((at % side) % 12 < 6 ? 70 : 180) + random.integer(40))
}

function run<More extends object>(out: string, more: More) {
  const common = {
    images: join(home, 'images'),
    out: join(home, out),
    seed: 3,
    preset: 'default',
    device: 'cpu',
  } as const
  const alone = { jobs: 1, threads: 1, resume: false, overwrite: false, grouping: 'dataset' } as const
  return { ...common, ...alone, masks: join(home, 'masks'), onEvent: () => {}, ...more }
}

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'cuts-set-'))
  for (const name of ['images', 'masks']) await mkdir(join(home, name))
  const grey = (data: Uint8Array) => encodePng({ kind: 'grey', width: side, height: side, data })
  const truth = Uint8Array.from({ length: side * side }, (_, at) => ((at % side) % 12 < 6 ? 255 : 0))
  for (let i = 0; i < 6; i++) await writeFile(join(home, 'images', `${i}.png`), grey(stripes(i)))
  await writeFile(join(home, 'masks', '2.png'), grey(truth))
  await writeFile(join(home, 'images', 'damaged.png'), grey(stripes(7)).subarray(0, 300))
  // A study of several images, with a mask that is scored as a whole.
  const depth = 3
  for (const [folder, slice] of [
    ['images', stripes],
    ['masks', () => truth.map(value => value / 255)],
  ] as const) {
    const voxels = new Uint8Array(depth * side * side)
    for (let z = 0; z < depth; z++) voxels.set(slice(10 + z), z * side * side)
    const file = niftiFile({ size: [side, side, depth], voxels, datatype: 2 })
    await writeFile(join(home, folder, 'study.nii'), file)
  }
  const { grouping: _, ...first } = run('first', { images: join(home, 'masks') })
  await runFolder({ ...first, grouping: 'images' })
  model = join(home, 'first', 'model.onnx')
  const whole = await segmentFolder(run('whole', { model }))
  expect(whole.images).toHaveLength(9)
  expect(whole.volumes?.[0]?.metrics).toBeDefined()
  expect(whole.failed).toHaveLength(1)
}, 120_000)
afterAll(() => rm(home, { recursive: true, force: true }))

it('by shards that are run twice, in any order', async () => {
  const times = { beatMs: 200, expiresMs: 5000 }
  const shard = (index: number) => segmentShard({ ...run('parts', { model }), times, shard: { index, count: 3 } })
  const first = []
  for (const index of [1, 2, 0]) first.push(await shard(index))
  // The last one finds all segments, makes the tree and paints; the others have to come again.
  expect(first.map(({ state }) => state)).toEqual(['waiting', 'waiting', 'finished'])
  expect(first.reduce((sum, { images }) => sum + images, 0)).toBe(9)
  const early = await mergeFolder({ out: join(home, 'parts'), onEvent: () => {} })
  expect(early.missing).not.toEqual([])
  // Shard 2 has no images: few studies fall into shards as they like.
  expect(early.gaps).toEqual([1])
  const second = await Promise.all([1, 2].map(shard))
  expect(second.map(({ state }) => state)).toEqual(['finished', 'finished'])
  const merged = await mergeFolder({ out: join(home, 'parts'), expected: join(home, 'images'), onEvent: () => {} })
  expect(merged.missing).toEqual([])
  expect(await resultHashes(join(home, 'parts'))).toEqual(await resultHashes(join(home, 'whole')))
  // What the steps left for each other is gone.
  expect(await readdir(join(home, 'parts', 'shards', 'sets')).catch(() => [])).toEqual([])
}, 120_000)

it('by processes that divide the steps themselves', async () => {
  const times = { beatMs: 200, expiresMs: 5000 }
  const shared = { ...run('shared', { model }), times }
  const summaries = await Promise.all([segmentShared(shared), segmentShared(shared)])
  expect(summaries[0]).toEqual(summaries[1])
  expect(await resultHashes(join(home, 'shared'))).toEqual(await resultHashes(join(home, 'whole')))
}, 120_000)
