/** A folder, a queue and workers of a test's own. */
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { createRandom } from '@cuts/core'
import { encodePng } from '@cuts/formats'
import { Redis } from 'ioredis'
import { queueStatus } from '../status.ts'
import { createTestServer, hasServer, type TestServer } from './redis-server.ts'

/** Workers are put to sleep and watched by means that only Linux has. */
export const canQueue = process.platform === 'linux' && hasServer()

export type TestWorker = ChildProcess & { readonly said: string[] }

export interface Rig {
  readonly home: string
  readonly server: TestServer
  /** What all runs of the test have in common. */
  run<More extends object>(out: string, more: More): ReturnType<typeof runIn> & More
  /** Starts a worker in a process group of its own, as users have it. `prefix` is a program that starts it. */
  work(options?: object, prefix?: readonly string[]): TestWorker
  /** The state of a run. */
  stateOf(run: string): Promise<string | undefined>
  /** All keys of the queue with all that they hold, as one text. */
  dump(): Promise<string>
  stopWorkers(): void
  end(): Promise<void>
}

/** Writes `count` pictures to `home/images` and starts a queue. */
export async function createRig(count: number, side = 16): Promise<Rig> {
  const home = await mkdtemp(join(tmpdir(), 'cuts-queue-'))
  await mkdir(join(home, 'redis'))
  await writePictures(join(home, 'images'), count, side)
  const server = await createTestServer(join(home, 'redis'))
  await server.start()
  const started: TestWorker[] = []
  const stopWorkers = (): void => {
    for (const { pid } of started.splice(0)) killGroup(pid!)
  }
  return {
    home,
    server,
    run: (out, more) => ({ ...runIn(home, out), ...more }),
    work: (options = {}, prefix = []) => {
      const worker = startWorker(server.address, options, prefix)
      started.push(worker)
      return worker
    },
    stateOf: async id => (await queueStatus(server.address)).runs.find(({ run }) => run === id)?.state,
    dump: () => dumpOf(server.address),
    stopWorkers,
    end: async () => {
      stopWorkers()
      await server.stop('SIGKILL')
      await rm(home, { recursive: true, force: true })
    },
  }
}

function runIn(home: string, out: string) {
  const folders = { images: join(home, 'images'), out: join(home, out) }
  const settings = { seed: 3, preset: 'default', device: 'cpu', jobs: 1, threads: 1 } as const
  return { ...folders, ...settings, resume: false, overwrite: false, onEvent: () => {} }
}

/** A dark and a bright half, with noise. */
export function picture(seed: number, side: number): Uint8Array {
  const random = createRandom(seed)
  const data = Uint8Array.from(
    { length: side * side },
    (_, at) => (at % side < side / 2 ? 70 : 180) + random.integer(40),
  )
  return encodePng({ kind: 'grey', width: side, height: side, data })
}

export async function writePictures(folder: string, count: number, side = 16): Promise<void> {
  await mkdir(folder)
  for (let i = 0; i < count; i++) await writeFile(join(folder, `${i}.png`), picture(i, side))
}

function startWorker(queue: string, options: object, prefix: readonly string[]): TestWorker {
  const built = new URL('../../dist/index.js', import.meta.url).href
  const script = `
    const { startWorker } = await import('${built}')
    const leases = { lockDuration: 2000, stalledInterval: 1000 }
    const onEvent = event => console.log(JSON.stringify(event))
    await startWorker({ queue: '${queue}', concurrency: 1, threads: 1, leases, onEvent, ...${JSON.stringify(options)} })`
  const [program = process.execPath, ...first] = [...prefix, process.execPath]
  const child = spawn(program, [...first, '--input-type=module', '-e', script], {
    detached: true,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const said: string[] = []
  child.stdout.on('data', (text: Buffer) => void said.push(...String(text).trimEnd().split('\n')))
  return Object.assign(child, { said })
}

/** Kills a worker and its children, if they are alive. */
export function killGroup(pid: number): void {
  try {
    process.kill(-pid, 'SIGKILL')
  } catch {
    // It has ended.
  }
}

/** The processes that a process has started. */
export async function childrenOf(pid: number): Promise<number[]> {
  const text = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8').catch(() => '')
  return text.split(' ').filter(Boolean).map(Number)
}

export async function until(what: string, isSo: () => Promise<boolean> | boolean, seconds = 100): Promise<void> {
  for (let turn = 0; turn < 20 * seconds; turn++) {
    if (await isSo()) return
    await setTimeout(50)
  }
  throw new Error(`${what} did not happen in ${seconds} s`)
}

async function dumpOf(address: string): Promise<string> {
  const client = new Redis(address)
  const everything: string[] = []
  try {
    for (const key of await client.keys('*')) everything.push(key, JSON.stringify(await held(client, key)))
  } finally {
    client.disconnect()
  }
  return everything.join('\n')
}

async function held(client: Redis, key: string): Promise<unknown> {
  const type = await client.type(key)
  if (type === 'hash') return client.hgetall(key)
  if (type === 'list') return client.lrange(key, 0, -1)
  if (type === 'set') return client.smembers(key)
  if (type === 'zset') return client.zrange(key, '0', '-1')
  if (type === 'stream') return client.xrange(key, '-', '+')
  return client.get(key)
}
