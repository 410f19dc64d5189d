import { readdirSync, readFileSync } from 'node:fs'
import { join, relative, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { checkLayers, parseImports, type SourceFile, unusedStageEdges } from '../tools/layers.ts'

const root = fileURLToPath(new URL('..', import.meta.url))

function sourceFiles(folder: string): SourceFile[] {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile() && /\.tsx?$/.test(entry.name))
    .map(entry => relative(root, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .filter(path => path.includes('/src/') && !path.includes('node_modules') && !path.includes('/dist/'))
    .map(path => ({ path, text: readFileSync(join(root, path), 'utf8') }))
}

describe('the layers of this repository', () => {
  const files = ['packages', 'apps', 'bench', 'examples'].flatMap(sourceFiles)

  it('hold', () => {
    expect(files.length).toBeGreaterThan(50)
    expect(checkLayers(files)).toEqual([])
  })

  it('list no edge between stages that nothing needs', () => {
    expect(unusedStageEdges(files.filter(({ path }) => !path.endsWith('.test.ts')))).toEqual([])
    expect(unusedStageEdges([])).toContain('labels -> metrics')
  })
})

/** The sentences about one file. */
function breaches(path: string, text: string): string[] {
  return checkLayers([{ path, text }])
}

describe('checkLayers', () => {
  it.each([
    ['packages/core/src/tree/a.ts', "import { readFileSync } from 'node:fs'", 'take what you need as an argument'],
    ['packages/core/src/tree/a.ts', "import zod from 'zod'", 'core has no dependencies'],
    ['packages/core/src/tree/a.ts', "import { x } from '@cuts/nn'", 'core has no dependencies'],
    ['packages/core/src/tree/a.ts', "import { x } from '../../../nn/src/x.ts'", "import '@cuts/nn' by name"],
    ['packages/nn/src/a.ts', "import { read } from '@cuts/formats'", 'compose it with other packages in runtime'],
    ['packages/formats/src/a.ts', "import type { X } from '@cuts/runtime'", 'formats knows core only'],
    ['packages/runtime/src/a.ts', "import { main } from 'cuts'", 'nobody imports apps'],
    ['packages/runtime/src/a.ts', "export { main } from '../../../apps/cli/src/main.ts'", 'leaves its package'],
    ['apps/cli/src/a.ts', "import { conv2d } from '@cuts/nn'", 'a use case of @cuts/runtime'],
    ['packages/runtime/src/a.ts', "import { loadNpz } from '@cuts/testing'", 'runtime knows core, nn and formats'],
  ])('%s with %s reaches too far', (path, text, advice) => {
    const found = breaches(path, text)
    expect(found.length).toBeGreaterThan(0)
    expect(found.join('\n')).toContain(advice)
  })

  it.each([
    ['packages/nn/src/a.ts', "import { cpus } from 'node:os'"],
    ['packages/nn/src/a.ts', "import * as ort from 'onnxruntime-node'"],
    ['packages/runtime/src/pipeline/a.ts', "import { run } from '../node/run.ts'"],
    ['packages/runtime/src/a.ts', "const nn = await import('@cuts/nn/node')"],
    ['packages/runtime/src/a.ts', 'const cores = process.argv.length'],
  ])('%s with %s is bound to Node', (path, text) => {
    expect(breaches(path, text).join('\n')).toContain("move this into the package's node/ folder")
    expect(breaches(path.replace('/src/', '/src/node/'), text.replace('../node/', '../../node/'))).toEqual([])
  })

  it('lets a stage of core see types of another, not values', () => {
    const path = 'packages/core/src/labels/a.ts'
    expect(breaches(path, "import { cut } from '../somewhere/cut.ts'")[0]).toContain('`import type`')
    expect(breaches(path, "import { type A, cut } from '../somewhere/cut.ts'")).toHaveLength(1)
    expect(breaches(path, "export * from '../somewhere/index.ts'")).toHaveLength(1)
    expect(breaches(path, "import type { Tree } from '../somewhere/cut.ts'")).toEqual([])
    expect(breaches(path, "import { type A, type B } from '../somewhere/cut.ts'")).toEqual([])
    expect(breaches(path, "import { CutsError } from '../errors.ts'\nimport { b } from './b.ts'")).toEqual([])
    expect(breaches('packages/core/src/index.ts', "export * from './labels/index.ts'")).toEqual([])
    expect(breaches('packages/core/src/random/a.ts', "import { cut } from '../labels/cut.ts'")[0]).toContain(
      'lowest layer',
    )
  })

  it('lets a room of runtime see lower rooms only, types included', () => {
    const path = 'packages/runtime/src/source/a.ts'
    expect(breaches(path, "import type { Dataset } from '../dataset/dataset.ts'")[0]).toContain('stands above source')
    expect(breaches(path, "import { Summary } from '../results/summary.ts'\nimport { b } from './b.ts'")).toEqual([])
    expect(breaches('packages/runtime/src/results/deep/a.ts', "import { x } from '../../pictures/x.ts'")).toEqual([])
    expect(breaches('packages/runtime/src/index.ts', "export { run } from './run/run.ts'")).toEqual([])
  })

  it('lets a room of the studio see lower rooms only', () => {
    const path = 'apps/studio/src/engine/a.ts'
    expect(breaches(path, "import { paint } from '../view/paint.ts'")[0]).toContain('stands above engine in studio')
    expect(breaches('apps/studio/src/ui/a.tsx', "import { run } from '../state/app.ts'")).toEqual([])
    expect(breaches(path, "import { main } from 'cuts'")[0]).toContain('nobody imports apps')
  })

  it.each([
    ['packages/core/src/tree/a.ts', 'const x = Math.random()', 'take a Random'],
    ['packages/runtime/src/node/a.ts', 'const x = Math.random()', 'take a Random'],
    ['packages/core/src/tree/a.ts', 'const t = Date.now()', 'take the time as an argument'],
    ['packages/nn/src/a.ts', 'const t = new Date()', 'take the time as an argument'],
    ['packages/formats/src/a.ts', "console.log('x')", 'throw a CutsError'],
  ])('%s may not say %s', (path, text, advice) => {
    expect(breaches(path, text).join('\n')).toContain(advice)
  })

  it.each([
    "const remedy = 'Give another --out folder.'",
    "const remedy = '--checksum must be 64 digits.'",
    'const remedy = `Start again (--device cpu).`',
    'const remedy = `needs `--weights sam=FILE``',
    "const remedy = 'Give --overwrite'",
    "const remedy = 'Give the model that `cuts train` wrote.'",
    "const remedy = 'Run the same command again.'",
    "const remedy = 'See docs/guide/models.md.'",
  ])('a package may not say %s', text => {
    expect(breaches('packages/runtime/src/a.ts', text)[0]).toContain('give the CutsError an `action`')
    expect(breaches('apps/cli/src/a.ts', text)).toEqual([])
    expect(breaches('packages/runtime/src/a.test.ts', text)).toEqual([])
  })

  it.each([
    'const i = stack[--top]',
    "module.callMain([file, '--memory-io'])",
    'const style = `--page: #fff; color: var(--page)`',
    "const remedy = 'for instance with gdcmconv --raw.'",
    '// `--url` takes it from elsewhere, as `cuts models` does.',
  ])('a package may say %s', text => {
    expect(breaches('packages/formats/src/a.ts', text)).toEqual([])
  })

  it('does not mind words in comments and strings, nor what tests use', () => {
    expect(breaches('packages/core/src/tree/a.ts', "// Math.random() is banned\nconst a = 'console.log'")).toEqual([])
    expect(breaches('packages/core/src/tree/a.ts', "// import { x } from 'zod'\n/* import 'zod' */")).toEqual([])
    expect(
      breaches(
        'packages/core/src/tree/a.test.ts',
        "import { loadNpz } from '@cuts/testing'\nimport { it } from 'vitest'\nimport { cut } from '../labels/cut.ts'",
      ),
    ).toEqual([])
    expect(breaches('packages/core/src/tree/a.test.ts', "import { x } from '@cuts/runtime'")).toHaveLength(1)
  })
})

describe('parseImports', () => {
  it('finds every form over several lines', () => {
    const text = `import a, { b } from 'one'
import * as c from "two"
import 'three'
import {
  type D,
  e,
} from './four.ts'
export type { F } from './five.ts'
export { g } from './six.ts'
const h = await import('./seven.ts')
const text = "from 'nowhere'"`
    expect(parseImports(text)).toEqual([
      { specifier: 'one', typeOnly: false },
      { specifier: 'two', typeOnly: false },
      { specifier: 'three', typeOnly: false },
      { specifier: './four.ts', typeOnly: false },
      { specifier: './five.ts', typeOnly: true },
      { specifier: './six.ts', typeOnly: false },
      { specifier: './seven.ts', typeOnly: false },
    ])
  })
})
