import { defaultProtocol, type OpenComparison } from '@cuts/compare'
import type { CompareEvent } from '@cuts/compare/node'
import { expect, it } from 'vitest'
import { runOverStandIns } from '../testing/run-cuts.ts'
import { row } from '../testing/stand-ins.ts'
import type { UseCases } from '../use-cases.ts'

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

const events: readonly CompareEvent[] = [
  { type: 'skipped', row: 'sam', reason: 'needs the weights sam', action: sam },
  { type: 'started', images: 2, rows: 2, seeds: [1], jobs: 2, tasks: 2, cached: 0 },
  { type: 'task', method: 'random', seed: 1, image: 'b', done: 2, total: 2, etaSeconds: 0 },
]

const runComparison: UseCases['runComparison'] = async ({ onEvent }) => {
  for (const event of events) onEvent(event)
  return comparison
}
const writeComparison = async () => ['table.md', 'table.json']

const cuts = (argv: readonly string[], useCases: Partial<UseCases> = {}) =>
  runOverStandIns(argv, { useCases: { runComparison, writeComparison, ...useCases } })

it('hands over rows, seeds, protocol and pairs, and prints the table', async () => {
  const { code, out, err, calls } = await cuts([
    ...['compare', 'set', '--methods', 'random,sam', '--seeds', '1,2,3', '--out', 'b', '--jobs', '2'],
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
  const { out } = await cuts(['compare', 'set', '--json'])
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
  const { code, err } = await cuts(['compare', 'set', flag, value])
  expect(code).toBe(2)
  expect(err).toContain(message)
})

it('exits with 1 where a row failed on an image', async () => {
  const failed = [{ image: 'a', seed: 1, error: 'a.png is damaged.' }]
  const rows = comparison.rows.map(state => ({ ...state, failed }))
  const { code } = await cuts(['compare', 'set'], { runComparison: async () => ({ ...comparison, rows }) })
  expect(code).toBe(1)
})

it('answers to its former name, with a notice that programs do not see', async () => {
  const argv = ['set', '--json', '--seeds', '1,2']
  const [now, formerly] = [await cuts(['compare', ...argv]), await cuts(['bench', ...argv])]
  expect(now.err).toBe('')
  expect(formerly.err).toBe('cuts: `cuts bench` is now called `cuts compare`.\n')
  expect(formerly.out).toBe(now.out)
  expect([formerly.code, formerly.calls.length]).toEqual([now.code, now.calls.length])
  expect(formerly.calls[0]).toMatchObject({ dataset: 'set', seeds: [1, 2], out: 'comparison' })
})
