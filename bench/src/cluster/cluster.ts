/** What a queue costs: images a second of two workers over one, and the time of the parent process for many small jobs. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { availableParallelism, loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { createRandom } from '@cuts/core'
import { encodePng } from '@cuts/formats'
import { queueStatus, startWorker, submitRun } from '@cuts/queue'
import { createFolderStore, diskFiles, runFolder } from '@cuts/runtime/node'
import { reopenTasks } from '@cuts/runtime/run'
import { type BenchResult, tell } from '../image-set.ts'

const worker = fileURLToPath(new URL('../../../apps/worker/bin/cuts-worker.js', import.meta.url))

/** `jobs` small jobs, and `images` images of `side` pixels by one worker and by two. Needs redis-server. */
export async function measureCluster(jobs: number, images: number, side: number): Promise<BenchResult> {
  const home = await mkdtemp(join(tmpdir(), 'cuts-bench-cluster-'))
  const queue = await startQueue(home)
  const load = loadavg()[0]!
  try {
    await drawImages(join(home, 'images'), images, side)
    await drawImages(join(home, 'one'), 1, 16)
    await runFolder({ ...requestOf(home, 'one', 'model'), jobs: 1, threads: 1, resume: false, overwrite: false })
    const loops = await ratioOfLoops()
    tell(`two loops side by side over one: ${loops.toFixed(2)}`)
    const one = await imagesASecond(home, queue.address, 1, images)
    tell(`one worker: ${one.toFixed(2)} images a second`)
    const two = await imagesASecond(home, queue.address, 2, images)
    tell(`two workers: ${two.toFixed(2)} images a second`)
    const overhead = await parentSeconds(home, queue.address, jobs)
    const figures = { cores: availableParallelism(), load, loops, one, two, ratio: two / one, jobs, ...overhead }
    const text = [
      `${figures.cores} cores, load ${load.toFixed(1)} before`,
      `two workers over one: ${figures.ratio.toFixed(2)} (${one.toFixed(2)} and ${two.toFixed(2)} images of ${side}x${side} a second)`,
      `two single-threaded loops side by side over one: ${loops.toFixed(2)}`,
      `${jobs} jobs: ${overhead.parent.toFixed(1)} s of processor time of the worker's parent, ${overhead.submit.toFixed(1)} s of submit`,
    ]
    return { text: text.join('\n'), figures }
  } finally {
    await queue.end()
    await rm(home, { recursive: true, force: true })
  }
}

function requestOf(home: string, images: string, out: string) {
  const folders = { images: join(home, images), out: join(home, out) }
  return { ...folders, seed: 1, preset: 'default', device: 'cpu', grouping: 'images', onEvent: () => {} } as const
}

async function drawImages(folder: string, count: number, side: number): Promise<void> {
  await mkdir(folder)
  for (let i = 0; i < count; i++) {
    const random = createRandom(i)
    const data = Uint8Array.from(
      { length: side * side },
      (_, at) => (at % side < side / 2 ? 70 : 180) + random.integer(40),
    )
    await writeFile(join(folder, `${i}.png`), encodePng({ kind: 'grey', width: side, height: side, data }))
  }
}

/** From the first finished image to the last, so that the start of processes is not counted. */
async function imagesASecond(home: string, queue: string, workers: number, images: number): Promise<number> {
  const out = `by-${workers}`
  const started = Array.from({ length: workers }, () => startWorkerProcess(queue))
  try {
    await until(async () => (await queueStatus(queue)).workers === workers)
    const model = join(home, 'model', 'model.onnx')
    const limits = { seconds: 600, images: Math.ceil(images / 4) }
    const { run } = await submitRun({ ...requestOf(home, 'images', out), model, queue, limits })
    await until(async () => (await queueStatus(queue)).runs.some(one => one.run === run && one.state === 'finished'))
  } finally {
    for (const child of started) child.kill('SIGKILL')
    await until(async () => (await queueStatus(queue)).workers === 0)
  }
  const times: number[] = []
  for (let i = 0; i < images; i++) times.push((await stat(join(home, out, 'images', String(i), 'result.json'))).mtimeMs)
  return (images - 1) / ((Math.max(...times) - Math.min(...times)) / 1000)
}

function startWorkerProcess(queue: string): ChildProcess {
  return spawn(process.execPath, [worker, '--queue', queue, '--concurrency', '1'], { stdio: 'ignore' })
}

/**
 * Processor seconds of this process for taking, holding and ending `jobs` jobs of one image each. The images are noted as
 * done, so that no child works; all that the parent does of a job is done.
 */
async function parentSeconds(home: string, queue: string, jobs: number) {
  await drawImages(join(home, 'tiny'), jobs, 8)
  const out = join(home, 'many')
  const model = join(home, 'model', 'model.onnx')
  const beforeSubmit = process.cpuUsage()
  const { run, batches } = await submitRun({
    ...requestOf(home, 'tiny', 'many'),
    model,
    queue,
    limits: { seconds: 0.1, images: 1 },
  })
  const submit = secondsSince(beforeSubmit)
  tell(`${batches} jobs submitted`)
  const submission = JSON.parse(await readFile(join(out, 'shards', `queue-${run}.json`), 'utf8'))
  const store = createFolderStore(out, (path, bytes) => writeFile(path, bytes), 'queue-00000000-0')
  const states = await reopenTasks({ ...submission.setup, files: diskFiles, store })
  for (const [task] of submission.batches) await states.fail(task, 'it is not wanted.')
  tell('noted as done')
  let done = 0
  const before = process.cpuUsage()
  let parent = 0
  const running = await startWorker({
    queue,
    concurrency: 4,
    threads: 1,
    onEvent: ({ type }) => {
      if (type === 'done' && ++done === batches) parent = secondsSince(before)
    },
  })
  await until(async () => done >= batches, 3600)
  await running.close()
  return { submit, parent }
}

function secondsSince(before: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1e6
}

/** What two processes that only count do together, over what one does alone: the most that two workers can reach. */
async function ratioOfLoops(): Promise<number> {
  const count = async (): Promise<number> => {
    const program =
      'let n = 0; const end = performance.now() + 3000; while (performance.now() < end) n++; console.log(n)'
    const child = spawn(process.execPath, ['-e', program], { stdio: ['ignore', 'pipe', 'inherit'] })
    let text = ''
    for await (const part of child.stdout) text += part
    return Number(text)
  }
  const alone = await count()
  const [a, b] = await Promise.all([count(), count()])
  return (a + b) / alone
}

async function startQueue(home: string) {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  server.close()
  await once(server, 'close')
  const folder = join(home, 'redis')
  await mkdir(folder)
  const keeping = ['--appendonly', 'yes', '--save', '', '--maxmemory-policy', 'noeviction']
  const child = spawn('redis-server', ['--port', String(port), '--bind', '127.0.0.1', '--dir', folder, ...keeping], {
    stdio: 'ignore',
  })
  const address = `redis://127.0.0.1:${port}`
  await until(() => queueStatus(address).then(() => true, () => false)) // biome-ignore format: one condition
  return {
    address,
    end: async () => {
      child.kill('SIGKILL')
      await once(child, 'exit')
    },
  }
}

async function until(isSo: () => Promise<boolean>, seconds = 600): Promise<void> {
  for (let turn = 0; turn < 10 * seconds; turn++) {
    if (await isSo()) return
    await setTimeout(100)
  }
  throw new Error(`it did not happen in ${seconds} s`)
}
