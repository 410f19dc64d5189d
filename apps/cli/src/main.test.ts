import { defaultProtocol, type OpenComparison } from '@cuts/compare'
import type { BenchEvent } from '@cuts/compare/node'
import { CutsError } from '@cuts/core'
import { choice, flag, integer, real } from '@cuts/core/options'
import { volumeOptions } from '@cuts/core/volume'
import type { RunEvent, Summary } from '@cuts/runtime'
import type { FileDescription, FolderRun, SetDescription } from '@cuts/runtime/node'
import { describe, expect, it } from 'vitest'
import type { Io } from './io.ts'
import { main } from './main.ts'
import type { UseCases } from './use-cases.ts'

const row = { dice: 0.75, hausdorff: 12, ssim: 0.9, ergas: 5000, rmse: 0.2 }
const spread = (mean: number) => ({ mean, sem: 0.01 })
const means = {
  dice: spread(0.75),
  hausdorff: spread(12),
  ssim: spread(0.9),
  ergas: spread(5000),
  rmse: spread(0.2),
  images: 2,
}

const volumeRow = { dice: 0.25, hausdorff: 31, hd95: 20, rmse: 0.4 }
const volumeMeans = {
  dice: spread(0.25),
  hausdorff: spread(31),
  hd95: spread(20),
  rmse: spread(0.4),
  distanceUnit: 'mm' as const,
  volumes: 1,
}

const summary: Summary = {
  schema: 1,
  version: '0.1.0',
  seed: 1,
  preset: 'default',
  grouping: 'images',
  settings: {},
  device: 'cpu',
  threads: 2,
  train: { seconds: 84, steps: 2, loss: [[0.4, 1.2]], validation: [] },
  images: [],
  failed: [],
  metrics: { kmeans: means, best: means },
  notices: [],
  seconds: { train: 84, segment: 40, total: 125 },
}

const events: readonly RunEvent[] = [
  { type: 'started', images: 2, preset: 'default', seed: 1, device: 'cpu' },
  { type: 'notice', message: 'b.png has one channel' },
  { type: 'train', step: 1, steps: 2, reconstruction: 0.5, contrastive: 1.25, etaSeconds: 75 },
  { type: 'train', step: 2, steps: 2, reconstruction: 0.4, contrastive: 1.2, etaSeconds: 0 },
  { type: 'trained', steps: 2, seconds: 3 },
  { type: 'failed', file: 'in/c.png', message: 'in/c.png is empty.', remedy: 'Copy it again.' },
  { type: 'image', id: 'a', done: 1, total: 1, seconds: 1, etaSeconds: 0, levels: 9, metrics: { best: row } },
  { type: 'done', out: 'results', succeeded: 1, failed: 1, seconds: 5 },
]

const sam = { do: 'give weights', names: ['sam'] } as const

const comparison: OpenComparison = {
  set: 'dataset',
  images: ['a', 'b'],
  seeds: [1],
  protocol: defaultProtocol,
  standardRows: [],
  rows: [
    { row: 'random', title: 'random labels', seeds: [1], failed: [] },
    { row: 'sam', title: 'SAM', seeds: [1], failed: [], reason: 'needs the weights sam', action: sam },
  ],
  results: ['a', 'b'].map(image => ({
    row: 'random',
    seed: 1,
    image,
    scores: { ...row, hd95: 9, dice: image === 'a' ? 0.5 : 0.7 },
    mask: () => ({ width: 1, height: 1, data: new Uint8Array(1) }),
    seconds: 0.25,
  })),
  sample: () => Promise.reject(new Error('no images here')),
  granularities: async () => undefined,
  preset: 'default',
  settings: {},
}

const benchEvents: readonly BenchEvent[] = [
  { type: 'skipped', row: 'sam', reason: 'needs the weights sam', action: sam },
  { type: 'started', images: 2, rows: 2, seeds: [1], jobs: 2, tasks: 2, cached: 0 },
  { type: 'task', method: 'random', seed: 1, image: 'b', done: 2, total: 2, etaSeconds: 0 },
]

const stages = {
  training: {
    title: 'Training',
    doc: 'trains the encoder',
    options: {
      steps: integer(300, {
        title: 'Steps',
        doc: 'training steps',
        level: 'basic',
        min: 1,
        max: 1000,
        unit: 'steps',
        formerly: 'iterations',
      }),
      learningRate: real(0.001, { title: 'Learning rate', doc: 'step size of AdamW', level: 'expert', min: 0, max: 1 }),
      loss: choice('ntxent', {
        title: 'Loss',
        doc: 'contrastive loss',
        level: 'basic',
        choices: { ntxent: 'the usual loss', paper: "the paper's loss" },
        when: { option: 'dense', is: [false] },
      }),
      dense: flag(false, { title: 'Dense', doc: 'convolve whole images', level: 'expert' }),
    },
  },
}

const picture: FileDescription = {
  kind: 'file',
  path: '',
  format: 'PNG',
  width: 640,
  height: 480,
  depth: 1,
  channels: 3,
  timepoints: 1,
  sampleType: 'uint8',
  range: [0, 255],
  nonFinite: 0,
  bytes: 3_686_400,
  run: { images: 1, volumes: 0, scaling: 'type' },
  notices: [],
}

const folder: SetDescription = {
  kind: 'set',
  path: '',
  files: 182,
  items: [
    {
      id: 'patient-1_MR-4',
      path: 'in/1',
      files: 180,
      format: 'DICOM',
      size: [180, 220, 180],
      timepoints: 1,
      channels: 1,
      spacingMm: [1, 1, 1.2],
    },
    { id: 'b', path: 'in/b.nii', format: 'NIfTI', size: [180, 220, 180], timepoints: 1, channels: 1, mask: 'in/m.nii' },
    { id: 'c', path: 'in/c.png', format: 'PNG', size: [640, 480], timepoints: 1, channels: 1 },
  ],
  formats: { DICOM: 1, NIfTI: 1, PNG: 1 },
  images: 361,
  volumes: 2,
  channels: 1,
  sizes: [
    { size: [180, 220, 180], files: 2 },
    { size: [640, 480], files: 1 },
  ],
  masks: 2,
  groups: { control: 1, patient: 2 },
  bytes: 115_260_000,
  largestBytes: 57_024_000,
  failed: [],
  notices: ['images are taken from in/images and masks from in/masks'],
}

/** Runs one command line in a world of its own and collects what it says. */
async function cuts(
  argv: readonly string[],
  change: { readonly useCases?: Partial<UseCases>; readonly io?: Partial<Io> } = {},
) {
  let out = ''
  let err = ''
  const exits: number[] = []
  const calls: Record<string, unknown>[] = []
  const record = <T>(result: T) => {
    return async (options: unknown): Promise<T> => {
      calls.push(options as Record<string, unknown>)
      return result
    }
  }
  const io: Io = {
    out: text => {
      out += text
    },
    err: text => {
      err += text
    },
    rewritable: false,
    colour: false,
    columns: () => 80,
    now: () => 0,
    debug: false,
    onInterrupt: () => () => {},
    exit: code => void exits.push(code),
    ...change.io,
  }
  const useCases: UseCases = {
    presets: {
      default: { name: 'default', doc: 'what measures best', settings: { training: { steps: 300 } } },
      paper: { name: 'paper', doc: 'the settings of the paper', settings: { training: { steps: 900, loss: 'paper' } } },
    },
    stages,
    runFolder: async options => {
      calls.push({ ...options })
      for (const event of events) options.onEvent(event)
      return summary
    },
    trainFolder: record({ seconds: 3, steps: 2, loss: [[0.4, 1.2]], validation: [], model: 'model/model.onnx' }),
    segmentFolder: record(summary),
    evaluateResults: record({
      images: [{ id: 'a', metrics: { kmeans: row, persistent: row, auto: row, best: row, click: row } }],
      volumes: [{ id: 'head', metrics: { kmeans: volumeRow }, bestLevel: 2, distanceUnit: 'mm' }],
      emptyTruths: ['b', 'c'],
      failed: [],
      metrics: { kmeans: means },
      volumeMetrics: { kmeans: volumeMeans },
    }),
    pickRegion: record({ among: 'level', level: 3, regions: 7, areaPixels: 345, out: 'mask.png' }),
    lookInside: record({ node: 9, parts: [{ node: 7, voxels: 1200, mm3: 2400 }], out: 'inside.nii.gz' }),
    describeInput: async path => (path.endsWith('/') ? { ...folder, path } : { ...picture, path }),
    publishedModels: {
      dino: { doc: 'features', url: 'https://models.test/dino.onnx' },
      sam: { doc: 'masks', url: 'https://models.test/sam.onnx', sha256: 'ab' },
    },
    pullModel: async pull => {
      calls.push({ ...pull })
      pull.onEvent({ type: 'pull', name: pull.name, bytes: 1_500_000, total: 3_000_000, etaSeconds: 4 })
      pull.onEvent({ type: 'notice', message: 'no checksum is known' })
      pull.onEvent({ type: 'pull', name: pull.name, bytes: 3_000_000, total: 3_000_000, etaSeconds: 0 })
      return {
        name: pull.name,
        path: 'models/dino.onnx',
        sha256: 'cd',
        bytes: 3_000_000,
        checked: 'first use',
        kept: false,
      }
    },
    runBench: async options => {
      calls.push({ ...options })
      for (const event of benchEvents) options.onEvent(event)
      return comparison
    },
    writeBench: async () => ['table.md', 'table.json'],
    exportResults: record({ files: ['export/a.seg.nrrd', 'export/b.seg.nrrd'], exported: 2, failed: [] }),
    convertFile: record({
      out: 'b.nii.gz',
      from: 'TIFF',
      to: 'NIfTI',
      width: 640,
      height: 480,
      depth: 3,
      channels: 1,
      sampleType: 'uint16',
      spacingMm: [0.5, 0.5, 2],
      notices: ['a.tif: something'],
    }),
    writeReport: async folder => `${folder}/report.html`,
    ...change.useCases,
  }
  const code = await main(argv, { io, useCases })
  return { code, out, err, exits, calls }
}

describe('run', () => {
  it('passes its flags on and completes them with defaults', async () => {
    const { calls } = await cuts(['run', 'in'])
    expect(calls[0]).toMatchObject({
      images: 'in',
      out: 'results',
      seed: 1,
      preset: 'default',
      grouping: undefined,
      settings: {},
      device: 'auto',
      resume: false,
      overwrite: false,
    })
    expect(calls[0]).not.toHaveProperty('masks')
    expect((await cuts(['run', 'in', '--set', 'training.iterations=9'])).calls[0]).toMatchObject({
      settings: { training: { iterations: 9 } },
    })
    expect(calls[0]).not.toHaveProperty('threads')
    const given = await cuts(
      'run in --masks truth --out there --seed 7 --preset paper --as volume --device cpu --threads 2 --overwrite --set training.steps=5 --set training.loss=ntxent --set training.dense=true'.split(
        ' ',
      ),
    )
    expect(given.calls[0]).toMatchObject({
      masks: 'truth',
      out: 'there',
      seed: 7,
      preset: 'paper',
      grouping: 'volume',
      settings: { training: { steps: 5, loss: 'ntxent', dense: true } },
      device: 'cpu',
      threads: 2,
      overwrite: true,
    })
  })

  it('prints results on standard output, progress with both losses on standard error', async () => {
    const { code, out, err } = await cuts(['run', 'in'])
    expect(code).toBe(0)
    expect(out).toContain('0 of 0 images segmented in 2 min 05 s (training 1 min 24 s).')
    expect(out).toMatch(/Spectral k-means +0\.750 ± 0\.010 +12\.00 ± 0\.01 +0\.900 +5000 +0\.200 +2\n/)
    expect(out).toContain('Report:  results/report.html')
    expect(err).toContain('training 1/2  reconstruction 0.5000  contrastive 1.250  about 1 min 15 s left')
    expect(err).toContain('note: b.png has one channel')
    expect(err).toContain('failed: in/c.png is empty.\n  Copy it again.\n')
    expect(err).toContain('segmented 1/1  a  9 levels  best-level Dice 0.750')
    expect(err + out).not.toContain('\x1b')
  })

  it('rewrites one line on a terminal and takes it away before anything else is said', async () => {
    let clock = 0
    const { err } = await cuts(['run', 'in'], {
      io: {
        rewritable: true,
        colour: true,
        columns: () => 40,
        now: () => {
          clock += 1000
          return clock
        },
      },
    })
    const line = err.split('\r').find(part => part.includes('training 1/2')) ?? ''
    expect(line.endsWith('…')).toBe(true)
    expect(line.replace('\x1b[2K', '')).toHaveLength(39)
    expect(err).toContain('\r\x1b[2Ktrained 2 steps in 3 s\n')
    expect(err).toContain('\x1b[31mfailed: in/c.png is empty.\x1b[39m\n')
  })

  it('says something now and then, not at every step, where no line can be rewritten', async () => {
    let clock = 0
    const { err } = await cuts(['run', 'in'], {
      io: { now: () => clock },
      useCases: {
        runFolder: async ({ onEvent }) => {
          for (let step = 1; step <= 100; step++) {
            clock += 1000
            onEvent({ type: 'train', step, steps: 100, reconstruction: 1, contrastive: 1, etaSeconds: 100 - step })
          }
          return summary
        },
      },
    })
    expect(err.match(/^training /gm)).toHaveLength(11)
    expect(err).toContain('training 100/100')
  })

  it('streams one JSON object a line with --json, the summary last', async () => {
    const { out, err } = await cuts(['run', 'in', '--json'])
    const lines = out
      .trimEnd()
      .split('\n')
      .map(line => JSON.parse(line))
    expect(lines.slice(0, -1)).toEqual(events)
    expect(lines.at(-1)).toEqual({ type: 'summary', ...summary, report: 'results/report.html' })
    expect(err).toBe('')
  })

  it('prints failures only with --quiet', async () => {
    const { out, err } = await cuts(['run', 'in', '--quiet'])
    expect(out).toBe('')
    expect(err).toBe('failed: in/c.png is empty.\n  Copy it again.\n')
    const json = await cuts(['run', 'in', '--quiet', '--json'])
    expect(
      json.out
        .trimEnd()
        .split('\n')
        .map(line => JSON.parse(line).type),
    ).toEqual(['failed', 'summary'])
  })

  it('exits with 1 and names the images when some failed', async () => {
    const failed = [{ path: 'in/c.png', error: 'in/c.png is empty.', remedy: 'Copy it again.' }]
    const { code, out } = await cuts(['run', 'in'], { useCases: { runFolder: async () => ({ ...summary, failed }) } })
    expect(code).toBe(1)
    expect(out).toContain('1 image failed:\n  in/c.png is empty.\n    Copy it again.\n')
  })
})

describe('the other commands', () => {
  it('train says where the model is', async () => {
    const { code, out, calls } = await cuts(['train', 'in', '--out', 'model', '--resume'])
    expect(code).toBe(0)
    expect(calls[0]).toMatchObject({ images: 'in', out: 'model', resume: true })
    expect(out).toContain('Trained 2 steps in 3 s; last losses: reconstruction 0.4000, contrastive 1.200.')
    expect(out).toContain('Model: model/model.onnx')
  })

  it('train exits with 1 when an image could not be used', async () => {
    const trainFolder = async ({ onEvent }: FolderRun) => {
      onEvent({ type: 'failed', file: 'a.png', message: 'a.png is empty.' })
      return { seconds: 3, steps: 2, loss: [], validation: [], model: 'm' }
    }
    expect((await cuts(['train', 'in'], { useCases: { trainFolder } })).code).toBe(1)
  })

  it('segment takes a model, which volumes do not need', async () => {
    const { workingSpacing } = volumeOptions
    const volumes = { title: 'Volumes', doc: 'groups voxels', options: { workingSpacing } }
    const without = await cuts(['segment', 'in.nii.gz', '--working-spacing', '2'], {
      useCases: { stages: { volumes } },
    })
    expect(without.calls[0]).toMatchObject({ images: 'in.nii.gz', settings: { volumes: { workingSpacing: 2 } } })
    expect(without.calls[0]).not.toHaveProperty('model')
    const { calls } = await cuts(['segment', 'in', '--model', 'm.onnx', '--masks', 'truth'])
    expect(calls[0]).toMatchObject({ model: 'm.onnx', images: 'in', masks: 'truth' })
  })

  it('eval prints every image and the means', async () => {
    const { code, out, calls } = await cuts(['eval', 'results', '--masks', 'truth'])
    expect(code).toBe(0)
    expect(calls[0]).toMatchObject({ results: 'results', masks: 'truth' })
    expect(out).toMatch(/^a( +0\.750){5}$/m)
    expect(out).toMatch(/^head +0\.250( +–){4}$/m)
    expect(out).toMatch(/Spectral k-means +0\.750 ± 0\.010/)
    expect(out).toMatch(/Hausdorff \(px\).* images$/m)
    expect(out).toMatch(/Hausdorff \(mm\) +HD95 \(mm\).* volumes$/m)
    expect(out).toMatch(/Spectral k-means +0\.250 ± 0\.010 +31\.00 ± 0\.01 +20\.00 +0\.400 +1$/m)
    expect(out).toContain('2 masks mark nothing: their images are left out of the means.')
    const json = JSON.parse((await cuts(['eval', 'results', '--masks', 'truth', '--json'])).out)
    expect(json).toEqual({
      type: 'summary',
      images: [{ id: 'a', metrics: { kmeans: row, persistent: row, auto: row, best: row, click: row } }],
      volumes: [{ id: 'head', metrics: { kmeans: volumeRow }, bestLevel: 2, distanceUnit: 'mm' }],
      emptyTruths: ['b', 'c'],
      failed: [],
      metrics: { kmeans: means },
      volumeMetrics: { kmeans: volumeMeans },
    })
  })

  it('look reads the region and prints its parts', async () => {
    const { out, calls } = await cuts(['look', 'results/volumes/a', '--label', '412', '--level', '3'])
    expect(calls[0]).toMatchObject({ volume: 'results/volumes/a', label: 412, level: 3, regions: 12 })
    expect(out).toContain('   1       1200 voxels       2.40 ml\nLabels: inside.nii.gz')
    expect((await cuts(['look', 'results/volumes/a'])).code).toBe(2)
  })

  it('pick reads the pixel and the level', async () => {
    const { out, calls } = await cuts(['pick', 'results/images/a', '--at', '64,80', '--level', '3', '--out', 'x.png'])
    expect(calls[0]).toEqual({ image: 'results/images/a', at: [[64, 80]], level: 3, out: 'x.png', overwrite: false })
    expect(out).toContain('Region at level 3, one of 7: 345 pixels.')
    const found = { regions: 7, areaPixels: 345, out: 'mask.png' }
    const without = await cuts(['pick', 'results/images/a', '--at', '64,80'], {
      useCases: { pickRegion: async () => ({ among: 'persistent', ...found }) },
    })
    expect(without.out).toContain('Persistent structure, one of 7: 345 pixels.')
    const several = await cuts(['pick', 'results/images/a', '--at', '64,80', '--at', '1,2'], {
      useCases: { pickRegion: async ({ at }) => ({ among: 'tree', ...found, areaPixels: at.length }) },
    })
    expect(several.out).toContain('that contains all pixels, one of 7: 2 pixels.')
    const wrong = await cuts(['pick', 'results/images/a', '--at', '64'])
    expect(wrong.code).toBe(2)
    expect(wrong.err).toContain('Expected a pixel as x,y')
  })

  it('presets shows every setting of every stage, side by side or alone', async () => {
    const { out } = await cuts(['presets'])
    expect(out).toContain('paper: the settings of the paper')
    expect(out).toMatch(/^setting +default +paper +unit +range +meaning$/m)
    expect(out).toMatch(/^Training: trains the encoder$/m)
    expect(out).toMatch(/^training\.steps +300 +900 +steps +1 … 1000 +Steps: training steps$/m)
    expect(out).toMatch(/^training\.learningRate \* +0\.001 +0\.001 +0 … 1 +Learning rate: step size of AdamW$/m)
    expect(out).toMatch(
      /^training\.loss +ntxent +paper +Loss: contrastive loss; only if dense is false\n +ntxent +the usual loss\n +paper +the paper's loss$/m,
    )
    const alone = await cuts(['presets', 'paper'])
    expect(alone.out).toMatch(/^setting +paper +unit/m)
    const [line, ...rest] = (await cuts(['presets', 'paper', '--json'])).out.trimEnd().split('\n')
    expect(rest).toEqual([])
    const preset = JSON.parse(line ?? '')
    expect(preset.name).toBe('paper')
    expect(preset.settings).toHaveLength(4)
    expect(preset.settings[0]).toEqual({
      stage: 'training',
      option: 'steps',
      value: 900,
      kind: 'integer',
      title: 'Steps',
      doc: 'training steps',
      level: 'basic',
      min: 1,
      max: 1000,
      unit: 'steps',
      rule: 'an integer in [1, 1000] steps',
    })
    expect(preset.settings[2].choices[1]).toEqual({ value: 'paper', doc: "the paper's loss" })
    expect(preset.stages).toEqual([{ stage: 'training', title: 'Training', doc: 'trains the encoder' }])
  })

  it('info says what a file holds and what a run makes of it', async () => {
    const { out } = await cuts(['info', 'a.png'])
    expect(out).toBe(
      'a.png: PNG, 640 x 480 px, 3 channels, uint8, spacing unknown, values 0 to 255, 3.5 MiB in memory\n' +
        '  in a run: 1 image, scaled by the range of its number type\n',
    )
    const volume: FileDescription = {
      ...picture,
      path: 'b.nii',
      format: 'NIfTI',
      depth: 20,
      timepoints: 4,
      channels: 1,
      sampleType: 'int16',
      spacingMm: [0.5, 0.5, 3],
      orientation: 'RAS',
      range: [-1000, 3071.5],
      nonFinite: 2,
      run: { images: 80, volumes: 4, plane: 'axial', scaling: 'robust' },
      notices: ['b.nii is so'],
    }
    const seen = await cuts(['info', 'b.nii'], { useCases: { describeInput: async () => volume } })
    expect(seen.out).toBe(
      'b.nii: NIfTI, 640 x 480 x 20 voxels, 4 volumes, 1 channel, int16, 0.5 x 0.5 x 3 mm, RAS, values -1000 to 3071.5, 3.5 MiB in memory\n' +
        '  in a run: 20 axial slices of each of 4 volumes, one tree over all of a volume, scaled between percentiles of its values; 2 values NaN or infinite, set to the minimum\n' +
        '  note: b.nii is so\n',
    )
    expect(JSON.parse((await cuts(['info', 'a.png', '--json'])).out)).toEqual({
      type: 'file',
      ...picture,
      path: 'a.png',
    })
  })

  it('info says what a folder holds, and fails where files of it do', async () => {
    const { out, code } = await cuts(['info', 'in/'])
    expect(code).toBe(0)
    expect(out.trimEnd().split('\n')).toEqual([
      'in/: 182 files (1 DICOM, 1 NIfTI, 1 PNG), 180 x 220 x 180 (2), 640 x 480 (1)',
      '  in a run: 361 images, slices of 2 volumes among them, 1 channel',
      '  series patient-1_MR-4: 180 files, 180 x 220 x 180, 1 x 1 x 1.2 mm',
      '  masks: found for 2 of 3',
      '  groups: control 1, patient 2',
      '  memory for intensities: 54 MiB for the largest file, 110 MiB for all',
      '  note: images are taken from in/images and masks from in/masks',
    ])
    const failed = [{ path: 'in/a.png', error: 'in/a.png is empty.' }]
    const describeInput = async () => ({ ...folder, failed })
    expect((await cuts(['info', 'in/'], { useCases: { describeInput } })).code).toBe(1)
  })

  it('export passes its flags on and says where the files are', async () => {
    const { code, out, calls } = await cuts(['export', 'results', '--format', 'nrrd'])
    expect(code).toBe(0)
    expect(calls[0]).toMatchObject({
      results: 'results',
      format: 'nrrd',
      level: 'auto',
      image: undefined,
      out: 'export',
      units: 'px',
      source: undefined,
      keepIdentifiers: false,
      overwrite: false,
    })
    expect(out).toBe('Exported the regions of 2 images: 2 files in export\n')
    const given = await cuts(
      'export r --format dicom-seg --level 3 --image a --out o --source s --keep-identifiers --overwrite --json'.split(
        ' ',
      ),
    )
    expect(given.calls[0]).toMatchObject({
      level: 3,
      image: 'a',
      out: 'o',
      source: 's',
      keepIdentifiers: true,
      overwrite: true,
    })
    expect(JSON.parse(given.out)).toMatchObject({ type: 'summary', exported: 2, failed: [] })
  })

  it('export shows its progress, and ends with 1 where some images failed', async () => {
    const failure = {
      path: 'in/c.png',
      error: 'in/c.png has 2 levels, 0 to 1. Got 9.',
      remedy: 'Give a level that it has.',
    }
    const { code, out, err } = await cuts(['export', 'results', '--format', 'csv', '--level', '9'], {
      useCases: {
        exportResults: async ({ onEvent }) => {
          onEvent({ type: 'exported', id: 'a', done: 1, total: 2, etaSeconds: 30 })
          onEvent({ type: 'failed', file: failure.path, message: failure.error, remedy: failure.remedy })
          return { files: ['export/regions.csv'], exported: 1, failed: [failure] }
        },
      },
    })
    expect(code).toBe(1)
    expect(err).toContain('exported 1/2  a  about 30 s left')
    expect(out).toContain('Exported the regions of 1 image: export/regions.csv\n')
    expect(out).toContain('1 image failed:\n  in/c.png has 2 levels, 0 to 1. Got 9.\n    Give a level that it has.')
  })

  it('convert says what was made of what', async () => {
    const { code, out, calls } = await cuts(['convert', 'a.tif', 'b.nii.gz', '--overwrite'])
    expect(code).toBe(0)
    expect(calls[0]).toMatchObject({ input: 'a.tif', out: 'b.nii.gz', overwrite: true, keepIdentifiers: false })
    expect(out).toBe(
      'b.nii.gz: NIfTI from TIFF, 640 x 480 x 3 px, 1 channel, uint16, 0.5 x 0.5 x 2 mm\n  note: a.tif: something\n',
    )
    expect(JSON.parse((await cuts(['convert', 'a.tif', 'b.nii.gz', '--json'])).out)).toMatchObject({ to: 'NIfTI' })
  })

  it('info goes on past a file that does not open', async () => {
    const describeInput = async (path: string) => {
      throw new CutsError('Unreadable', `${path} is empty.`, { remedy: 'Copy it again.' })
    }
    const { code, err } = await cuts(['info', 'a.png', 'b.png'], { useCases: { describeInput } })
    expect(code).toBe(1)
    expect(err).toBe('cuts: a.png is empty.\nCopy it again.\ncuts: b.png is empty.\nCopy it again.\n')
  })
})

describe('usage', () => {
  it('prints help with examples, and the version', async () => {
    const { code, out } = await cuts(['--help'])
    expect(code).toBe(0)
    for (const command of ['run', 'train', 'segment', 'eval', 'pick', 'export', 'convert', 'presets', 'info']) {
      expect(out).toMatch(new RegExp(`^  ${command} `, 'm'))
      const help = await cuts([command, '--help'])
      expect(help.code).toBe(0)
      expect(help.out).toContain(`Examples:\n  cuts ${command}`)
    }
    expect((await cuts(['--version'])).out).toMatch(/^\d+\.\d+\.\d+\n$/)
    expect((await cuts([])).code).toBe(2)
  })

  it.each([
    [['frobnicate'], 'unknown command', '--help'],
    [['rum', 'in'], 'unknown command', 'Did you mean run?'],
    [['run', 'in', '--sed', '1'], "unknown option '--sed'", 'cuts run --help'],
    [['run'], "missing required argument 'images'", 'cuts run --help'],
    [['run', 'in', '--seed', 'x'], 'Expected an integer in [0, 4294967295]', 'cuts run --help'],
    [['run', 'in', '--device', 'abacus'], 'Expected one of auto, cpu, webgpu, cuda', 'cuts run --help'],
    [['export', 'r'], "required option '--format <name>' not specified", 'cuts export --help'],
    [['export', 'r', '--format', 'gif'], 'Allowed choices are png, tiff', 'cuts export --help'],
    [['export', 'r', '--format', 'csv', '--level', 'best'], 'Expected a level', 'cuts export --help'],
    [['convert', 'a.tif'], "missing required argument 'out'", 'cuts convert --help'],
    [['run', 'in', '--preset', 'papper'], 'Expected one of default, paper, cells', 'Did you mean paper?'],
    [['presets', 'papper'], 'Expected one of default, paper, cells', 'Did you mean paper?'],
    [['run', 'in', '--resume', '--overwrite'], '--resume and --overwrite cannot', '--resume to continue'],
    [['run', 'in', '--set', 'steps=3'], 'not of the form stage.option=value', 'cuts presets'],
    [['run', 'in', '--set', 'trainin.steps=3'], '`trainin` is not a stage', 'Did you mean training?'],
    [['run', 'in', '--set', 'training.step=3'], '`step` is not an option of training', 'Did you mean steps?'],
    [['run', 'in', '--set', 'training.steps=0'], 'must be an integer in [1, 1000] steps. Got 0', ''],
    [['run', 'in', '--set', 'training.steps=many'], 'must be an integer in [1, 1000] steps. Got many', ''],
    [['run', 'in', '--set', 'training.dense=yes'], 'must be true or false. Got yes', ''],
    [['run', 'in', '--set', 'training.loss=l2'], 'must be one of ntxent, paper. Got l2', ''],
  ])('%j is refused in two lines with exit code 2', async (argv, message, remedy) => {
    const { code, out, err } = await cuts(argv)
    expect(code).toBe(2)
    expect(out).toBe('')
    expect(err).toContain('cuts: ')
    expect(err).toContain(message)
    expect(err).toContain(remedy)
    expect(err.trimEnd().split('\n').length).toBeLessThanOrEqual(2)
  })
})

describe('failures and interruptions', () => {
  const fail = (error: Error) => ({ runFolder: () => Promise.reject(error) })

  it('prints a fatal error as a message and its remedy, and as an object with --json', async () => {
    const error = new CutsError('NothingToDo', 'in holds no images.', { remedy: 'Give a folder with images.' })
    const { code, err } = await cuts(['run', 'in'], { useCases: fail(error) })
    expect(code).toBe(2)
    expect(err).toBe('cuts: in holds no images.\nGive a folder with images.\n')
    const json = await cuts(['run', 'in', '--json'], { useCases: fail(error) })
    expect(JSON.parse(json.out)).toEqual({
      type: 'error',
      code: 'NothingToDo',
      message: 'in holds no images.',
      remedy: 'Give a folder with images.',
    })
  })

  it('words an action in flags, and hands the code to programs', async () => {
    const action = { do: 'choose output', outside: 'in' } as const
    const error = new CutsError('InvalidOption', 'in/x lies in in, among the inputs.', { action })
    const { err } = await cuts(['run', 'in'], { useCases: fail(error) })
    expect(err).toBe('cuts: in/x lies in in, among the inputs.\nGive an --out folder outside in.\n')
    const json = await cuts(['run', 'in', '--json'], { useCases: fail(error) })
    expect(JSON.parse(json.out)).toMatchObject({ remedy: 'Give an --out folder outside in.', action })
    const told = {
      type: 'notice',
      message: 'all are crowds.',
      action: { do: 'choose preset', preset: 'cells' },
    } as const
    const failed = [{ path: 'a', error: 'a is damaged.', action: { do: 'segment again' } as const }]
    const runFolder = async ({ onEvent }: FolderRun) => {
      onEvent(told)
      return { ...summary, failed }
    }
    const run = await cuts(['run', 'in'], { useCases: { runFolder } })
    expect(run.err).toContain('note: all are crowds. Try --preset cells.\n')
    expect(run.out).toContain('  a is damaged.\n    Run the segmentation again with --overwrite.\n')
    const lines = (await cuts(['run', 'in', '--json'], { useCases: { runFolder } })).out.trim().split('\n')
    expect(JSON.parse(lines[0]!)).toEqual({ ...told, remedy: 'Try --preset cells.' })
    expect(JSON.parse(lines[1]!).failed).toMatchObject([{ remedy: 'Run the segmentation again with --overwrite.' }])
  })

  it('shows a stack with CUTS_DEBUG only, and owns its own faults', async () => {
    const error = new TypeError('x is not a function')
    const { code, err } = await cuts(['run', 'in'], { useCases: fail(error) })
    expect(code).toBe(2)
    expect(err).toMatch(/^cuts: internal error: x is not a function\nThis is a bug in cuts.*CUTS_DEBUG=1.*\n$/)
    const debug = await cuts(['run', 'in'], { useCases: fail(error), io: { debug: true } })
    expect(debug.err).toContain('main.test.ts')
  })

  it('asks the run to stop on the first Ctrl-C, leaves at once on the second, and exits with 130', async () => {
    let press = (): void => {}
    let listening = false
    const { code, err, exits } = await cuts(['run', 'in'], {
      io: {
        onInterrupt: listener => {
          press = listener
          listening = true
          return () => {
            listening = false
          }
        },
      },
      useCases: {
        runFolder: async ({ signal }) => {
          expect(signal?.aborted).toBe(false)
          press()
          expect(signal?.aborted).toBe(true)
          press()
          throw new CutsError('Cancelled', 'training was stopped after step 3 of 9.', {
            action: { do: 'resume' },
          })
        },
      },
    })
    expect(code).toBe(130)
    expect(exits).toEqual([130])
    expect(err).toContain('--resume continues; press Ctrl-C again to end immediately.')
    expect(err).toContain('cuts: training was stopped after step 3 of 9.\nRun the same command with --resume')
    expect(listening).toBe(false)
  })
})

describe('bench', () => {
  it('hands over rows, seeds, protocol and pairs, and prints the table', async () => {
    const { code, out, err, calls } = await cuts([
      ...['bench', 'set', '--methods', 'random,sam', '--seeds', '1,2,3', '--out', 'b', '--jobs', '2'],
      ...['--hint', 'point', '--clicks', '3', '--oracle', 'metric', '--first', '5', '--set', 'training.steps=20'],
      ...['--predictions', 'x=px', '--predictions', 'y=py', '--weights', 'sam=s.onnx'],
      ...['--study', 'lambda,heldout', '--preset', 'paper'],
    ])
    expect(code).toBe(0)
    expect(calls[0]).toMatchObject({
      dataset: 'set',
      out: 'b',
      rows: ['random', 'sam'],
      seeds: [1, 2, 3],
      jobs: 2,
      protocol: { hint: 'point', clicks: 3, oracle: 'metric' },
      first: 5,
      studies: ['lambda', 'heldout'],
      preset: 'paper',
      settings: { training: { steps: 20 } },
      predictions: { x: 'px', y: 'py' },
      weights: { sam: 's.onnx' },
    })
    expect(err).toContain('left out: sam needs --weights sam=FILE')
    expect(out).toMatch(/^random\s+2\s+0\.600 ± 0\.071\s+12\.00\s+9\.00/m)
    expect(out).toMatch(/^sam\s+needs --weights sam=FILE/m)
  })

  it('ends a JSON stream with the table: Dice with its error, the other scores as means', async () => {
    const { out } = await cuts(['bench', 'set', '--json'])
    const last = JSON.parse(out.trim().split('\n').at(-1)!)
    expect(last).toMatchObject({ type: 'summary', files: ['table.md', 'table.json'] })
    expect(last.table[0]).toMatchObject({ method: 'random', n: 2, seeds: [1], hausdorff: 12, secondsPerImage: 0.25 })
    expect(last.table[0].dice.mean).toBeCloseTo(0.6)
    expect(last.table[1]).toMatchObject({
      method: 'sam',
      n: 0,
      dice: null,
      reason: 'needs the weights sam',
      action: sam,
    })
  })

  it.each([
    ['--seeds', '1,x', 'an integer'],
    ['--predictions', 'x', 'NAME=PATH'],
    ['--methods', 'a,,b', 'separated by commas'],
    ['--study', 'lambda,mu', 'lambda, heldout'],
  ])('refuses %s %s', async (flag, value, message) => {
    const { code, err } = await cuts(['bench', 'set', flag, value])
    expect(code).toBe(2)
    expect(err).toContain(message)
  })

  it('exits with 1 where a row failed on an image', async () => {
    const failed = [{ image: 'a', seed: 1, error: 'a.png is damaged.' }]
    const rows = comparison.rows.map(state => ({ ...state, failed }))
    const { code } = await cuts(['bench', 'set'], { useCases: { runBench: async () => ({ ...comparison, rows }) } })
    expect(code).toBe(1)
  })
})

describe('cuts models', () => {
  it('lists what there is', async () => {
    const { code, out } = await cuts(['models', 'list'])
    expect(code).toBe(0)
    expect(out).toMatch(/dino +features\nsam +masks/)
    const { out: json } = await cuts(['models', 'list', '--json'])
    expect(
      json
        .trim()
        .split('\n')
        .map(line => JSON.parse(line)),
    ).toEqual([
      { name: 'dino', doc: 'features', url: 'https://models.test/dino.onnx' },
      { name: 'sam', doc: 'masks', url: 'https://models.test/sam.onnx', sha256: 'ab' },
    ])
  })

  it('pulls one, shows how far it is, and says how to use it', async () => {
    const flags = ['--dir', 'weights', '--url', 'http://here/x.onnx', '--checksum', 'cd']
    const { code, out, err, calls } = await cuts(['models', 'pull', 'dino', ...flags])
    expect(code).toBe(0)
    expect(calls).toMatchObject([{ name: 'dino', dir: 'weights', url: 'http://here/x.onnx', sha256: 'cd' }])
    expect(err).toContain('dino 1.5 MB of 3.0 MB  about 4 s left\n')
    expect(err).toContain('note: no checksum is known\n')
    expect(out).toContain('models/dino.onnx is saved; SHA-256 cd, no known checksum to check it against\n')
    expect(out).toContain('cuts bench DATASET --weights dino=models/dino.onnx\n')
  })

  it('streams objects with --json, and only the summary with --quiet', async () => {
    const types = (out: string) =>
      out
        .trim()
        .split('\n')
        .map(line => JSON.parse(line).type)
    expect(types((await cuts(['models', 'pull', 'dino', '--json'])).out)).toEqual(['pull', 'notice', 'pull', 'summary'])
    expect(types((await cuts(['models', 'pull', 'dino', '--json', '--quiet'])).out)).toEqual(['summary'])
    expect((await cuts(['models', 'pull', 'dino', '--quiet'])).out).toBe('')
  })

  it('asks for a name, and fails with the exit code of its error', async () => {
    const { code, err } = await cuts(['models', 'pull'])
    expect(code).toBe(2)
    expect(err).toContain('pull needs the name of a model.\nModels: dino, sam.\n')
    const pullModel = () => Promise.reject(new CutsError('Cancelled', 'the fetch was interrupted.'))
    expect((await cuts(['models', 'pull', 'dino'], { useCases: { pullModel } })).code).toBe(130)
  })
})
