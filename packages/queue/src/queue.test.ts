/** Workers that are killed and put to sleep, and a queue that is restarted: the files are those of one process. */
import { type ChildProcess, spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { createRandom } from '@cuts/core'
import { encodePng } from '@cuts/formats'
import { runFolder, segmentFolder } from '@cuts/runtime/node'
import { Redis } from 'ioredis'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { cancelRun, queueMetrics, queueStatus, submitRun } from './index.ts'
import { createTestServer, hasServer, type TestServer } from './testing/redis-server.ts'

const isLinux = process.platform === 'linux'
const side = 16
const count = 24
let home: string
let model: string
let server: TestServer
const started: ChildProcess[] = []

const picture = (seed: number, size = side): Uint8Array => {
  const random = createRandom(seed)
  const data = Uint8Array.from(
    { length: size * size },
    (_, at) => (at % size < size / 2 ? 70 : 180) + random.integer(40),
  )
  return encodePng({ kind: 'grey', width: size, height: size, data })
}

function run<More extends object>(out: string, more: More) {
  const common = {
    images: join(home, 'images'),
    out: join(home, out),
    seed: 3,
    preset: 'default',
    device: 'cpu',
  } as const
  return { ...common, jobs: 1, threads: 1, resume: false, overwrite: false, onEvent: () => {}, ...more }
}

/** A worker in a process of its own, as users have it. Its events are lines of JSON. */
function work(options: object): ChildProcess & { readonly said: string[] } {
  const script = `
    import { startWorker } from '@cuts/queue'
    const leases = { lockDuration: 2000, stalledInterval: 1000 }
    const onEvent = event => console.log(JSON.stringify(event))
    await startWorker({ queue: '${server.address}', concurrency: 1, threads: 1, leases, onEvent, ...${JSON.stringify(options)} })`
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    detached: true,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const said: string[] = []
  child.stdout.on('data', (text: Buffer) => void said.push(...String(text).trimEnd().split('\n')))
  started.push(child)
  return Object.assign(child, { said })
}

async function until(what: string, isSo: () => Promise<boolean> | boolean, seconds = 100): Promise<void> {
  for (let turn = 0; turn < 10 * seconds; turn++) {
    if (await isSo()) return
    await setTimeout(100)
  }
  throw new Error(`${what} did not happen in ${seconds} s`)
}

const stateOf = async (id: string) => (await queueStatus(server.address)).runs.find(({ run }) => run === id)?.state

/** Every file with its bytes, but for the notes of parts, and for times. */
async function results(out: string): Promise<{ [name: string]: string }> {
  const root = join(home, out)
  const hashes: { [name: string]: string } = {}
  for (const entry of await readdir(root, { recursive: true, withFileTypes: true })) {
    const name = join(entry.parentPath, entry.name).slice(root.length + 1)
    if (!entry.isFile() || name.startsWith('shards/') || name === 'manifest.sha256') continue
    const bytes = await readFile(join(root, name))
    const isTimed = ['result.json', 'summary.json', 'train.json'].some(file => name.endsWith(file))
    const text = isTimed
      ? JSON.stringify(JSON.parse(String(bytes), (key, value) => (key === 'seconds' ? 0 : value)))
      : bytes
    hashes[name] = createHash('sha256').update(text).digest('hex')
  }
  return hashes
}

const left = async (out: string): Promise<number> => {
  const names = await readdir(join(home, out, 'images')).catch(() => [])
  return count - names.filter(name => !name.startsWith('.')).length
}

describe.skipIf(!isLinux || !hasServer())('a queue', () => {
  beforeAll(async () => {
    home = await mkdtemp(join(tmpdir(), 'cuts-queue-'))
    await mkdir(join(home, 'images'))
    await mkdir(join(home, 'redis'))
    for (let i = 0; i < count; i++) await writeFile(join(home, 'images', `${i}.png`), picture(i))
    server = await createTestServer(join(home, 'redis'))
    await server.start()
    await runFolder(run('whole', {}))
    model = join(home, 'whole', 'model.onnx')
  }, 120_000)
  afterEach(() => {
    for (const { pid } of started.splice(0))
      try {
        process.kill(-pid!, 'SIGKILL')
      } catch {
        // It has ended.
      }
  })
  afterAll(async () => {
    await server.stop('SIGKILL')
    await rm(home, { recursive: true, force: true })
  })

  it('leaves what one process leaves, whoever dies meanwhile, and knows no name of an image', async () => {
    const limits = { seconds: 3, images: 200 }
    const { run: id, batches, trains } = await submitRun({ ...run('queued', {}), queue: server.address, limits })
    expect([batches, trains]).toEqual([5, true])
    const workers = [work({}), work({}), work({})]
    await until('an image', async () => (await left('queued')) < count)
    // One parent dies, its child with it or a little later; one child dies; one worker sleeps longer than its lease.
    process.kill(workers[0]!.pid!, 'SIGKILL')
    await server.stop('SIGKILL')
    await setTimeout(300)
    await server.start()
    process.kill(-workers[1]!.pid!, 'SIGSTOP')
    const [child] = (await readFile(`/proc/${workers[2]!.pid}/task/${workers[2]!.pid}/children`, 'utf8'))
      .trim()
      .split(' ')
    if (child !== '') process.kill(Number(child), 'SIGKILL')
    await until('half of the images', async () => (await left('queued')) <= count / 2)
    await server.stop()
    await server.start()
    await until('the end', async () => (await stateOf(id)) === 'finished')
    const finished = await results('queued')
    expect(finished).toEqual(await results('whole'))
    process.kill(-workers[1]!.pid!, 'SIGCONT')
    await setTimeout(2500)
    expect(await results('queued')).toEqual(finished)
    expect(await queueMetrics(server.address)).toMatch(/bullmq_job_count\{[^}]*state="completed"[^}]*\} [1-9]/)

    const client = new Redis(server.address)
    const everything: string[] = []
    for (const key of await client.keys('*')) everything.push(key, JSON.stringify(await dump(client, key)))
    client.disconnect()
    expect(everything.join('\n')).toContain(join(home, 'queued'))
    expect(everything.join('\n')).not.toMatch(/\.png|image\//)
  }, 200_000)

  it('gives up an image that ends its process each time, names it, and does the rest', async () => {
    await mkdir(join(home, 'poisoned'))
    for (let i = 0; i < 3; i++) await writeFile(join(home, 'poisoned', `${i}.png`), picture(i))
    await writeFile(join(home, 'poisoned', 'huge.png'), picture(9, 2500))
    const images = join(home, 'poisoned')
    work({ memoryMb: 300 })
    const { run: id } = await submitRun({ ...run('poison', { images, model }), queue: server.address })
    await until('the end', async () => (await stateOf(id)) === 'finished')
    const summary = JSON.parse(await readFile(join(home, 'poison', 'summary.json'), 'utf8'))
    expect(summary.images.map((image: { id: string }) => image.id)).toEqual(['0', '1', '2'])
    expect(summary.failed).toEqual([
      {
        path: expect.stringContaining('huge.png'),
        error: expect.stringContaining('it needed more than 300 MB of memory.'),
      },
    ])
  }, 200_000)

  it('stops a run that is cancelled, keeps what is done, and another submission goes on from there', async () => {
    const images = join(home, 'few')
    await mkdir(images)
    for (let i = 0; i < 4; i++) await writeFile(join(images, `${i}.png`), picture(i))
    work({})
    const { run: id } = await submitRun({
      ...run('cancelled', { images, model }),
      queue: server.address,
      limits: { seconds: 3, images: 1 },
    })
    await cancelRun(server.address, id)
    await until('the cancelled run', async () => (await stateOf(id)) === 'cancelled')
    await expect(cancelRun(server.address, 'nothing')).rejects.toMatchObject({ code: 'NothingToDo' })
    const again = await submitRun({ ...run('cancelled', { images, model }), queue: server.address })
    await until('the end', async () => (await stateOf(again.run)) === 'finished')
    await segmentFolder(run('other', { images, model }))
    expect(await results('cancelled')).toEqual(await results('other'))
  }, 200_000)
})

async function dump(client: Redis, key: string): Promise<unknown> {
  const type = await client.type(key)
  if (type === 'hash') return client.hgetall(key)
  if (type === 'list') return client.lrange(key, 0, -1)
  if (type === 'set') return client.smembers(key)
  if (type === 'zset') return client.zrange(key, '0', '-1')
  if (type === 'stream') return client.xrange(key, '-', '+')
  return client.get(key)
}
