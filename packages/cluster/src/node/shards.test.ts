/** Shards in any order, some of them killed and run again: joined, they leave the bytes of one run. */
import { createHash } from 'node:crypto'
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createRandom } from '@cuts/core'
import { encodePng } from '@cuts/formats'
import { runFolder, segmentFolder } from '@cuts/runtime/node'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { mergeFolder } from './merge-folder.ts'
import { segmentShard } from './segment-shard.ts'

const side = 32
let home: string
let images: string
let model: string

const picture = (seed: number, channels = 1): Uint8Array => {
  const random = createRandom(seed)
  const data = Uint8Array.from(
    { length: side * side * channels },
    (_, at) => (Math.floor(at / channels) % side < 16 ? 70 : 180) + random.integer(40),
  )
  return encodePng({ kind: channels === 1 ? 'grey' : 'rgb', width: side, height: side, data })
}

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'cuts-shards-'))
  images = join(home, 'images')
  await mkdir(images)
  await mkdir(join(home, 'masks'))
  for (let i = 0; i < 16; i++) await writeFile(join(images, `${i}.png`), picture(i, i === 3 ? 3 : 1))
  await writeFile(join(images, 'damaged.png'), picture(7).subarray(0, 200))
  for (let i = 0; i < 3; i++)
    await writeFile(
      join(home, 'masks', `${i}.png`),
      encodePng({
        kind: 'grey',
        width: side,
        height: side,
        data: Uint8Array.from({ length: side * side }, (_, at) => (at % side < 16 ? 255 : 0)),
      }),
    )
  await runFolder(run('first', {}))
  model = join(home, 'first', 'model.onnx')
}, 120_000)
afterAll(() => rm(home, { recursive: true, force: true }))

function run<More extends object>(out: string, more: More) {
  const common = { images, out: join(home, out), seed: 3, preset: 'default', device: 'cpu', jobs: 1 } as const
  return { ...common, threads: 1, resume: false, overwrite: false, onEvent: () => {}, ...more }
}

const shard = (out: string, index: number, count: number, more: object = {}) =>
  segmentShard({ ...run(out, {}), model, masks: join(home, 'masks'), shard: { index, count }, ...more })

/** Every file with its bytes, but for the names of shards, and for times. */
async function results(out: string): Promise<{ [name: string]: string }> {
  const root = join(home, out)
  const hashes: { [name: string]: string } = {}
  for (const entry of await readdir(root, { recursive: true, withFileTypes: true })) {
    const name = join(entry.parentPath, entry.name).slice(root.length + 1)
    if (!entry.isFile() || name.startsWith('shards/') || name === 'manifest.sha256') continue
    const bytes = await readFile(join(root, name))
    const timed = ['result.json', 'summary.json'].some(file => name.endsWith(file))
    const text = timed ? withoutTimes(bytes.toString()) : bytes
    hashes[name] = createHash('sha256').update(text).digest('hex')
  }
  return hashes
}

function withoutTimes(text: string): string {
  return JSON.stringify(JSON.parse(text, (key, value) => (key === 'seconds' ? undefined : value)))
}

/** The names in a manifest, each once. */
async function listed(out: string): Promise<string[]> {
  const text = await readFile(join(home, out, 'manifest.sha256'), 'utf8')
  const names = text.split('\n').map(line => line.slice(66))
  return [...new Set(names)].filter(name => !name.startsWith('shards/')).sort()
}

describe('shards', () => {
  it('run at the same time in one folder, in any order, and joined leave what one run leaves', async () => {
    await segmentFolder({ ...run('whole', { model, masks: join(home, 'masks') }) })
    const order = [3, 0, 6, 2, 5, 1, 4]
    const stopped = new AbortController()
    await expect(
      shard('parts', 3, 7, {
        signal: stopped.signal,
        onEvent: ({ type }: { type: string }) => type === 'image' && stopped.abort(),
      }),
    ).rejects.toMatchObject({ code: 'Cancelled' })
    for (const index of order.slice(0, 2)) await shard('parts', index, 7)
    const early = await mergeFolder({ out: join(home, 'parts'), onEvent: () => {} })
    expect(early.missing.length).toBeGreaterThan(0)
    expect(early.gaps).toEqual(expect.arrayContaining([]))
    expect(early.gaps.every(gap => ![3, 0].includes(gap))).toBe(true)
    await Promise.all(order.slice(2).map(index => shard('parts', index, 7)))
    const merged = await mergeFolder({ out: join(home, 'parts'), expected: images, onEvent: () => {} })
    expect(merged).toMatchObject({ missing: [], gaps: [], count: 7 })
    expect(await results('parts')).toEqual(await results('whole'))
    expect(await listed('parts')).toEqual(await listed('whole'))
    expect(merged.summary.failed).toHaveLength(1)
    // The whole can be continued by one process: it has nothing to do.
    const again = await segmentFolder({ ...run('parts', { model, masks: join(home, 'masks') }), resume: true })
    expect(again.images).toEqual(merged.summary.images)
  })
})
