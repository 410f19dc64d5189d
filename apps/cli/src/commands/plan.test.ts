import { execFileSync } from 'node:child_process'
import { expect, it } from 'vitest'
import { runOverStandIns as cuts } from '../testing/run-cuts.ts'

const measureWork = async () => ({
  images: 10_000,
  megapixels: 10_000,
  secondsPerMegapixel: 3.6,
  startSeconds: 0,
  sampled: 40,
  timed: 3,
})

it('plan says how many shards, and prints lines that a shell takes as they are', async () => {
  const argv = ['plan', 'my list.csv', '--model', 'm.onnx', '--out', 'out', '--threads', '2']
  const { code, out, calls } = await cuts(argv, { useCases: { measureWork } })
  expect(code).toBe(0)
  expect(calls[0]).toMatchObject({ images: 'my list.csv', model: 'm.onnx', threads: 2 })
  expect(out).toContain('10000 images, about 10000 megapixels at 3.6 s each (3 images timed, the size of 40 read).')
  expect(out).toContain('40 shards of about 15 min')
  const { sbatch, kubernetes, shards } = JSON.parse(
    (await cuts([...argv, '--json'], { useCases: { measureWork } })).out,
  )
  expect(shards).toBe(40)
  const words = wordsOf(sbatch)
  expect(words.slice(0, -1)).toEqual([
    'sbatch',
    '--array=0-39',
    '--cpus-per-task=2',
    expect.stringMatching(/^--time=\d+$/),
    '--signal=B:TERM@120',
    '--wrap',
  ])
  // What the job's shell makes of its script.
  expect(wordsOf(words.at(-1)!.replace('exec ', ''), { SLURM_ARRAY_TASK_ID: '7' })).toEqual(
    'cuts segment|my list.csv|--model m.onnx --out out --shard 7/40'
      .split('|')
      .flatMap((part, i) => (i === 1 ? [part] : part.split(' '))),
  )
  expect(kubernetes).toContain('completions: 40')
  const command = JSON.parse(/command: \[sh, -c, (".*")\]/.exec(kubernetes)![1]!)
  expect(wordsOf(command.replace('exec ', ''))).toContain('auto/40')
})

function wordsOf(line: string, env: { readonly [name: string]: string } = {}): string[] {
  return execFileSync('bash', ['-c', `printf '%s\\n' ${line}`], { env: { ...process.env, ...env }, encoding: 'utf8' })
    .trimEnd()
    .split('\n')
}
