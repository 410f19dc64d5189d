/**
 * `npm run bench -- NAME`, with the names of the usage below: measures the claims of the project.
 */
import { existsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import type { NodeDevice } from '@cuts/nn/node'
import { drawClicking } from './clicks/click-pictures.ts'
import { measureClickTime } from './clicks/click-time.ts'
import { measureClicks } from './clicks/clicks.ts'
import { measureCluster } from './cluster/cluster.ts'
import { measureEngine } from './engine/engine.ts'
import { measureEquivalence } from './equivalence.ts'
import type { BenchResult } from './image-set.ts'
import { measureKills } from './kills.ts'
import { measureLimits } from './limits/limits.ts'
import { measureReading } from './reading.ts'
import { gatherResults } from './results.ts'
import { measureLarge, measureScale } from './scale.ts'
import { measureSoak } from './soak.ts'
import { measureSpeed } from './speed.ts'
import { measureStudio } from './studio/studio.ts'
import { measurePlanes } from './volumes/encoder.ts'
import { measureDrawnCt, measureVolumeCube, measureVolumeFile, measureVolumes } from './volumes/volumes.ts'

const usage = `npm run bench -- equivalence | speed | scale | volumes | planes | reading | engine | limits | clicks | click-time | click-pictures | studio | soak | kills | cluster | results FOLDER... [--set DIR] [--out DIR] [--seed N] [--device D] [--threads N] [--python P] [--json]

  equivalence  condensation of prototypes against that of all pixels
  speed      training, one image, the whole run; time and memory
  scale      segmentation without the encoder, time and memory against the number of pixels
  volumes    a brain and a CT series in three dimensions: time, memory, accuracy; --set is a folder of sample files
  planes     volumes with an encoder on the slices of three planes, against grey values alone
  reading    a DICOM series of 200 slices, time and memory
  engine     training step and inference against what the engine does at its best; memory; browser; PyTorch
  limits     what label-free regions are not good at, on drawn images, into docs/results.md
  clicks     simulated clicking on seven sets in --data; --fit 1 fits the weights leave-one-set-out; --refine, --memory, --other
  click-time one click on 4096 x 4096 pixels
  click-pictures  clicks on the bundled images, into --out
  studio     the page in a browser: clicks, strokes, the slider, the first load
  soak       one run on COUNT drawn images of SIDE pixels (default 300 of 512): memory, silence, cores busy
  kills      COUNT kills (default 200) at random moments of run, train, segment, export and compare, on a small --set
  cluster    two workers of a queue over one, and the cost of JOBS small jobs (default 10000), IMAGES images of SIDE pixels
  results    finished comparisons of \`cuts compare\` as the tables of docs/results.md
  --out      where limits draws and compares (default: limits)
  --device   cpu, webgpu, cuda or auto, for engine (default cpu)
  --threads  processor threads, for engine (default all cores)
  --python   an interpreter with PyTorch, for engine
  --set      folder with images/ and masks/ (default: ../shared/data/retina, or else the bundled fundus phantoms)
`

export async function main(argv: readonly string[]): Promise<number> {
  const { positionals, values } = parseArgs({
    args: [...argv],
    allowPositionals: true,
    options: {
      set: { type: 'string' },
      out: { type: 'string', default: 'limits' },
      page: { type: 'string', default: fileURLToPath(new URL('../../docs/results.md', import.meta.url)) },
      data: { type: 'string', default: fileURLToPath(new URL('../../../shared/data', import.meta.url)) },
      cache: { type: 'string', default: join(tmpdir(), 'cuts-clicks') },
      images: { type: 'string', default: '10' },
      side: { type: 'string', default: '256' },
      fit: { type: 'string', default: '0' },
      clicks: { type: 'string', default: '20' },
      refine: { type: 'boolean', default: false },
      other: { type: 'boolean', default: false },
      memory: { type: 'boolean', default: false },
      seed: { type: 'string', default: '1' },
      device: { type: 'string', default: 'cpu' },
      threads: { type: 'string' },
      python: { type: 'string' },
      json: { type: 'boolean', default: false },
    },
  })
  const set = values.set ?? defaultSet()
  const benches: { readonly [name: string]: (() => Promise<BenchResult>) | undefined } = {
    equivalence: () =>
      measureEquivalence({ images: `${set}/images`, masks: `${set}/masks`, seed: Number(values.seed) }),
    speed: () => measureSpeed({ images: `${set}/images`, masks: `${set}/masks`, seed: Number(values.seed) }),
    scale: () => measureScale(Number(values.seed)),
    reading: () => measureReading(Number(values.seed)),
    volumes: () => measureVolumes(values.set ?? sampleFiles(), Number(values.seed)),
    planes: () => measurePlanes(`${values.set ?? sampleFiles()}/nifti/oasistrt_01_brain.nii.gz`, Number(values.seed)),
    'volume-ct': async () => {
      const figures = { ...(await measureDrawnCt(Number(values.seed))) }
      return { text: JSON.stringify(figures), figures }
    },
    'volume-file': () => measureVolumeFile(positionals[1]!, Number(values.seed)),
    'volume-cube': () => measureVolumeCube(Number(positionals[1]), Number(values.seed)),
    limits: () => measureLimits(values.out, Number(values.seed), values.page),
    results: () => gatherResults(positionals.slice(1), values.page),
    'click-pictures': () =>
      drawClicking({
        examples: fileURLToPath(new URL('../../examples', import.meta.url)),
        cache: values.cache,
        out: values.out,
        seed: Number(values.seed),
      }),
    'click-time': async () => measureClickTime(Number(values.seed)),
    clicks: () =>
      measureClicks({
        data: values.data,
        cache: values.cache,
        images: Number(values.images),
        side: Number(values.side),
        fit: Number(values.fit),
        clicks: Number(values.clicks),
        refine: values.refine,
        half: values.other ? 1 : 0,
        memory: values.memory,
        seed: Number(values.seed),
      }),
    studio: () =>
      measureStudio({
        side: Number(positionals[1] ?? 4096),
        sliderSide: Number(positionals[2] ?? 8192),
        seed: Number(values.seed),
      }),
    kills: () => measureKills(set, Number(positionals[1] ?? 200), Number(values.seed)),
    cluster: () =>
      measureCluster(Number(positionals[1] ?? 10_000), Number(positionals[2] ?? 40), Number(positionals[3] ?? 128)),
    soak: () => measureSoak(Number(positionals[1] ?? 300), Number(positionals[2] ?? 512), Number(values.seed)),
    'large-image': () => measureLarge(Number(values.seed)),
    engine: () =>
      measureEngine({
        device: values.device as NodeDevice,
        threads: values.threads === undefined ? undefined : Number(values.threads),
        python: values.python,
      }),
  }
  const bench = benches[positionals[0] ?? '']
  if (bench === undefined) {
    process.stderr.write(usage)
    return 2
  }
  const { text, figures } = await bench()
  const heading = bench === benches.equivalence || bench === benches.speed ? `${set}\n\n` : ''
  process.stdout.write(values.json ? `${JSON.stringify(figures)}\n` : `${heading}${text}\n`)
  return 0
}

function defaultSet(): string {
  const shared = fileURLToPath(new URL('../../../shared/data/retina', import.meta.url))
  return existsSync(shared) ? shared : fileURLToPath(new URL('../../examples/fundus', import.meta.url))
}

function sampleFiles(): string {
  return fileURLToPath(new URL('../../../shared/data/formats', import.meta.url))
}
