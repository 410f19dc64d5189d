/**
 * Nothing leaves the machine: the installed program is watched by `strace` while it trains, segments and compares, with a
 * home of its own and without the variables by which libraries know that they are tested.
 */
import { execFile, spawnSync } from 'node:child_process'
import { cp, mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const root = fileURLToPath(new URL('..', import.meta.url))
const cuts = join(root, 'apps/cli/bin/cuts.js')
const quick = ['--set', 'schedule.steps=2', '--set', 'training.batchImages=2', '--json']

const canWatch = spawnSync('strace', ['-f', '-e', 'trace=network', 'true']).status === 0
if (!canWatch) console.warn('skipped: what leaves the machine is not watched, because strace does not work here')

let home: string
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'cuts-watched-'))
  await cp(join(root, 'examples/fundus'), join(home, 'set'), { recursive: true })
})
afterAll(() => rm(home, { recursive: true, force: true }))

/** Runs a command with only these variables in its environment; returns the system calls that were seen. */
async function watch(...argv: readonly string[]): Promise<readonly string[]> {
  const log = join(home, 'calls')
  await mkdir(join(home, 'tmp'), { recursive: true })
  const calls = [
    '%network',
    'open',
    'openat',
    'creat',
    'mkdir',
    'mkdirat',
    'rename',
    'renameat',
    'renameat2',
    'link',
    'linkat',
  ]
  const strace = ['-f', '-qq', '-s', '256', '-o', log, '-e', `trace=${calls.join(',')}`]
  await promisify(execFile)('strace', [...strace, process.execPath, ...argv], {
    cwd: home,
    env: { PATH: process.env.PATH, HOME: home, TMPDIR: join(home, 'tmp') },
    maxBuffer: 1 << 26,
  })
  return (await readFile(log, 'utf8')).split('\n')
}

/** Sockets to other machines and to name services; those between a process and its child are not among them. */
function sockets(calls: readonly string[]): string[] {
  return calls.filter(call => /\b(socket\(AF_(?!UNIX)|connect\(|sendto\(|sendmsg\(.*sa_family=AF_INET)/.test(call))
}

/** Paths that were made or opened to be written. */
function written(calls: readonly string[]): string[] {
  const paths = new Set<string>()
  for (const call of calls) {
    if (/ = -1 /.test(call)) continue
    const opens = /\bopen(?:at)?\(.*?"([^"]+)", [^)]*O_(?:WRONLY|RDWR|CREAT)/.exec(call)?.[1]
    const makes = /\b(?:mkdir|mkdirat|creat)\(.*?"([^"]+)"/.exec(call)?.[1]
    const moves = /\b(?:rename|renameat2?|link|linkat)\(.*"([^"]+)"(?:, \w+)?\)/.exec(call)?.[1]
    for (const path of [opens, makes, moves]) if (path !== undefined) paths.add(resolve(home, path))
  }
  return [...paths].filter(path => !/^\/(dev|proc|sys)\//.test(path))
}

async function expectKept(out: string, ...argv: readonly string[]): Promise<void> {
  const calls = await watch(cuts, ...argv, '--out', out, ...quick)
  expect(sockets(calls)).toEqual([])
  const inside = written(calls).filter(path => path.startsWith(join(home, out)))
  expect(inside.length).toBeGreaterThan(3)
  expect(written(calls).filter(path => path !== join(home, out) && !path.startsWith(join(home, out, '/')))).toEqual([])
}

describe.skipIf(!canWatch)(
  'no socket is opened and no file written outside the output folder (skipped without strace)',
  () => {
    it('when an encoder is trained, and when images are segmented with it', { timeout: 300_000 }, async () => {
      await expectKept('trained', 'train', 'set/images')
      await expectKept('segmented', 'segment', 'set/images', '--model', 'trained/model.onnx')
    })

    it('when results are looked at, exported and scored', { timeout: 120_000 }, async () => {
      for (const argv of [
        ['info', 'set/images'],
        ['eval', 'segmented', '--masks', 'set/masks'],
        ['export', 'segmented', '--format', 'nifti', '--out', 'segmented/exported'],
        ['convert', 'set/images/fundus-1.png', 'segmented/converted.nrrd'],
      ]) {
        const calls = await watch(cuts, ...argv)
        expect(sockets(calls)).toEqual([])
        expect(written(calls).filter(path => !path.startsWith(join(home, 'segmented/')))).toEqual([])
      }
    })

    it('when methods are compared, in processes side by side', { timeout: 300_000 }, async () => {
      await expectKept('compared', 'compare', 'set', '--methods', 'random,cuts-best', '--first', '2', '--jobs', '2')
    })

    it('when the engine is used from a program', { timeout: 120_000 }, async () => {
      const script = `
      import { input } from '@cuts/nn/graph'
      import { add, toOnnx } from '@cuts/nn/graph'
      import { createNodeEngine } from '@cuts/nn/node'
      const x = input('x', [2])
      const runtime = await createNodeEngine({ device: 'cpu' })
      await (await runtime.load(toOnnx({ y: add(x, x) }))).dispose()
      await createNodeEngine({ device: 'webgpu' })`
      const calls = await watch(
        '--input-type=module',
        '-e',
        script
          .replaceAll("'@cuts/nn", `'${join(root, 'packages/nn/dist')}`)
          .replaceAll(/dist\/(graph|node)'/g, "dist/$1/index.js'"),
      )
      expect(calls.length).toBeGreaterThan(3)
      expect(sockets(calls)).toEqual([])
      expect(written(calls)).toEqual([])
    })

    it('sees a name that is looked up, a socket that is opened and a file that is written, if there are any', async () => {
      const script = `
      require('node:dns').lookup('example.invalid', () => {})
      require('node:net').connect(9, '127.0.0.1').on('error', () => {})
      require('node:fs').writeFileSync('left-behind', '')`
      const calls = await watch('-e', script)
      expect(sockets(calls).length).toBeGreaterThan(0)
      expect(written(calls)).toEqual([join(home, 'left-behind')])
    })
  },
)

it('the native library holds no address to report to', async () => {
  const require = createRequire(join(root, 'packages/nn/package.json'))
  const folder = join(dirname(require.resolve('onnxruntime-node/package.json')), 'bin')
  const libraries = (await readdir(folder, { recursive: true })).filter(name =>
    /onnxruntime[^/]*\.(so|dylib|dll)/.test(name),
  )
  expect(libraries.length).toBeGreaterThan(0)
  for (const name of libraries) {
    const bytes = await readFile(join(folder, name))
    for (const address of ['events.data.microsoft.com', 'OneCollector'])
      expect(bytes.includes(address), name).toBe(false)
  }
})
