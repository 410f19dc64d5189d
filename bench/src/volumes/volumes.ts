/**
 * Volumes in three dimensions: a whole run on a brain and on a CT series, time against the number of voxels, and how
 * well the lateral ventricles of a labelled brain are found, beside simpler ways on the same voxels.
 */
import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { CutsError, createRandom, type Volume } from '@cuts/core'
import { intensityGrid, writeNifti } from '@cuts/formats'
import { resolveSettings } from '@cuts/runtime'
import { exportResults, segmentFolder } from '@cuts/runtime/node'
import { segmentVoxels } from '@cuts/runtime/pipeline'
import { type BenchResult, tell } from '../image-set.ts'
import { scoreDrawn, scoreVentricles } from './accuracy.ts'
import { drawLargeAbdomen } from './phantoms.ts'

const sides = [64, 128, 192, 256, 384]

interface WholeRun {
  readonly seconds: number
  readonly cpuSeconds: number
  readonly peakGigabytes: number
}

/** `data` holds `nifti/oasistrt_01_brain.nii.gz` with its labels, and a CT series. */
export async function measureVolumes(data: string, seed: number): Promise<BenchResult> {
  const brain = join(data, 'nifti/oasistrt_01_brain.nii.gz')
  const series = join(data, 'dicom_ct_series_totalsegmentator')
  if (!existsSync(brain))
    throw new CutsError('NothingToDo', `${brain} does not exist.`, {
      remedy: 'Give the folder of sample files with --set.',
    })
  tell('a brain from file to label volumes')
  const whole = await runAlone(brain, seed)
  tell('a CT series to a DICOM segmentation')
  const ct = existsSync(series) ? await runAlone(series, seed) : undefined
  tell('a drawn CT of 512 x 512 x 200 voxels')
  const drawnCt = await measureDrawnCt(seed)
  const seconds: { [side: number]: number } = {}
  for (const side of sides) {
    tell(`${side} x ${side} x ${side} voxels`)
    const { cpuSeconds } = await alone<WholeRun>(['volume-cube', String(side)], seed)
    seconds[side] = cpuSeconds
  }
  const slope = fitSlope(sides.map(side => [3 * Math.log(side), Math.log(seconds[side]!)]))
  tell('ventricles')
  const scores = await scoreVentricles(brain, brain.replace('_brain', '_labels'), seed)
  tell('drawn volumes')
  const drawn = await scoreDrawn(seed)
  const lines = [
    ...wholeLines('brain, 256 x 256 x 160', whole, { seconds: 60, gigabytes: 1.5 }),
    ...(ct === undefined ? [] : wholeLines('CT series, with its segmentation', ct, { seconds: 240, gigabytes: 2 })),
    ...wholeLines('drawn CT, 512 x 512 x 200', drawnCt, { seconds: 240, gigabytes: 2 }),
    ...sides.map(
      side => `${`${side} x ${side} x ${side}, processor`.padEnd(38)} ${seconds[side]!.toFixed(2).padStart(8)} s`,
    ),
    `${'slope, log seconds to log voxels'.padEnd(38)} ${slope.toFixed(2).padStart(8)}     ${verdict(slope <= 1.1, 1.1)}`,
    '',
    ...scores.lines,
    '',
    ...drawn.lines,
  ]
  const dice = { ...scores.dice, ...drawn.dice }
  return { text: lines.join('\n'), figures: { whole, ct, drawnCt, seconds, slope, dice } }
}

/** An abdomen in whole Hounsfield units of 16 bits, from file to label volumes. */
export async function measureDrawnCt(seed: number): Promise<WholeRun> {
  const home = await mkdtemp(join(tmpdir(), 'cuts-bench-'))
  try {
    const path = join(home, 'ct.nii.gz')
    await writeFile(path, await writeNifti(intensityGrid(drawLargeAbdomen([512, 512, 200], [0.8, 0.8, 2])), { isLabels: false })) // biome-ignore format: one call
    return await runAlone(path, seed)
  } finally {
    await rm(home, { recursive: true, force: true })
  }
}

/** A whole run in a process that does nothing else. For a DICOM series, its export too. */
export async function measureVolumeFile(path: string, seed: number): Promise<BenchResult> {
  const out = await mkdtemp(join(tmpdir(), 'cuts-bench-'))
  const started = performance.now()
  try {
    const { failed } = await segmentFolder({
      images: path,
      out,
      seed,
      preset: 'default',
      device: 'cpu',
      jobs: 1,
      resume: false,
      overwrite: true,
      onEvent: () => {},
    })
    if (failed[0] !== undefined) throw new Error(failed[0].error)
    if (basename(path).startsWith('dicom'))
      await exportResults({
        results: out,
        out: join(out, 'dicom'),
        overwrite: true,
        format: 'dicom-seg',
        level: 'auto',
        units: 'px',
        keepIdentifiers: false,
        source: path,
        onEvent: () => {},
      })
  } finally {
    await rm(out, { recursive: true, force: true })
  }
  return figuresSince(started)
}

/** A cube of smooth regions with noise, no air, through supervoxels and tree. */
export async function measureVolumeCube(side: number, seed: number): Promise<BenchResult> {
  const volume = cube(side, seed)
  const before = process.cpuUsage()
  const started = performance.now()
  segmentVoxels(volume, resolveSettings('default'), createRandom(seed))
  return figuresSince(started, before)
}

function figuresSince(started: number, before?: NodeJS.CpuUsage): BenchResult {
  const { user, system } = process.cpuUsage(before)
  const figures: WholeRun = {
    seconds: (performance.now() - started) / 1000,
    cpuSeconds: (user + system) / 1e6,
    peakGigabytes: process.resourceUsage().maxRSS / 1024 ** 2,
  }
  return { text: JSON.stringify(figures), figures: { ...figures } }
}

function cube(side: number, seed: number): Volume {
  const random = createRandom(seed)
  const noise = Float32Array.from({ length: 4096 }, () => 12 * random.normal())
  const waves = Array.from({ length: 6 }, () => [0, 1, 2].map(() => (4 + 10 * random.uniform()) / side))
  const pixels = new Float32Array(side ** 3)
  for (let z = 0, i = 0; z < side; z++)
    for (let y = 0; y < side; y++)
      for (let x = 0; x < side; x++, i++) {
        let value = 0
        for (const [a, b, c] of waves) value += Math.sin(a! * x + b! * y + c! * z)
        pixels[i] = 100 * Math.round(value) + noise[(i * 2654435761) % 4096]!
      }
  return { width: side, height: side, depth: side, channels: 1, pixels, sampleType: 'int16' }
}

function runAlone(path: string, seed: number): Promise<WholeRun> {
  return alone<WholeRun>(['volume-file', path], seed)
}

async function alone<T>(args: readonly string[], seed: number): Promise<T> {
  const bench = fileURLToPath(new URL('../../bin/bench.js', import.meta.url))
  const { stdout } = await promisify(execFile)(process.execPath, [bench, ...args, '--json', '--seed', String(seed)])
  return JSON.parse(stdout) as T
}

function wholeLines(
  name: string,
  { seconds, cpuSeconds, peakGigabytes }: WholeRun,
  must: { readonly seconds: number; readonly gigabytes: number },
): string[] {
  return [
    `${name.padEnd(38)} ${seconds.toFixed(1).padStart(8)} s   ${verdict(seconds <= must.seconds, must.seconds)} (${cpuSeconds.toFixed(1)} s of processor)`,
    `${'    peak memory of its process'.padEnd(38)} ${peakGigabytes.toFixed(2).padStart(8)} GB  ${verdict(peakGigabytes <= must.gigabytes, must.gigabytes)}`,
  ]
}

function verdict(isReached: boolean, must: number): string {
  return `must ${must} ${isReached ? 'reached' : 'MISSED'}`
}

function fitSlope(points: readonly (readonly [number, number])[]): number {
  const mean = (axis: 0 | 1): number => points.reduce((sum, point) => sum + point[axis], 0) / points.length
  const [x, y] = [mean(0), mean(1)]
  const [above, below] = points.reduce(([a, b], [px, py]) => [a + (px - x) * (py - y), b + (px - x) ** 2], [0, 0])
  return above! / below!
}
