/**
 * `npm run bench -- soak COUNT SIDE`: one run on many drawn images. Memory must not grow with their number, the cores must be
 * busy, and nothing may be silent for long.
 */
import { spawn } from 'node:child_process'
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { createRandom } from '@cuts/core'
import { fundusPhantom } from '@cuts/examples'
import { encodePng } from '@cuts/formats'
import { type BenchResult, tell } from './image-set.ts'

/** Memory is compared from this image on. */
const settled = 50
/** A drawing serves this many images, each with noise of its own. */
const reuse = 25

interface Sample {
  /** Images finished when it was taken. */
  readonly done: number
  readonly gigabytes: number
}

export async function measureSoak(count: number, side: number, seed: number): Promise<BenchResult> {
  const home = await mkdtemp(join(tmpdir(), 'cuts-soak-'))
  try {
    tell(`drawing ${count} images of ${side} x ${side}`)
    await drawImages(join(home, 'images'), count, side, seed)
    const run = await watchRun(join(home, 'images'), join(home, 'results'), seed)
    const from = run.samples.filter(({ done }) => done >= Math.min(settled, count / 2))
    const middle = from.slice(0, Math.ceil(from.length / 2)).reduce((most, one) => Math.max(most, one.gigabytes), 0)
    const late = from.slice(Math.ceil(from.length / 2)).reduce((most, one) => Math.max(most, one.gigabytes), 0)
    const report = (await stat(join(home, 'results/report.html'))).size / 1e6
    const figures = {
      images: run.done,
      seconds: run.seconds,
      cpuSeconds: run.cpuSeconds,
      coresBusy: run.cpuSeconds / run.seconds,
      cpuSecondsPerImage: run.cpuSeconds / count,
      longestSilence: run.longestSilence,
      silentAfter: run.silentAfter,
      peakGigabytes: run.samples.reduce((most, one) => Math.max(most, one.gigabytes), 0),
      growth: middle > 0 ? late / middle : Number.NaN,
      reportMegabytes: report,
    }
    const verdict = (reached: boolean, must: string): string => `must ${must}: ${reached ? 'reached' : 'MISSED'}`
    const text = [
      `${figures.images} of ${count} images of ${side} x ${side}, all in: ${figures.seconds.toFixed(0)} s, ${figures.cpuSecondsPerImage.toFixed(2)} CPU-s an image, ${verdict(figures.cpuSecondsPerImage <= 1, '1')}`,
      `cores busy on average: ${figures.coresBusy.toFixed(2)} of ${availableParallelism()}`,
      `memory of all processes: peak ${figures.peakGigabytes.toFixed(2)} GB; second half over first, from image ${settled}: ${figures.growth.toFixed(2)}, ${verdict(figures.growth <= 1.1, '1.10')}`,
      `longest silence: ${figures.longestSilence.toFixed(1)} s after ${figures.silentAfter}, ${verdict(figures.longestSilence <= 2, '2')}`,
      `report.html: ${figures.reportMegabytes.toFixed(2)} MB, ${verdict(figures.reportMegabytes <= 3, '3')}`,
    ]
    return { text: text.join('\n'), figures }
  } finally {
    await rm(home, { recursive: true, force: true })
  }
}

async function drawImages(folder: string, count: number, side: number, seed: number): Promise<void> {
  await mkdir(folder)
  const random = createRandom(seed)
  let drawn: Uint8Array | undefined
  for (let k = 0; k < count; k++) {
    if (k % reuse === 0) {
      const { image } = fundusPhantom(random.fork(`drawing ${k}`), side)
      const area = side * side
      drawn = Uint8Array.from({ length: 3 * area }, (_, i) => image.pixels[(i % 3) * area + Math.floor(i / 3)]!)
    }
    const noise = random.fork(`noise ${k}`)
    const data = drawn!.map(value => Math.min(255, Math.max(0, value + noise.integer(9) - 4)))
    const name = `eye-${String(k).padStart(String(count).length, '0')}.png`
    await writeFile(join(folder, name), encodePng({ kind: 'rgb', width: side, height: side, data }))
  }
}

/** Runs the command line in a process of its own and looks at it every half second. */
async function watchRun(images: string, out: string, seed: number) {
  const cuts = fileURLToPath(new URL('../../apps/cli/bin/cuts.js', import.meta.url))
  const started = performance.now()
  const child = spawn(process.execPath, [cuts, 'run', images, '--out', out, '--seed', String(seed), '--json'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const samples: Sample[] = []
  const processorSeconds = new Map<number, number>()
  let [done, last, longestSilence, lastType, silentAfter] = [0, started, 0, 'the start', 'the start']
  const timer = setInterval(() => {
    void look(child.pid!).then(seen => {
      for (const { pid, seconds } of seen) processorSeconds.set(pid, seconds)
      samples.push({ done, gigabytes: seen.reduce((sum, one) => sum + one.gigabytes, 0) })
    })
  }, 500)
  const silent = (until: number): void => {
    if (until - last > longestSilence) [longestSilence, silentAfter] = [until - last, lastType]
    last = until
  }
  for await (const line of createInterface({ input: child.stdout })) {
    silent(performance.now())
    const event = JSON.parse(line) as { readonly type?: string; readonly done?: number }
    lastType = event.type ?? 'the end'
    if (event.type === 'image') done = event.done ?? done
  }
  clearInterval(timer)
  silent(performance.now())
  return {
    done,
    samples,
    seconds: (performance.now() - started) / 1000,
    cpuSeconds: [...processorSeconds.values()].reduce((sum, seconds) => sum + seconds, 0),
    longestSilence: longestSilence / 1000,
    silentAfter,
  }
}

interface Seen {
  readonly pid: number
  readonly gigabytes: number
  readonly seconds: number
}

/** A process and those that it started, from Linux's /proc; elsewhere nothing is seen. */
async function look(root: number): Promise<Seen[]> {
  const names = await readdir('/proc').catch(() => [])
  const parents = new Map<number, number>()
  const all = new Map<number, Seen>()
  for (const name of names) {
    if (!/^\d+$/.test(name)) continue
    const line = await readFile(`/proc/${name}/stat`, 'utf8').catch(() => '')
    // The name of the program stands in brackets and may hold anything; the fields follow it.
    const fields = line.slice(line.lastIndexOf(')') + 2).split(' ')
    if (fields.length < 22) continue
    const pid = Number(name)
    parents.set(pid, Number(fields[1]))
    all.set(pid, {
      pid,
      gigabytes: (Number(fields[21]) * 4096) / 1024 ** 3,
      seconds: (Number(fields[11]) + Number(fields[12])) / 100,
    })
  }
  const isOurs = (pid: number): boolean => {
    for (let at: number | undefined = pid; at !== undefined && at > 1; at = parents.get(at))
      if (at === root) return true
    return false
  }
  return [...all.values()].filter(({ pid }) => isOurs(pid))
}
