import type { RunEvent, Summary } from '@cuts/runtime'
import type { FolderRun } from '@cuts/runtime/node'
import { describe, expect, it } from 'vitest'
import { runOverStandIns } from '../testing/run-cuts.ts'
import { row, summary } from '../testing/stand-ins.ts'

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

const runFolder = async ({ onEvent }: FolderRun): Promise<Summary> => {
  for (const event of events) onEvent(event)
  return summary
}
const segmentFolder = async (): Promise<Summary> => summary

function cuts(argv: readonly string[], change: Parameters<typeof runOverStandIns>[1] = {}) {
  return runOverStandIns(argv, { ...change, useCases: { runFolder, segmentFolder, ...change.useCases } })
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

it('segment takes a model, which volumes do not need', async () => {
  const without = await cuts(['segment', 'in.nii.gz'])
  expect(without.calls[0]).toMatchObject({ images: 'in.nii.gz' })
  expect(without.calls[0]).not.toHaveProperty('model')
  const { calls } = await cuts(['segment', 'in', '--model', 'm.onnx', '--masks', 'truth'])
  expect(calls[0]).toMatchObject({ model: 'm.onnx', images: 'in', masks: 'truth' })
})
