import type { Merged } from '@cuts/runtime/run'
import { describe, expect, it } from 'vitest'
import { runOverStandIns as cuts } from '../testing/run-cuts.ts'
import { summary } from '../testing/stand-ins.ts'

const merged: Merged = {
  summary,
  missing: [],
  gaps: [],
  count: 40,
  source: { images: 'my studies.csv', model: 'm.onnx' },
  options: { seed: 7, preset: 'paper', grouping: 'images' },
}
const notDone = { path: 'a.png', error: 'a.png is not segmented yet: its part of the run has not done it.' }
const gaps: Merged = {
  ...merged,
  summary: {
    ...summary,
    settings: { training: { steps: 900, loss: 'ntxent' } },
    failed: [notDone],
  },
  missing: ['a.png'],
  gaps: [3, 4, 5, 17],
}

describe('merge', () => {
  it('hands its folder and list on, and ends well if nothing is missing', async () => {
    const { code, out, calls } = await cuts(['merge', 'out', '--expect', 'list.csv'], {
      useCases: { mergeFolder: async () => merged },
    })
    expect(code).toBe(0)
    expect(calls[0]).toMatchObject({ out: 'out', expected: 'list.csv' })
    expect(out).toContain('0 of 0 images segmented.')
    expect(out).toContain('Report:  out/report.html')
    expect(out).not.toContain('missing')
  })

  it('names what is missing and the lines that segment it, which a shell takes as they are', async () => {
    const { code, out } = await cuts(['merge', 'o u t'], { useCases: { mergeFolder: async () => gaps } })
    expect(code).toBe(1)
    expect(out).toContain('1 image is missing, of shards 3-5,17:\n  a.png\n')
    expect(out).not.toContain('1 image failed')
    const line =
      "cuts segment 'my studies.csv' --model m.onnx --seed 7 --preset paper --as images --set training.loss=ntxent --out 'o u t'"
    expect(out).toContain(`  for k in 3 4 5 17; do ${line} --shard $k/40; done\n`)
    const quoted = `'exec ${line.replaceAll("'", `'\\''`)} --shard $SLURM_ARRAY_TASK_ID/40'`
    expect(out).toContain(`  sbatch --array=3-5,17 --wrap ${quoted}\n`)
  })

  it('tells programs the same', async () => {
    const { code, out } = await cuts(['merge', 'out', '--json'], { useCases: { mergeFolder: async () => gaps } })
    expect(code).toBe(1)
    expect(JSON.parse(out)).toMatchObject({
      type: 'summary',
      missing: ['a.png'],
      gaps: [3, 4, 5, 17],
      count: 40,
      commands: [expect.stringMatching(/^sbatch /), expect.stringMatching(/^for k in/)],
    })
  })
})

describe('segment --shard', () => {
  const segmentShard = async () => ({ images: 4, failed: 1, seconds: 3 }) as never

  it('reads the shard from the scheduler, takes its cores, and names the next step', async () => {
    const environment = { SLURM_ARRAY_TASK_ID: '2', SLURM_ARRAY_TASK_COUNT: '5', SLURM_CPUS_PER_TASK: '4' }
    const argv = ['segment', 'list.csv', '--model', 'm.onnx', '--out', 'out', '--shard', 'auto']
    const { code, out, calls } = await cuts(argv, { useCases: { segmentShard }, io: { environment } })
    expect(code).toBe(1)
    expect(calls[0]).toMatchObject({ shard: { index: 2, count: 5 }, threads: 4, model: 'm.onnx' })
    expect(out).toContain('Shard 2 of 5: 4 images, 1 failed, 3 s.')
    expect(out).toContain('cuts merge out --expect list.csv')
    const given = await cuts([...argv, '--threads', '1'], { useCases: { segmentShard }, io: { environment } })
    expect(given.calls[0]).toMatchObject({ threads: 1 })
  })

  it('replaces nothing', async () => {
    const { code, err } = await cuts(['segment', 'in', '--shard', '0/2', '--overwrite'])
    expect(code).toBe(2)
    expect(err).toContain('--shard and --overwrite cannot be used together.')
  })
})
