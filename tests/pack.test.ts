/**
 * What a user gets: every publishable package is packed, the tarballs are checked by publint and Are the Types Wrong,
 * installed into an empty folder with their dependencies, and `cuts` works from there.
 */
import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { copyFile, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { checkPackage, createPackageFromTarballData } from '@arethetypeswrong/core'
import { summarySchema } from '@cuts/runtime/results'
import { publint } from 'publint'
import { formatMessage } from 'publint/utils'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const root = fileURLToPath(new URL('..', import.meta.url))
const packages = [
  'packages/core',
  'packages/nn',
  'packages/formats',
  'packages/runtime',
  'packages/compare',
  'packages/report',
  'packages/cluster',
  'packages/queue',
  'packages/bucket',
  'apps/cli',
  'apps/worker',
]

/** A shell of its own: what npm tells its scripts about this repository must not reach the other folder. */
const environment = {
  ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^npm_|^INIT_CWD$|^VITEST/i.test(name))),
  ONNXRUNTIME_NODE_INSTALL: 'skip',
  NO_COLOR: '1',
}

async function run(folder: string, command: string, ...args: readonly string[]): Promise<string> {
  const options = { cwd: folder, env: environment, maxBuffer: 64 * 1024 * 1024 }
  try {
    return (await promisify(execFile)(command, args, options)).stdout
  } catch (error) {
    const { stdout, stderr } = error as { stdout: string; stderr: string }
    throw new Error(`${command} ${args.join(' ')} failed:\n${stdout}\n${stderr}`, { cause: error })
  }
}

/** The part of a package.json that registries show, or that decides what is installed and kept by bundlers. */
interface Manifest {
  readonly name: string
  readonly description?: string
  readonly keywords?: readonly string[]
  readonly license?: string
  readonly type?: string
  readonly engines?: { readonly node?: string }
  readonly sideEffects?: boolean | readonly string[]
  readonly exports?: Readonly<Record<string, unknown>>
  readonly dependencies?: Readonly<Record<string, string>>
}

interface Packed {
  readonly name: string
  readonly filename: string
  readonly files: readonly { readonly path: string }[]
}

const isProgram = (name: string): boolean => !name.startsWith('@')

let folder: string
let packed: readonly Packed[]

const manifestOf = async (name: string): Promise<Manifest> =>
  JSON.parse(await readFile(join(folder, 'node_modules', name, 'package.json'), 'utf8'))

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cuts-pack-'))
  const workspaces = packages.flatMap(path => ['--workspace', path])
  // Scripts are ignored, and with them those that add decoders and page before the product is packed.
  await run(root, 'node', 'packages/formats/bin/bundle-codecs.js')
  await run(root, 'node', 'apps/studio/bin/studio.js')
  const json = await run(root, 'npm', 'pack', '--json', '--ignore-scripts', '--pack-destination', folder, ...workspaces)
  packed = Object.values(JSON.parse(json) as Record<string, Packed>)
  await writeFile(join(folder, 'package.json'), '{ "private": true }\n')
  const tarballs = packed.map(({ filename }) => `./${filename}`)
  await run(folder, 'npm', 'install', '--prefer-offline', '--no-audit', '--no-fund', ...tarballs)
}, 300_000)

afterAll(() => rm(folder, { recursive: true, force: true }))

describe('the packed product', () => {
  it('holds built JavaScript with its types, and no tests', () => {
    expect(packed.map(({ name }) => name).sort()).toEqual([
      '@cuts/bucket',
      '@cuts/cluster',
      '@cuts/compare',
      '@cuts/core',
      '@cuts/formats',
      '@cuts/nn',
      '@cuts/queue',
      '@cuts/report',
      '@cuts/runtime',
      'cuts',
      'cuts-worker',
    ])
    for (const { name, files } of packed) {
      const paths = files.map(file => file.path)
      const entry = isProgram(name) ? 'dist/main' : 'dist/index'
      expect(paths, name).toContain(`${entry}.js`)
      expect(paths, name).toContain(`${entry}.d.ts`)
      expect(paths.filter(path => path.includes('.test.') || path.includes('tsbuildinfo'))).toEqual([])
    }
  })

  it('brings its decoders, and not the packages that these come from', async () => {
    const formats = packed.find(({ name }) => name === '@cuts/formats')!.files.map(file => file.path)
    expect(formats).toEqual(expect.arrayContaining(['dist/codecs/png-read-image.wasm.zst', 'dist/codecs/LICENSE']))
    expect(await readdir(join(folder, 'node_modules'))).not.toContain('@itk-wasm')
  })

  it('says what it is, under which licence and on which Node', async () => {
    for (const { name, files } of packed) {
      const paths = files.map(file => file.path)
      expect(paths, name).toEqual(expect.arrayContaining(['README.md', 'LICENSE', 'package.json']))
      const manifest = await manifestOf(name)
      expect(manifest.description, name).toMatch(/^[A-Z@].*\.$/)
      expect(manifest.keywords?.length, name).toBeGreaterThan(3)
      expect(manifest, name).toMatchObject({ license: 'MIT', type: 'module', engines: { node: '>=20.19.0' } })
      // Programs: nobody imports them, so they have neither entry points nor modules to leave out.
      if (isProgram(name)) continue
      expect(manifest.sideEffects, name).toBeDefined()
      expect(manifest.exports?.['./package.json'], name).toBe('./package.json')
    }
  })

  it('passes publint, suggestions included', async () => {
    for (const { name, filename } of packed) {
      const tarball = Uint8Array.from(await readFile(join(folder, filename))).buffer
      const { messages, pkg } = await publint({ pack: { tarball }, level: 'suggestion', strict: true })
      expect(
        messages.map(message => formatMessage(message, pkg, { color: false })),
        name,
      ).toEqual([])
    }
  }, 120_000)

  // The packages are ES modules only, so what CommonJS and the resolution of Node 10 would find is not asked.
  it('has types that match its code at every entry point, for Node and for bundlers', async () => {
    for (const { name, filename } of packed) {
      if (isProgram(name)) continue
      const result = await checkPackage(createPackageFromTarballData(await readFile(join(folder, filename))))
      if (result.types === false) throw new Error(`${name} has no types`)
      const asked = ['node16-esm', 'bundler']
      const problems = result.problems.filter(
        problem => !('resolutionKind' in problem) || asked.includes(problem.resolutionKind),
      )
      expect(problems, name).toEqual([])
      const { exports } = await manifestOf(name)
      expect(Object.keys(result.entrypoints).sort(), name).toEqual(Object.keys(exports ?? {}).sort())
    }
  }, 120_000)

  it('depends on nothing that only this repository has', async () => {
    for (const { name } of packed) {
      const { dependencies } = await manifestOf(name)
      const siblings = Object.keys(dependencies ?? {}).filter(dependency => dependency.startsWith('@cuts/'))
      expect(packed.map(other => other.name)).toEqual(expect.arrayContaining(siblings))
    }
  })

  it('shows its help and its presets', async () => {
    expect(await run(folder, 'npx', 'cuts', '--help')).toContain('Usage: cuts')
    expect(await run(folder, 'npx', 'cuts-worker', '--help')).toContain('Usage: cuts-worker')
    const presets = (await run(folder, 'npx', 'cuts', 'presets', '--json'))
      .trimEnd()
      .split('\n')
      .map(line => JSON.parse(line) as { name: string; settings: unknown[] })
    expect(presets.map(({ name }) => name)).toEqual(expect.arrayContaining(['default', 'paper']))
    for (const { settings } of presets) expect(settings.length).toBeGreaterThan(10)
  })

  it('serves the studio that it holds, with a folder of images', async () => {
    const paths = packed.find(({ name }) => name === 'cuts')!.files.map(({ path }) => path)
    expect(paths).toEqual(expect.arrayContaining(['dist/studio/index.html', 'dist/studio/samples/brain-1.png']))
    // Nothing in it is compiled from text, so what only graphics cards would run is left out.
    expect(paths.filter(path => /asyncify|jspi|\.map$/.test(path) && path.startsWith('dist/studio/'))).toEqual([])
    const cuts = join(folder, 'node_modules/cuts/bin/cuts.js')
    const images = join(root, 'examples/fundus/images')
    const child = spawn(process.execPath, [cuts, 'open', images, '--no-browser', '--json'], { env: environment })
    try {
      const { url } = JSON.parse(String((await once(child.stdout, 'data'))[0])) as { readonly url: string }
      expect(await (await fetch(url)).text()).toContain('<title>CUTS Studio</title>')
      const { files } = (await (await fetch(`${url}opened.json`)).json()) as { readonly files: { path: string }[] }
      const at = files.findIndex(({ path }) => path === 'fundus-2.png')
      const bytes = new Uint8Array(await (await fetch(`${url}opened/${at}`)).arrayBuffer())
      expect(bytes).toEqual(new Uint8Array(await readFile(join(images, 'fundus-2.png'))))
      child.kill('SIGINT')
      expect(await once(child, 'exit')).toEqual([0, null])
    } finally {
      child.kill('SIGKILL')
    }
  })

  it('segments two images', async () => {
    for (const kind of ['images', 'masks']) {
      const source = join(root, 'examples/fundus', kind)
      await mkdir(join(folder, kind))
      for (const name of (await readdir(source)).sort().slice(0, 2))
        await copyFile(join(source, name), join(folder, kind, name))
    }
    const quick = ['--threads', '1', '--set', 'schedule.steps=2']
    const out = await run(folder, 'npx', 'cuts', 'run', 'images', '--masks', 'masks', '--out', 'results', ...quick)
    expect(out).toContain('2 of 2 images segmented')
    const summary = summarySchema.parse(JSON.parse(await readFile(join(folder, 'results/summary.json'), 'utf8')))
    expect(summary.images).toHaveLength(2)
    expect(summary.failed).toEqual([])
    expect(summary.train?.steps).toBe(2)
    expect(await readFile(join(folder, 'results/report.html'), 'utf8')).toMatch(/^<!doctype html>/i)
    const id = summary.images[0]!.id
    await run(folder, 'npx', 'cuts', 'pick', `results/images/${id}`, '--at', '5,5', '--out', 'mask.png')
    expect(await run(folder, 'npx', 'cuts', 'info', 'mask.png')).toContain('mask.png: PNG')
  }, 180_000)

  it('runs the examples of README and guide as they stand', async () => {
    const examplesOf = async (page: string) =>
      [...(await readFile(join(root, page), 'utf8')).matchAll(/```js\n([\s\S]*?)```/g)].map(match => match[1] ?? '')
    const [wholeRun = '', stages = '', ...others] = await examplesOf('docs/guide/library.md')
    expect(others).toEqual([])
    expect(await examplesOf('README.md')).toEqual([wholeRun])
    await writeFile(join(folder, 'whole-run.mjs'), wholeRun)
    await writeFile(join(folder, 'stages.mjs'), stages)
    expect(await run(folder, 'node', 'whole-run.mjs')).toMatch(/^fundus-1 2 3 [\d ]+\nfundus-2 2 3 [\d ]+\n$/)
    expect(await run(folder, 'node', 'stages.mjs')).toBe('12\n')
  }, 180_000)
})
