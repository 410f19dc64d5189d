/** `cuts compare` as it is installed, in processes side by side and after Ctrl-C: the table of one process. */
import { spawn } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, it } from 'vitest'

const root = fileURLToPath(new URL('..', import.meta.url))
let home: string

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'cuts-comparison-'))
})

afterAll(() => rm(home, { recursive: true, force: true }))

const methods = 'random,watershed,felzenszwalb-tuned,sam,cuts-kmeans,cuts-best'

/** Events of the command on standard output; Ctrl-C is pressed at the event that `interruptAt` picks. */
async function compare(out: string, jobs: number, interruptAt?: (event: { readonly type: string }) => boolean) {
  const argv = [
    'compare',
    'examples/fundus',
    '--out',
    out,
    '--jobs',
    String(jobs),
    '--methods',
    methods,
    '--first',
    '2',
  ]
  const settings = ['--set', 'schedule.steps=2', '--set', 'training.batchImages=2', '--json']
  const child = spawn(process.execPath, ['apps/cli/bin/cuts.js', ...argv, ...settings], { cwd: root })
  const events: {
    readonly type: string
    readonly table?: readonly { readonly n: number; readonly reason?: string }[]
  }[] = []
  let pressed = false
  let rest = ''
  child.stdout.on('data', (chunk: Buffer) => {
    const lines = (rest + chunk.toString()).split('\n')
    rest = lines.pop()!
    for (const line of lines) {
      const event = JSON.parse(line)
      events.push(event)
      if (pressed || interruptAt?.(event) !== true) continue
      pressed = true
      child.kill('SIGINT')
    }
  })
  const code = await new Promise<number | null>(resolve => child.on('close', resolve))
  return { code, events }
}

/** Every score of every image; not the seconds, which end the line. */
async function scores(out: string): Promise<string[]> {
  const lines = (await readFile(join(out, 'images.csv'), 'utf8')).trim().split('\n')
  return lines.map(line => line.slice(0, line.lastIndexOf(',')))
}

it('gives the same scores in one process, in two, and after Ctrl-C, and keeps a row that cannot run', async () => {
  const alone = await compare(join(home, 'alone'), 1)
  expect(alone.code).toBe(0)
  const { table } = alone.events.at(-1)!
  expect(table!.map(({ n, reason }) => reason ?? n)).toEqual([2, 2, 2, expect.stringContaining('needs'), 2, 2])

  let tasks = 0
  const out = join(home, 'beside')
  const stopped = await compare(out, 2, ({ type }) => type === 'task' && ++tasks === 4)
  expect(stopped.code).toBe(130)
  expect(stopped.events.at(-1)).toMatchObject({ type: 'error', code: 'Cancelled' })
  const rest = await compare(out, 2)
  expect(rest.code).toBe(0)
  expect(rest.events.find(({ type }) => type === 'started')).toMatchObject({ cached: expect.any(Number) })
  expect(await scores(out)).toEqual(await scores(join(home, 'alone')))
}, 300_000)
