/** How the installed program ends where nobody listens any more: as on Ctrl-C, so that nothing passes for finished. */
import { type ChildProcessByStdio, execFileSync, spawn } from 'node:child_process'
import { closeSync, existsSync, openSync } from 'node:fs'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, it } from 'vitest'

const root = fileURLToPath(new URL('..', import.meta.url))
const cuts = join(root, 'apps/cli/bin/cuts.js')
type Child = ChildProcessByStdio<null, Readable, Readable>

let home: string
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'cuts-ending-'))
})
afterAll(() => rm(home, { recursive: true, force: true }))

/** Trains for longer than any test waits; `end` is called once, when the first step is done. */
async function train(out: string, end: (child: Child) => void) {
  const settings = ['--set', 'schedule.steps=100000', '--set', 'training.batchImages=2', '--threads', '1']
  const argv = [cuts, 'train', join(root, 'examples/fundus/images'), '--out', join(home, out), ...settings, '--json']
  const child: Child = spawn(process.execPath, argv, { stdio: ['ignore', 'pipe', 'pipe'] })
  let [seen, err, ended] = ['', '', false]
  child.stderr.on('data', (chunk: Buffer) => {
    err += chunk
  })
  child.stdout.on('data', (chunk: Buffer) => {
    seen += chunk
    if (ended || !seen.includes('"type":"train"')) return
    ended = true
    end(child)
  })
  const code = await new Promise<number | null>(resolve => child.on('close', resolve))
  return { code, err, files: await readdir(join(home, out)) }
}

it('stops where it can go on when the reader of its output leaves', async () => {
  const { code, err, files } = await train('reader', child => child.stdout.destroy())
  expect(code).toBe(130)
  expect(err).toContain('--resume continues')
  expect(err).not.toContain('    at ')
  expect(files).toContain('checkpoint.bin')
}, 120_000)

it('stops where it can go on when the terminal is closed, once though both streams are gone', async () => {
  const { code, files } = await train('terminal', child => {
    child.kill('SIGHUP')
    child.stdout.destroy()
    child.stderr.destroy()
  })
  expect(code).toBe(130)
  expect(files).toContain('checkpoint.bin')
}, 120_000)

it.skipIf(!existsSync('/dev/full'))('says in one line that its output cannot be written', async () => {
  const full = openSync('/dev/full', 'w')
  const child = spawn(process.execPath, [cuts, 'presets'], { stdio: ['ignore', full, 'pipe'] })
  let err = ''
  child.stderr!.on('data', (chunk: Buffer) => {
    err += chunk
  })
  const code = await new Promise<number | null>(resolve => child.on('close', resolve))
  closeSync(full)
  expect(code).toBe(2)
  expect(err).toMatch(/^cuts: the output could not be written: ENOSPC[^\n]*\n$/)
})

it.skipIf(process.platform === 'win32')(
  'ends at the second Ctrl-C, whatever hangs',
  async () => {
    const pipe = join(home, 'pipe')
    execFileSync('mkfifo', [pipe])
    // A pipe that nobody writes to holds a thread of the process, which an orderly exit waits for.
    const program = `
    import { open } from 'node:fs/promises'
    import { processIo } from ${JSON.stringify(new URL('../apps/cli/dist/io.js', import.meta.url).href)}
    const io = processIo()
    io.onInterrupt(() => io.out('told'))
    open(${JSON.stringify(pipe)})
    io.out('ready')`
    const child = spawn(process.execPath, ['--input-type=module', '--eval', program], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    child.stdout.on('data', () => child.kill('SIGINT'))
    const ended = await new Promise(resolve => child.on('exit', (code, signal) => resolve(signal ?? code)))
    expect(ended).toBe('SIGINT')
  },
  30_000,
)
