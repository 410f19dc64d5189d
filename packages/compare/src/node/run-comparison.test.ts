import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createRandom } from '@cuts/core'
import { encodePng, writeMask } from '@cuts/formats'
import { runFolder } from '@cuts/runtime/node'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { defaultProtocol } from '../protocol/protocol.ts'
import { tableRows } from '../table/aggregate.ts'
import { describeProtocol } from '../table/columns.ts'
import type { CompareEvent } from './events.ts'
import { type ComparisonRun, runComparison } from './run-comparison.ts'
import { writeOutputs } from './write-outputs.ts'

const side = 40
const names = ['a', 'b', 'c']
let folder: string

/** Grey discs of one size in different places on a grained ground. */
function disc(index: number): { readonly pixels: Uint8Array; readonly truth: Uint8Array } {
  const random = createRandom(index)
  const inside = Uint8Array.from({ length: side * side }, (_, i) =>
    Math.hypot((i % side) - 14 - 4 * index, Math.floor(i / side) - 20) < 8 ? 1 : 0,
  )
  return { truth: inside, pixels: inside.map(value => (value === 1 ? 190 : 70) + random.integer(30)) }
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cuts-comparison-'))
  for (const part of ['images', 'masks', 'tool']) await mkdir(join(folder, 'set', part), { recursive: true })
  for (const [index, name] of names.entries()) {
    const { pixels, truth } = disc(index)
    const mask = { width: side, height: side, data: truth }
    await writeFile(
      join(folder, 'set/images', `${name}.png`),
      encodePng({ kind: 'grey', width: side, height: side, data: pixels }),
    )
    await writeFile(join(folder, 'set/masks', `${name}.png`), writeMask(mask))
    await writeFile(join(folder, 'set/tool', `${name}.png`), writeMask(mask))
  }
})

afterAll(() => rm(folder, { recursive: true, force: true }))

function run(change: Partial<ComparisonRun> = {}): ComparisonRun & { readonly events: CompareEvent[] } {
  const events: CompareEvent[] = []
  return {
    dataset: join(folder, 'set'),
    out: join(folder, 'out'),
    rows: ['random', 'raw-kmeans'],
    seeds: [1, 2],
    jobs: 1,
    protocol: defaultProtocol,
    predictions: {},
    preset: 'default',
    settings: {},
    weights: {},
    signal: new AbortController().signal,
    onEvent: event => events.push(event),
    events,
    ...change,
  }
}

const tasks = (events: readonly CompareEvent[]) => events.filter(event => event.type === 'task').length

describe('a comparison', () => {
  it('has every row on every image with every seed, and finds all of it done the next time', async () => {
    const first = run()
    const comparison = await runComparison(first)
    expect(comparison.results.map(({ row, seed, image }) => `${row} ${seed} ${image}`)).toEqual(
      ['random', 'raw-kmeans'].flatMap(row => [1, 2].flatMap(seed => names.map(name => `${row} ${seed} ${name}`))),
    )
    expect(tasks(first.events)).toBe(12)
    const [random, raw] = tableRows(comparison)
    expect(raw!.scores!.dice.mean).toBeGreaterThan(random!.scores!.dice.mean)
    const again = run()
    const repeated = await runComparison(again)
    expect(tasks(again.events)).toBe(0)
    expect(tableRows(repeated)).toEqual(tableRows(comparison))
    expect(repeated.results[0]!.mask()).toEqual(comparison.results[0]!.mask())
  })

  it('leaves out images whose mask marks nothing, and says how many', async () => {
    const dataset = join(folder, 'with-empty')
    await cp(join(folder, 'set'), dataset, { recursive: true })
    const nothing = new Uint8Array(side * side)
    await writeFile(join(dataset, 'masks/b.png'), writeMask({ width: side, height: side, data: nothing }))
    const some = run({ dataset, out: join(folder, 'with-empty-out'), seeds: [1] })
    const comparison = await runComparison(some)
    expect(comparison).toMatchObject({ images: ['a', 'c'], emptyTruths: ['b'] })
    expect(tableRows(comparison).map(({ n }) => n)).toEqual([2, 2])
    expect(tasks(some.events)).toBe(4)
    expect(describeProtocol(comparison)).toContain('2 images; ')
    expect(describeProtocol(comparison)).toContain('Images left out of the means because their masks mark nothing: 1.')
    const message = 'the mask of b marks nothing: it is left out of the means.'
    expect(some.events).toContainEqual({ type: 'notice', message })
  })

  it('computes anew what another protocol asks for', async () => {
    const clicked = run({ protocol: { ...defaultProtocol, hint: 'point' }, rows: ['raw-kmeans'], seeds: [1] })
    await runComparison(clicked)
    expect(tasks(clicked.events)).toBe(3)
  })

  it('goes on where it was stopped', async () => {
    const controller = new AbortController()
    const out = join(folder, 'stopped')
    const stopped = run({ out, signal: controller.signal })
    const events: CompareEvent[] = []
    const onEvent = (event: CompareEvent): void => {
      events.push(event)
      if (tasks(events) === 5) controller.abort()
    }
    await expect(runComparison({ ...stopped, onEvent })).rejects.toMatchObject({
      code: 'Cancelled',
      message: 'the comparison was stopped with 7 of 12 tasks left.',
    })
    const rest = run({ out })
    const comparison = await runComparison(rest)
    expect(rest.events.find(event => event.type === 'started')).toMatchObject({ tasks: 7, cached: 5 })
    expect(tableRows(comparison).map(row => row.scores)).toEqual(
      tableRows(await runComparison(run())).map(row => row.scores),
    )
  })

  it('takes masks and label maps of another tool, and says what it lacks', async () => {
    const labels = await mkdtemp(join(folder, 'labels-'))
    for (const name of names.slice(1)) {
      const { truth } = disc(names.indexOf(name))
      // The truth as region 2 among others.
      const pixels = truth.map((value, i) => (value === 1 ? 2 : i % 2))
      await writeFile(join(labels, `${name}.png`), encodePng({ kind: 'grey', width: side, height: side, data: pixels }))
    }
    const imported = run({ rows: ['random'], predictions: { perfect: join(folder, 'set/tool'), regions: labels } })
    const rows = tableRows(await runComparison(imported))
    expect(rows.map(({ row, n }) => [row, n])).toEqual([
      ['random', 3],
      ['perfect', 3],
      ['regions', 2],
    ])
    expect(rows.slice(1).map(row => row.scores?.dice.mean)).toEqual([1, 1])
    const message = `regions, seed 1: no file in ${labels} is named a.*.`
    expect(imported.events).toContainEqual(expect.objectContaining({ type: 'failed', message }))
    expect(rows[2]!.failed).toMatchObject([{ image: 'a', error: `no file in ${labels} is named a.*.` }])
  })

  it('keeps a row that cannot run, and refuses one that there is not', async () => {
    await expect(runComparison(run({ rows: ['ramdom'] }))).rejects.toMatchObject({
      code: 'InvalidOption',
      message: 'there is no method ramdom.',
    })
    await expect(runComparison(run({ predictions: { random: join(folder, 'set/tool') } }))).rejects.toMatchObject({
      code: 'InvalidOption',
    })
  })

  it('refuses a folder that is not its own, and one among the inputs', async () => {
    for (const out of ['set', 'set/images', 'set/tool'])
      await expect(
        runComparison(run({ out: join(folder, out), predictions: { tool: join(folder, 'set/tool') } })),
      ).rejects.toMatchObject({ code: 'Unwritable' })
    expect(await readdir(join(folder, 'set/images'))).toHaveLength(3)
  })

  it('trains once for all rows of CUTS and scores what cuts run does', async () => {
    const settings = { schedule: { steps: 2 }, training: { batchImages: 2, samplesPerImage: 4 } }
    const names = ['cuts-kmeans', 'cuts-persistent', 'cuts-best', 'cuts-auto', 'cuts-click']
    const clicked = ['cuts-clicks', 'cuts-pick', 'random-walker']
    const cuts = run({ rows: [...names, ...clicked, 'untrained', 'colour', 'joined'], seeds: [3], settings })
    const comparison = await runComparison(cuts)
    const learnt = cuts.events.filter(event => event.type === 'task' && event.image === undefined)
    expect(learnt).toMatchObject([{ method: 'trained' }, { method: 'untrained' }])
    const { metrics } = await runFolder({
      images: join(folder, 'set/images'),
      masks: join(folder, 'set/masks'),
      out: join(folder, 'run'),
      seed: 3,
      preset: 'default',
      settings,
      device: 'cpu',
      threads: 1,
      resume: false,
      overwrite: false,
      onEvent: () => {},
    })
    const rows = new Map(tableRows(comparison).map(row => [row.row, row]))
    for (const kind of ['kmeans', 'persistent', 'auto', 'best', 'click'] as const)
      for (const name of ['dice', 'hausdorff', 'ssim', 'ergas', 'rmse'] as const)
        expect(rows.get(`cuts-${kind}`)!.scores![name].mean, `${kind} ${name}`).toBeCloseTo(
          metrics![kind]![name].mean,
          9,
        )
    for (const row of ['cuts-persistent', 'cuts-auto', 'cuts-best', 'cuts-click']) {
      const { tree } = rows.get(row)!
      expect(tree!.bestNode.mean).toBeCloseTo(metrics!.node!.dice.mean, 9)
      expect(tree!.recall[10]).toBeCloseTo(metrics!.proposals!.dice.mean, 9)
      expect(tree!.regret!.mean).toBeCloseTo(metrics!.best!.dice.mean - metrics!.auto!.dice.mean, 9)
    }
    expect(rows.get('cuts-kmeans')!.tree).toBeUndefined()
    for (const row of clicked) {
      const { clicks, scores, tree } = rows.get(row)!
      // One disc on one ground: a click in its middle says it.
      expect(scores!.dice.mean, row).toBeGreaterThan(0.6)
      expect(clicks!.iou[1], row).toBeLessThanOrEqual(scores!.dice.mean)
      expect(clicks!.noc85, row).toBeLessThanOrEqual(clicks!.noc90)
      expect(tree, row).toBeUndefined()
    }
    expect(rows.get('cuts-best')!.clicks).toBeUndefined()
    for (const row of ['untrained', 'colour', 'joined']) {
      const { tree, scores } = rows.get(row)!
      expect(tree!.bestNode.mean).toBeGreaterThanOrEqual(scores!.dice.mean - 1e-12)
    }
    expect(rows.get('joined')!.scores!.dice.mean).toBeGreaterThan(0.5)
    expect(rows.get('untrained')).toMatchObject({ n: 3, learnSeconds: expect.any(Number) })
    expect(rows.get('colour')!.levels).toBeGreaterThan(1)
  }, 300_000)

  it('answers clicks only where they are asked for, and keeps what was answered', async () => {
    const out = join(folder, 'asked')
    const ask = async (...rows: string[]) => {
      const asked = run({ out, rows, seeds: [1] })
      const comparison = await runComparison(asked)
      const images = asked.events.filter(event => event.type === 'task' && event.image !== undefined).length
      return { images, clicks: tableRows(comparison).map(({ row, clicks }) => [row, clicks !== undefined]) }
    }
    expect(await ask('cuts-auto')).toEqual({ images: 3, clicks: [['cuts-auto', false]] })
    expect(await ask('random-walker')).toEqual({ images: 3, clicks: [['random-walker', true]] })
    expect(await ask('cuts-pick')).toMatchObject({ images: 3 })
    // All of it is there by now.
    expect(await ask('cuts-auto', 'cuts-pick', 'random-walker')).toEqual({
      images: 0,
      clicks: [
        ['cuts-auto', false],
        ['cuts-pick', true],
        ['random-walker', true],
      ],
    })
  }, 120_000)

  it('leaves tables, scores of single images and what it was', async () => {
    const out = join(folder, 'out')
    const comparison = await runComparison(run({ out }))
    const files = await writeOutputs(out, comparison, new Map([['figures/bars.svg', '<svg/>']]))
    const top = new Set([...files.map(name => name.split('/')[0]!), 'cache'])
    expect((await readdir(out)).sort()).toEqual([...top].sort())
    expect((await readFile(join(out, 'images.csv'), 'utf8')).trim().split('\n')).toHaveLength(13)
    expect(JSON.parse(await readFile(join(out, 'comparison.json'), 'utf8'))).toMatchObject({
      set: 'set',
      seeds: [1, 2],
    })
  })

  it('goes on in the folder of an earlier version, and leaves no file under an earlier name', async () => {
    const out = join(folder, 'earlier')
    await mkdir(out)
    for (const name of ['bench.json', 'bench.html']) await writeFile(join(out, name), '{}')
    const comparison = await runComparison(run({ out, rows: ['random'], seeds: [1] }))
    const files = await writeOutputs(out, comparison, new Map())
    expect((await readdir(out)).sort()).toEqual([...files, 'cache'].sort())
  })
})
