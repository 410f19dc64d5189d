/** Runs on a folder with the real network, as small as they get: a few steps on images of 24 pixels. */
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createRandom, prepareIntensities, sliceOf } from '@cuts/core'
import { encodePng, readImage } from '@cuts/formats'
import { loadEncoder } from '@cuts/nn'
import { createNodeEngine } from '@cuts/nn/node'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import type { RunEvent } from '../events.ts'
import { createFolderStore, type FolderRun, pickRegion, runFolder, segmentFolder, trainFolder } from '../node/index.ts'
import { drawEncoder } from '../pipeline/draw-encoder.ts'
import { resolveSettings } from '../presets/presets.ts'
import { readLabelMaps } from '../results/read-results.ts'

let home: string
let images: string
let masks: string
/** The model that nothing interrupted, in `whole/`; every test may read it. */
let whole: Awaited<ReturnType<typeof trainFolder>>

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'cuts-run-'))
  images = join(home, 'images')
  masks = join(home, 'masks')
  await mkdir(images)
  await mkdir(masks)
  for (const [i, name] of ['a', 'b', 'c'].entries()) {
    const random = createRandom(i)
    const data = Uint8Array.from({ length: 24 * 20 }, (_, p) => (p % 24 < 9 + i ? 60 : 170) + random.integer(50))
    await writeFile(join(images, `${name}.png`), encodePng({ kind: 'grey', width: 24, height: 20, data }))
    const truth = data.map((_, p) => (p % 24 < 9 + i ? 255 : 0))
    await writeFile(join(masks, `${name}.png`), encodePng({ kind: 'grey', width: 24, height: 20, data: truth }))
  }
  whole = await trainFolder(run('whole'))
})
afterAll(() => rm(home, { recursive: true, force: true }))

const settings = {
  training: { batchImages: 2, samplesPerImage: 4 },
  schedule: { steps: 5, validateEvery: 2, checkpointEvery: 2 },
}

function run(out: string, given: Partial<FolderRun> = {}): FolderRun {
  return {
    images,
    out: join(home, out),
    seed: 3,
    preset: 'default',
    settings,
    device: 'cpu',
    threads: 1,
    resume: false,
    overwrite: false,
    onEvent: () => {},
    ...given,
  }
}

/** Raises the signal when an event of that kind comes. */
function interruptAt(isMoment: (event: RunEvent) => boolean): Pick<FolderRun, 'signal' | 'onEvent'> {
  const controller = new AbortController()
  return {
    signal: controller.signal,
    onEvent: event => {
      if (isMoment(event)) controller.abort()
    },
  }
}

async function bytesOf(out: string, name: string): Promise<string> {
  return (await readFile(join(home, out, name))).toString('base64')
}

/** The embedding of a pattern: what the weights of a model do. */
async function embeddedBy(out: string): Promise<Float32Array> {
  const engine = await createNodeEngine({ threads: 1 })
  const encoder = await loadEncoder(engine, await readFile(join(home, out, 'model.onnx')))
  const data = Float32Array.from({ length: 100 }, (_, p) => Math.sin(p))
  return (await encoder.embed({ width: 10, height: 10, channels: 1, data })).data
}

describe('training', () => {
  it('of no steps gives the encoder that a page draws for the same image and seed', async () => {
    const one = join(home, 'images/a.png')
    await trainFolder(run('untrained', { images: one, settings: { ...settings, schedule: { steps: 0 } } }))
    const { volume } = await readImage([{ name: 'a.png', bytes: await readFile(one) }])
    const untrained = resolveSettings('default', settings)
    const input = prepareIntensities(sliceOf(volume, 0), untrained.image)
    const images = { channels: 1, count: 1, load: async () => input }
    const engine = await createNodeEngine({ threads: 1 })
    const pattern = {
      width: 10,
      height: 10,
      channels: 1,
      data: Float32Array.from({ length: 100 }, (_, p) => Math.sin(p)),
    }
    const embedded = async (seed: number) =>
      (await (await drawEncoder(engine, images, untrained, { seed })).embed(pattern)).data
    expect(await embedded(3)).toEqual(await embeddedBy('untrained'))
    expect(await embedded(4)).not.toEqual(await embeddedBy('untrained'))
  })

  it('tells how far its statistics are, and stops there when it is asked to', async () => {
    let now = 0
    const clock = vi.spyOn(performance, 'now').mockImplementation(() => (now += 400))
    const untrained = { ...settings, schedule: { steps: 0 } }
    const shares: number[] = []
    const onEvent = (event: RunEvent): void => void (event.type === 'statistics' && shares.push(event.share))
    await trainFolder(run('told', { settings: untrained, onEvent }))
    expect(shares.length).toBeGreaterThan(3)
    expect(shares).toEqual(shares.toSorted((a, b) => a - b))
    const stopped = trainFolder(
      run('told-stopped', { settings: untrained, ...interruptAt(event => event.type === 'statistics') }),
    )
    await expect(stopped).rejects.toMatchObject({ code: 'Cancelled' })
    clock.mockRestore()
  })

  it('stopped after any step and resumed gives the model of an uninterrupted run, bit for bit', async () => {
    expect(whole).toMatchObject({ steps: 5, model: `${home}/whole/model.onnx` })
    for (const at of [1, 2, 4]) {
      const out = `stopped-${at}`
      const stopped = trainFolder(
        run(
          out,
          interruptAt(event => event.type === 'train' && event.step === at),
        ),
      )
      await expect(stopped).rejects.toMatchObject({
        code: 'Cancelled',
        message: `training was stopped after step ${at} of 5.`,
        action: { do: 'resume' },
      })
      expect((await readdir(join(home, out))).sort()).toEqual([
        'checkpoint.bin',
        'inventory.json',
        'manifest.sha256',
        'run.json',
      ])

      const events: RunEvent[] = []
      const resumed = await trainFolder(run(out, { resume: true, onEvent: event => void events.push(event) }))
      expect(events.find(event => event.type === 'train')).toMatchObject({ step: at + 1, steps: 5 })
      expect(resumed.loss).toEqual(whole.loss)
      expect(resumed.validation).toEqual(whole.validation)
      expect(await bytesOf(out, 'model.onnx')).toBe(await bytesOf('whole', 'model.onnx'))
      expect((await readdir(join(home, out))).sort()).toEqual([
        'inventory.json',
        'manifest.sha256',
        'model.onnx',
        'run.json',
        'train.json',
      ])
    }
  })

  it('with early stopping continues with the best weights so far', async () => {
    // With a step size of 0 only the running statistics move, and validation soon gets no better.
    const still = {
      training: { ...settings.training, learningRate: 0 },
      schedule: { ...settings.schedule, steps: 50, validateEvery: 1, validationFraction: 0.4, patience: 2 },
    }
    const patient = await trainFolder(run('patient', { settings: still }))
    // The step before the last: the best weights lie behind, and only the checkpoint still knows them.
    const late = patient.steps - 1
    const stopped = trainFolder(
      run('impatient', { settings: still, ...interruptAt(event => event.type === 'train' && event.step === late) }),
    )
    await expect(stopped).rejects.toMatchObject({ code: 'Cancelled' })
    const resumed = await trainFolder(run('impatient', { settings: still, resume: true }))
    expect(patient.steps).toBeLessThan(50)
    expect(resumed.steps).toBe(patient.steps)
    expect(resumed.validation).toEqual(patient.validation)
    expect(await bytesOf('impatient', 'model.onnx')).toBe(await bytesOf('patient', 'model.onnx'))
  })

  it('of 0 steps gives the encoder that training starts from, the same for the same seed', async () => {
    const events: RunEvent[] = []
    const untrained = { ...settings, schedule: { steps: 0 } }
    const none = await trainFolder(run('none', { settings: untrained, onEvent: event => void events.push(event) }))
    expect(none).toMatchObject({ steps: 0, loss: [], validation: [] })
    expect(events.map(({ type }) => type)).not.toContain('checkpoint')
    const model = await readFile(none.model)
    const summary = await runFolder(run('none-run', { settings: untrained }))
    expect(summary).toMatchObject({ train: { steps: 0 }, failed: [] })
    expect(await bytesOf('none-run', 'model.onnx')).toBe(model.toString('base64'))
    const still = { training: { ...settings.training, learningRate: 0 }, schedule: { steps: 1 } }
    await trainFolder(run('still', { settings: still }))
    expect(await embeddedBy('still')).toEqual(await embeddedBy('none'))
    await trainFolder(run('none-other', { settings: untrained, seed: 4 }))
    expect(await embeddedBy('none-other')).not.toEqual(await embeddedBy('none'))
  })

  it('gives another model for another seed, the same for the same', async () => {
    await trainFolder(run('again'))
    await trainFolder(run('other', { seed: 4 }))
    expect(await bytesOf('again', 'model.onnx')).toBe(await bytesOf('whole', 'model.onnx'))
    expect(await bytesOf('other', 'model.onnx')).not.toBe(await bytesOf('whole', 'model.onnx'))
  })

  it('is not resumed by another run, and the folder stays as it is', async () => {
    const before = await bytesOf('whole', 'model.onnx')
    for (const change of [{ seed: 9 }, { settings: { ...settings, levels: { most: 3 } } }, { images: masks }])
      await expect(trainFolder(run('whole', { resume: true, ...change }))).rejects.toMatchObject({
        code: 'Mismatch',
        remedy: expect.stringContaining('preset default and seed 3'),
        action: { do: 'match or start over' },
      })
    expect(await bytesOf('whole', 'model.onnx')).toBe(before)
  })

  it('refuses settings that do not exist before it touches anything', async () => {
    await expect(trainFolder(run('never', { settings: { training: { lambda: 2 } } }))).rejects.toMatchObject({
      code: 'InvalidOption',
    })
    await expect(readdir(join(home, 'never'))).rejects.toMatchObject({ code: 'ENOENT' })
  })
})

describe('a whole run', () => {
  /** The model of `whole/` alone, and then the images with it, in `apart/`. */
  let apart: Awaited<ReturnType<typeof segmentFolder>>
  beforeAll(async () => {
    apart = await segmentFolder({ ...run('apart'), model: whole.model, masks })
  })

  it('says what it does in order, writes what it says, and equals training and segmenting apart', async () => {
    const events: RunEvent[] = []
    const summary = await runFolder({ ...run('full', { onEvent: event => void events.push(event) }), masks })
    expect(events[0]).toMatchObject({ type: 'started', images: 3, preset: 'default', seed: 3 })
    expect(events.filter(event => event.type === 'train').map(event => event.step)).toEqual([1, 2, 3, 4, 5])
    expect(events.filter(event => event.type === 'checkpoint').map(event => event.step)).toEqual([2, 4])
    expect(events.filter(event => event.type === 'image').map(event => [event.id, event.done, event.total])).toEqual([
      ['a', 1, 3],
      ['b', 2, 3],
      ['c', 3, 3],
    ])
    expect(events.at(-1)).toMatchObject({ type: 'done', succeeded: 3, failed: 0 })
    expect(summary.metrics?.best?.images).toBe(3)
    expect(JSON.parse(await readFile(join(home, 'full/summary.json'), 'utf8'))).toEqual(
      JSON.parse(JSON.stringify(summary)),
    )

    // The model of the same settings trained alone.
    expect(await bytesOf('full', 'model.onnx')).toBe(await bytesOf('whole', 'model.onnx'))
    expect(apart.train).toBeUndefined()
    expect(apart.metrics).toEqual(summary.metrics)
    for (const id of ['a', 'b', 'c'])
      for (const name of ['labels.nii.gz', 'persistent.nii.gz', 'kmeans.nii.gz', 'tree.json'])
        expect(await bytesOf('apart', `images/${id}/${name}`)).toBe(await bytesOf('full', `images/${id}/${name}`))
  })

  it('stopped between images keeps those that are done and makes only the rest', async () => {
    const { model } = whole
    const stopped = segmentFolder({
      ...run(
        'parts',
        interruptAt(event => event.type === 'image'),
      ),
      model,
      masks,
    })
    await expect(stopped).rejects.toMatchObject({
      code: 'Cancelled',
      message: 'the run was stopped after 1 of 3 images.',
    })
    expect(await readdir(join(home, 'parts/images'))).toEqual(['a'])
    const made: string[] = []
    const summary = await segmentFolder({
      ...run('parts', { resume: true, onEvent: event => void (event.type === 'image' && made.push(event.id)) }),
      model,
      masks,
    })
    expect(made).toEqual(['b', 'c'])
    expect(summary.images.map(({ id }) => id)).toEqual(['a', 'b', 'c'])
    expect(summary.metrics).toEqual(apart.metrics)
  })

  it('with a model that is none says so before it makes a folder', async () => {
    const model = join(images, 'a.png')
    await expect(segmentFolder({ ...run('never'), model })).rejects.toMatchObject({
      code: 'Unreadable',
      message: expect.stringContaining(model),
    })
    await expect(readdir(join(home, 'never'))).rejects.toMatchObject({ code: 'ENOENT' })
  })
})

it('points to the preset cells where most images seem to hold many objects of one kind, once', async () => {
  const crowds = join(home, 'crowds')
  await mkdir(crowds)
  const side = 96
  const isCell = (i: number): boolean => Math.hypot(((i % side) % 16) - 8, (Math.floor(i / side) % 16) - 8) < 5
  for (const name of ['a', 'b']) {
    const random = createRandom(name.charCodeAt(0))
    const data = Uint8Array.from({ length: side * side }, (_, i) => (isCell(i) ? 190 : 40) + random.integer(20))
    await writeFile(join(crowds, `${name}.png`), encodePng({ kind: 'grey', width: side, height: side, data }))
  }
  const pointing = /^2 of 2 images seem to hold many objects of one kind\..* the preset cells is made for that\.$/
  const events: RunEvent[] = []
  const { notices } = await runFolder({ ...run('crowded'), images: crowds, onEvent: event => events.push(event) })
  const action = { do: 'choose preset', preset: 'cells' }
  expect(events.filter(event => event.type === 'notice' && pointing.test(event.message))).toMatchObject([{ action }])
  expect(notices.filter(notice => pointing.test(notice))).toHaveLength(1)
  const again = await runFolder({ ...run('crowded', { resume: true }), images: crowds })
  expect(again.notices.filter(notice => pointing.test(notice))).toHaveLength(1)
  const { notices: none } = await runFolder({ ...run('crowded-cells', { preset: 'cells' }), images: crowds })
  expect(none.filter(notice => notice.includes('cells'))).toEqual([])
  const { notices: plain } = await runFolder(run('not-crowded'))
  expect(plain.filter(notice => notice.includes('cells'))).toEqual([])
})

describe('one tree over several images', () => {
  const together = (grouping: 'volume' | 'dataset', out: string, given: Partial<FolderRun> = {}) =>
    runFolder({ ...run(out, { grouping, ...given }), masks })

  it.each(['volume', 'dataset'] as const)(
    'as a %s: one tree for the folder, and the same ids in every image',
    async grouping => {
      const events: string[] = []
      const out = `as-${grouping}`
      const summary = await together(grouping, out, { onEvent: ({ type }) => events.push(type) })
      expect(summary).toMatchObject({ grouping, failed: [] })
      expect(summary.images.map(({ id }) => id)).toEqual(['a', 'b', 'c'])
      expect(events.filter(type => type === 'embedded')).toHaveLength(3)
      const { leaves } = JSON.parse(await readFile(join(home, out, 'tree.json'), 'utf8')) as { leaves: number }
      const seen = new Set<number>()
      for (const { id, metrics } of summary.images) {
        expect(metrics?.best?.dice).toBeGreaterThan(0)
        const folder = join(home, out, 'images', id)
        expect(await readdir(folder)).not.toContain('tree.json')
        for (const leaf of (await readLabelMaps(createFolderStore(join(home, out)), id, 'prototypes'))[0]!.labels)
          seen.add(leaf)
      }
      expect([...seen].sort((a, b) => a - b)).toEqual(Array.from({ length: leaves }, (_, leaf) => leaf))
      // Stopped between images and resumed, it ends the same.
      const stopped = interruptAt(event => event.type === 'embedded' && event.done === 2)
      await expect(together(grouping, `${out}-stopped`, stopped)).rejects.toMatchObject({ code: 'Cancelled' })
      await together(grouping, `${out}-stopped`, { resume: true })
      expect(await bytesOf(`${out}-stopped`, 'tree.json')).toBe(await bytesOf(out, 'tree.json'))
      expect(await bytesOf(`${out}-stopped`, 'images/c/labels.nii.gz')).toBe(
        await bytesOf(out, 'images/c/labels.nii.gz'),
      )
      // Stopped while images are written, those that are there are not written again.
      const late = interruptAt(event => event.type === 'image' && event.done === 2)
      await expect(together(grouping, `${out}-late`, late)).rejects.toMatchObject({ code: 'Cancelled' })
      const sealed = async () => (await stat(join(home, `${out}-late`, 'images/b/result.json'))).mtimeMs
      const before = await sealed()
      const resumed = await together(grouping, `${out}-late`, { resume: true })
      expect(await sealed()).toBe(before)
      expect(resumed.images.map(({ id }) => id)).toEqual(['a', 'b', 'c'])
      for (const id of ['a', 'c'])
        expect(await bytesOf(`${out}-late`, `images/${id}/labels.nii.gz`)).toBe(
          await bytesOf(out, `images/${id}/labels.nii.gz`),
        )
    },
    120_000,
  )

  it('with groups named in a table, one tree for each of them', async () => {
    const table = join(home, 'set.csv')
    await writeFile(table, 'image,group\nimages/a.png,left/eye\nimages/b.png,right\nimages/c.png,left/eye\n')
    const summary = await runFolder({ ...run('in-groups', { grouping: 'volume' }), images: table })
    expect(Object.fromEntries(summary.images.map(({ id, group, tree }) => [id, [group, tree]]))).toEqual({
      a: ['left/eye', 'groups/left%2Feye/tree.json'],
      b: ['right', 'groups/right/tree.json'],
      c: ['left/eye', 'groups/left%2Feye/tree.json'],
    })
    const folder = join(home, 'in-groups')
    const out = join(home, 'picked.png')
    const clicks = [
      { at: [1, 1], sign: 1 },
      { at: [20, 15], sign: 1 },
    ] as const
    const pick = { image: join(folder, 'images/c'), clicks, out, overwrite: true }
    expect(await pickRegion({ ...pick, rule: 'smallest' })).toMatchObject({ among: 'tree' })
    // The image holds only some of the leaves of its group's tree.
    const { nodes, notice } = await pickRegion(pick)
    expect(nodes!.length).toBeGreaterThan(0)
    expect(notice).toBeUndefined()
    expect((await readdir(join(folder, 'groups'))).sort()).toEqual(['left%2Feye', 'right'])
  })

  it('leaves out a slice of another size and says so', async () => {
    const slices = join(home, 'slices')
    await mkdir(slices)
    for (const name of ['a', 'c'])
      await writeFile(join(slices, `${name}.png`), await readFile(join(images, `${name}.png`)))
    const data = new Uint8Array(20 * 20).map((_, p) => p % 251)
    await writeFile(join(slices, 'b.png'), encodePng({ kind: 'grey', width: 20, height: 20, data }))
    const summary = await runFolder({ ...run('odd-slice', { grouping: 'volume' }), images: slices })
    expect(summary.images.map(({ id }) => id)).toEqual(['a', 'c'])
    expect(summary.failed).toMatchObject([{ error: expect.stringContaining('one size') }])
  })
})

it('reads settings under their former names, and says so in the summary too', async () => {
  const trained = await trainFolder(run('former-model'))
  const former = { levels: { expected: 4 }, condensation: { graph: 'soft' } }
  const { model } = trained
  const summary = await segmentFolder({ ...run('former', { settings: former }), model })
  expect(summary.settings).toMatchObject({ levels: { expectedRegions: 4 }, condensation: { graph: 'adjacency+twins' } })
  expect(summary.notices).toEqual(
    expect.arrayContaining([
      expect.stringContaining('`expectedRegions`'),
      expect.stringContaining('`adjacency+twins`'),
    ]),
  )
})
