/** Shards in any order, some of them killed and run again: joined, they leave the bytes of one run. */
import { type ChildProcessByStdio, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { setTimeout } from 'node:timers/promises'
import { createRandom } from '@cuts/core'
import { encodePng } from '@cuts/formats'
import { lockFolder, runFolder, segmentFolder } from '@cuts/runtime/node'
import { keyOfItem, shardOf } from '@cuts/runtime/run'
import { resultHashes, sealsOf } from '@cuts/testing/result-files'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { mergeFolder } from './merge-folder.ts'
import { segmentShard } from './segment-shard.ts'
import { segmentShared } from './segment-shared.ts'

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
  for (let i = 0; i < 8; i++) await writeFile(join(images, `${i}.png`), picture(i, i === 3 ? 3 : 1))
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
  await runFolder(run('first', { images: join(home, 'masks') }))
  model = join(home, 'first', 'model.onnx')
  await segmentFolder({ ...run('whole', { model, masks: join(home, 'masks') }) })
}, 120_000)
afterAll(() => rm(home, { recursive: true, force: true }))

function run<More extends object>(out: string, more: More) {
  const common = { images, out: join(home, out), seed: 3, preset: 'default', device: 'cpu', jobs: 1 } as const
  return { ...common, threads: 1, resume: false, overwrite: false, onEvent: () => {}, ...more }
}

const shard = (out: string, index: number, count: number, more: object = {}) =>
  segmentShard({ ...run(out, {}), model, masks: join(home, 'masks'), shard: { index, count }, ...more })

const results = (out: string) => resultHashes(join(home, out))

/** A process of its own group that prints its events. */
function start(use: 'segmentShard' | 'segmentShared', options: object): ChildProcessByStdio<null, Readable, null> {
  const script = `
    import { ${use} } from '@cuts/cluster/node'
    await ${use}({ ...${JSON.stringify(options)}, onEvent: ({ type }) => console.log(type) })`
  return spawn(process.execPath, ['--input-type=module', '-e', script], {
    detached: true,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
}

async function heard({ stdout }: { readonly stdout: Readable }, event: string): Promise<void> {
  let said = ''
  for await (const text of stdout.iterator({ destroyOnReturn: false })) {
    said += text
    if (said.includes(`${event}\n`)) return
  }
}

/** The names in a manifest, each once. */
async function listed(out: string): Promise<string[]> {
  const text = await readFile(join(home, out, 'manifest.sha256'), 'utf8')
  const names = text.split('\n').map(line => line.slice(66))
  return [...new Set(names)].filter(name => !name.startsWith('shards/')).sort()
}

describe('shards', () => {
  it('run at the same time in one folder, in any order, and joined leave what one run leaves', async () => {
    const order = [3, 0, 6, 2, 5, 1, 4]
    const stopped = new AbortController()
    await expect(
      shard('parts', 3, 7, {
        signal: stopped.signal,
        onEvent: ({ type }: { type: string }) => type === 'image' && stopped.abort(),
      }),
    ).rejects.toMatchObject({ code: 'Cancelled' })
    // Two are killed: one has only begun, the other has done an image and not said so.
    for (const [index, event] of [
      [3, 'started'],
      [0, 'image'],
    ] as const) {
      const { onEvent: _, ...options } = { ...run('parts', { model, masks: join(home, 'masks') }) }
      const killed = start('segmentShard', { ...options, shard: { index, count: 7 } })
      await heard(killed, event)
      process.kill(-killed.pid!, 'SIGKILL')
      await once(killed, 'exit')
    }
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
    await expect(mergeFolder({ out: join(home, 'none'), onEvent: () => {} })).rejects.toMatchObject({
      code: 'NothingToDo',
    })
    // The whole can be continued by one process: it has nothing to do.
    const again = await segmentFolder({ ...run('parts', { model, masks: join(home, 'masks') }), resume: true })
    expect(again.images).toEqual(merged.summary.images)
  })

  it('of another recipe are refused, and so is a division while another runs', async () => {
    await shard('mixed', 0, 7)
    await expect(shard('mixed', 1, 7, { seed: 4 })).rejects.toMatchObject({ code: 'Mismatch' })
    const record = join(home, 'mixed', 'shards', '0000-of-0007.json')
    const other = JSON.parse(await readFile(record, 'utf8'))
    await writeFile(
      join(home, 'mixed', 'shards', '0001-of-0007.json'),
      JSON.stringify({ ...other, recipe: 'r', name: '0001-of-0007', options: { ...other.options, seed: 4 } }),
    )
    await expect(mergeFolder({ out: join(home, 'mixed'), onEvent: () => {} })).rejects.toMatchObject({
      code: 'Mismatch',
      message: expect.stringContaining('have different seeds'),
    })
    const running = lockFolder(join(home, 'mixed'), 'shards/0002-of-0007.lock')
    await expect(shard('mixed', 0, 3)).rejects.toMatchObject({ code: 'Busy' })
    await expect(shard('mixed', 2, 7)).rejects.toMatchObject({ code: 'Busy' })
    await expect(mergeFolder({ out: join(home, 'mixed'), onEvent: () => {} })).rejects.toMatchObject({ code: 'Busy' })
    await (await running).release()
  })

  it('keep their images when the list grows', async () => {
    const key = (i: number) => keyOfItem({ id: `image ${i}` }, undefined)
    const few = await Promise.all(Array.from({ length: 50 }, (_, i) => shardOf(key(i), 7)))
    const many = await Promise.all(Array.from({ length: 700 }, (_, i) => shardOf(key(i), 7)))
    expect(many.slice(0, 50)).toEqual(few)
    // 100 each, with a standard deviation of about 9.
    for (let k = 0; k < 7; k++) expect(Math.abs(many.filter(at => at === k).length - 100)).toBeLessThan(46)
  })
})

/** Stops a process, and its child, while they are within an image, and returns the id of that image. */
async function stopWithin(pid: number, out: string): Promise<string> {
  for (;;) {
    const leases = (await readdir(join(out, 'shards', 'leases'))).filter(name => name.startsWith('image'))
    if (leases.length > 0) process.kill(-pid, 'SIGSTOP')
    const id = decodeURIComponent(leases[0] ?? '').slice('image/'.length, -'.1'.length)
    if (leases.length > 0 && (await sealsOf(out))[id] === undefined) return id
    process.kill(-pid, 'SIGCONT')
    await setTimeout(5)
  }
}

describe('processes that share a folder', () => {
  it.skipIf(process.platform !== 'linux')(
    'divide the images; one that sleeps longer than its lease does nothing twice (skipped but on Linux)',
    async () => {
      const times = { beatMs: 200, expiresMs: 1500 }
      const shared = { ...run('shared', { model, masks: join(home, 'masks') }), times }
      const { onEvent: _, ...sent } = shared
      const sleeper = start('segmentShared', sent)
      await heard(sleeper, 'image')
      const asleep = await stopWithin(sleeper.pid!, join(home, 'shared'))
      const summary = await segmentShared(shared)
      expect(summary.images).toHaveLength(8)
      const before = await results('shared')
      expect(before).toEqual(await results('whole'))
      const seals = await sealsOf(join(home, 'shared'))
      expect(Object.keys(seals)).toContain(asleep)
      process.kill(-sleeper.pid!, 'SIGCONT')
      const [code] = sleeper.exitCode === null ? await once(sleeper, 'exit') : [sleeper.exitCode]
      expect(code).toBe(0)
      expect(await results('shared')).toEqual(before)
      expect(await sealsOf(join(home, 'shared'))).toEqual(seals)
    },
    90_000,
  )
})
