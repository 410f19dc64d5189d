/**
 * The layers of the house, as a function from files to sentences. Data flows one way, so imports do too:
 *
 *   apps -> report -> compare -> runtime -> nn, formats -> core        inside core: a stage sees the types of other stages, not their values
 *
 * Each sentence says what to do instead. `docs/architecture.md` draws the picture.
 */
import { posix } from 'node:path'

export interface SourceFile {
  /** Path from the repository root, with forward slashes. */
  readonly path: string
  readonly text: string
}

interface Import {
  readonly specifier: string
  readonly typeOnly: boolean
}

/** Which units a unit may import. `tests` and `tools` are about the whole house and may import anything. */
const unitEdges: { readonly [unit: string]: readonly string[] } = {
  core: [],
  nn: ['core'],
  formats: ['core'],
  runtime: ['core', 'nn', 'formats'],
  compare: ['core', 'nn', 'formats', 'runtime'],
  report: ['core', 'formats', 'runtime', 'compare'],
  cluster: ['core', 'formats', 'runtime'],
  queue: ['core', 'formats', 'runtime'],
  bucket: ['core', 'runtime'],
  testing: ['core', 'runtime'],
  cli: ['core', 'formats', 'runtime', 'compare', 'report', 'cluster', 'queue'],
  worker: ['core', 'report', 'queue'],
  studio: ['core', 'nn', 'formats', 'runtime', 'report'],
  bench: ['core', 'nn', 'formats', 'runtime', 'compare', 'queue', 'testing', 'examples'],
  examples: ['core', 'nn', 'formats', 'runtime'],
}

/** What to do instead, by the unit that reached too far. */
const unitAdvice: { readonly [unit: string]: string } = {
  core: 'take what you need as an argument: core has no dependencies',
  nn: 'nn knows core only; compose it with other packages in runtime',
  formats: 'formats knows core only; compose it with other packages in runtime',
  runtime: 'runtime knows core, nn and formats; what an app needs belongs in the app',
  compare: 'compare knows core, nn, formats and runtime; what only the command line needs belongs in the app',
  report: 'report draws what runtime and compare found; what only the command line needs belongs in the app',
  cluster: 'cluster runs parts of a run; what reads, segments or draws belongs in runtime or report',
  queue: 'queue hands jobs of runtime to machines; what reads, segments or draws belongs in runtime or report',
  bucket: 'bucket keeps named bytes for runtime; what is in them is no concern of it',
  worker: 'the worker is a shell of @cuts/queue',
  testing: 'test support knows core and what runtime asks of a store',
  cli: 'drive the network through a use case of @cuts/runtime',
  studio: 'a page reads, segments, selects and reports by @cuts/formats, @cuts/runtime, @cuts/core and @cuts/report',
  bench: 'use the public entry points of the packages',
  examples: 'use the public entry points of the packages, as a user would',
}

/** Folders and files of core that every stage may use. */
const lowestLayer = ['errors.ts', 'options', 'random']

/** Stages that may use values of another stage, each with the reason. */
const stageEdges: readonly { readonly from: string; readonly to: string; readonly why: string }[] = [
  { from: 'classical', to: 'condensation', why: "the authors' later condensation is offered beside the other methods" },
  {
    from: 'classical',
    to: 'image',
    why: 'graphs blur, watersheds read a threshold and a distance transform, SLIC sees L*a*b*',
  },
  { from: 'classical', to: 'labels', why: 'a marker of the watershed is one connected component' },
  { from: 'classical', to: 'tree', why: 'Ward joins prototypes to a merge tree like any other' },
  { from: 'condensation', to: 'clustering', why: "the authors' variant builds on the operator of spectral k-means" },
  { from: 'condensation', to: 'layout', why: "the authors' variant condenses the potential that the map shows" },
  { from: 'condensation', to: 'tree', why: 'twins are joined by moving parts of the finished tree' },
  { from: 'image', to: 'labels', why: 'the air around a patient is one connected component' },
  { from: 'labels', to: 'image', why: 'the innermost pixel of a mask is the maximum of its distance transform' },
  { from: 'labels', to: 'metrics', why: 'the best level is the one with the highest Dice' },
  { from: 'layout', to: 'clustering', why: 'the map of prototypes shows the diffusion that spectral k-means clusters' },
  { from: 'layout', to: 'embedding', why: 'classical scaling and the spectrum of an operator are eigenproblems' },
  { from: 'masks', to: 'image', why: 'growing reads a distance transform, smoothing a blur' },
  { from: 'masks', to: 'labels', why: 'holes and the largest part are connected components' },
  { from: 'metrics', to: 'image', why: 'the Hausdorff distance reads a distance transform' },
  { from: 'pooling', to: 'embedding', why: 'it offers what images that share a tree share, from two stages' },
  { from: 'pooling', to: 'prototypes', why: 'it offers what images that share a tree share, from two stages' },
  { from: 'prototypes', to: 'clustering', why: 'feature clusters are k-means centres' },
  { from: 'prototypes', to: 'labels', why: 'superpixels are cut into connected components' },
  { from: 'selection', to: 'masks', why: 'a lasso is a polygon of pixels' },
  { from: 'testing', to: 'condensation', why: 'trees for tests are built as condensation builds them' },
  { from: 'volume', to: 'prototypes', why: 'supervoxels touch as superpixels do' },
  { from: 'volume', to: 'image', why: 'air and the range of intensities are told as in pictures' },
]

/**
 * The rooms of runtime and of the studio, and their files outside them, from the lowest to the highest. Each may import
 * from those before it, types included.
 */
const rooms: { readonly [unit: string]: readonly string[] } = {
  runtime: [
    'version.ts',
    'sha256.ts',
    'presets',
    'store',
    'pictures',
    'results',
    'events.ts',
    'source',
    'dataset',
    'pipeline',
    'export',
    'run',
    'node',
    'web',
  ],
  studio: ['engine', 'view', 'worker', 'files', 'state', 'ui', 'pwa', 'main.tsx', 'node', 'testing'],
}

/** Units that run in browsers too: what belongs to Node lives in their `node/` folder. */
const portableUnits = ['core', 'nn', 'formats', 'runtime', 'compare', 'report', 'cluster', 'bucket']

/** Every breach of the layers in `files`, as `path: sentence`. */
export function checkLayers(files: readonly SourceFile[]): string[] {
  const breaches: string[] = []
  for (const file of files) {
    const unit = unitOf(file.path)
    if (unit === undefined) continue
    const say = (sentence: string): void => void breaches.push(`${file.path}: ${sentence}`)
    const isTest = file.path.endsWith('.test.ts')
    for (const imported of parseImports(file.text)) {
      checkUnit(file.path, unit, imported, isTest, say)
      if (isTest) continue
      checkNode(file.path, unit, imported, say)
      if (unit === 'core') checkStage(file.path, imported, say)
      if (unit in rooms) checkRoom(file.path, unit, imported, say)
    }
    if (isTest) continue
    checkGlobals(file, unit, say)
    checkWords(file, unit, say)
  }
  return breaches
}

/** Listed edges between stages that no file of `files` needs any more. */
export function unusedStageEdges(files: readonly SourceFile[]): string[] {
  const used = new Set(
    files.flatMap(({ path, text }) =>
      parseImports(text)
        .filter(({ specifier, typeOnly }) => specifier.startsWith('.') && !typeOnly)
        .map(({ specifier }) => `${stageOf(path)} -> ${stageOf(resolve(path, specifier))}`),
    ),
  )
  return stageEdges.map(({ from, to }) => `${from} -> ${to}`).filter(edge => !used.has(edge))
}

function checkUnit(path: string, unit: string, { specifier }: Import, isTest: boolean, say: (s: string) => void): void {
  if (specifier.startsWith('.')) {
    const target = unitOf(resolve(path, specifier))
    if (target !== unit)
      say(`imports ${specifier}, which leaves its package; import '@cuts/${target ?? '…'}' by name instead.`)
    return
  }
  const target = specifier === 'cuts' ? 'cli' : /^@cuts\/([^/]+)/.exec(specifier)?.[1]
  if (target === undefined) {
    if (unit === 'core' && !isTest) say(`imports ${specifier}; ${unitAdvice.core}.`)
    return
  }
  if (target === 'cli') {
    say(`imports the app ${specifier}; nobody imports apps: move what you need into @cuts/runtime.`)
    return
  }
  if (isTest && (target === 'testing' || target === unit)) return
  if (!(unitEdges[unit] ?? []).includes(target)) say(`imports ${specifier}; ${unitAdvice[unit] ?? 'it may not'}.`)
}

function checkNode(path: string, unit: string, { specifier, typeOnly }: Import, say: (s: string) => void): void {
  if (!portableUnits.includes(unit) || isNodeFolder(path)) return
  const boundToNode =
    specifier.startsWith('node:') ||
    specifier === 'onnxruntime-node' ||
    /^@cuts\/[^/]+\/node$/.test(specifier) ||
    (specifier.startsWith('.') && isNodeFolder(resolve(path, specifier)))
  if (boundToNode && !typeOnly)
    say(
      `imports ${specifier}, which needs Node; move this into the package's node/ folder, or take what you need of it as an argument.`,
    )
}

function checkStage(path: string, { specifier, typeOnly }: Import, say: (s: string) => void): void {
  if (typeOnly || !specifier.startsWith('.') || path === 'packages/core/src/index.ts') return
  const from = stageOf(path)
  const to = stageOf(resolve(path, specifier))
  if (from === to || to === undefined || lowestLayer.includes(to)) return
  if (from !== undefined && lowestLayer.includes(from)) {
    say(`${from} is the lowest layer and imports ${to}; move what both need into the lowest layer.`)
    return
  }
  if (!stageEdges.some(edge => edge.from === from && edge.to === to))
    say(
      `the stage ${from} uses values of the stage ${to}; import its types with \`import type\` and let runtime pass the values, ` +
        'or list the edge with its reason in stageEdges of tools/layers.ts.',
    )
}

function checkRoom(path: string, unit: string, { specifier }: Import, say: (s: string) => void): void {
  const from = roomOf(path)
  const to = roomOf(resolve(path, specifier))
  if (!specifier.startsWith('.') || from === undefined || to === undefined || from === to || from === 'index.ts') return
  const order = rooms[unit]!
  if (order.indexOf(to) >= order.indexOf(from))
    say(
      `imports ${specifier}; ${to} stands above ${from} in ${unit}: move what both need into a lower room, ` +
        'or take it as an argument.',
    )
}

/** What only a command line can say; on a page or in a log it is wrong. Flags that are handed to other programs are not said. */
const shellWords = [
  /(?<=[\s`(]|['"](?=--[a-z-]+[ =]))(?<!\bvar\(|\bgdcmconv )--[a-z][a-z-]+(?=[\s='"`,.;)]|$)/,
  /\bcuts (?:run|train|segment|eval|pick|export|convert|presets|info|compare|bench|models)\b/,
  /\bsame command\b/,
  /\bdocs\/guide\b/,
]

function checkWords(file: SourceFile, unit: string, say: (s: string) => void): void {
  if (!portableUnits.includes(unit)) return
  const code = file.text.replace(comments, ' ')
  for (const pattern of shellWords) {
    const found = pattern.exec(code)?.[0]
    if (found !== undefined)
      say(
        `says \`${found}\`, which is a command line's to say; give the CutsError an \`action\`, which each shell words.`,
      )
  }
}

const bans: readonly { readonly pattern: RegExp; readonly units: readonly string[]; readonly advice: string }[] = [
  {
    pattern: /\bMath\.random\b/,
    units: portableUnits,
    advice: 'uses Math.random; take a Random (from @cuts/core) as an argument and fork it by name',
  },
  {
    pattern: /\b(?:new Date|Date\.now|Date\()/,
    units: ['core', 'nn', 'formats'],
    advice: 'reads the clock; take the time as an argument, or measure in runtime',
  },
  {
    pattern: /\bconsole\./,
    units: portableUnits,
    advice: 'prints; return a value, throw a CutsError, or send an event to onEvent',
  },
  {
    pattern: /\b(?:process\.|Buffer\.|globalThis\.process|__dirname)/,
    units: portableUnits,
    advice: "uses a global of Node; move this into the package's node/ folder",
  },
]

function checkGlobals(file: SourceFile, unit: string, say: (s: string) => void): void {
  const code = file.text.replace(commentsAndStrings, ' ')
  for (const { pattern, units, advice } of bans) {
    const nodeOnly = advice.includes('node/ folder') && isNodeFolder(file.path)
    if (units.includes(unit) && !nodeOnly && pattern.test(code)) say(`${advice}.`)
  }
}

const comments = /\/\*[\s\S]*?\*\/|(?<=^|[\s;{}(),])\/\/[^\n]*/g
const commentsAndStrings = /\/\*[\s\S]*?\*\/|\/\/[^\n]*|'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"/g
const staticImport = /(?:^|[\n;])\s*(?:import|export)\s+(type\s+)?([^'"`;=]*?\sfrom\s*)?(['"])([^'"\n]+)\3/g
const dynamicImport = /\bimport\(\s*(['"])([^'"\n]+)\1\s*\)/g

/** The modules a file imports, re-exports or loads. */
export function parseImports(text: string): Import[] {
  const code = text.replace(comments, ' ')
  const imports: Import[] = []
  for (const [, type, clause, , specifier = ''] of code.matchAll(staticImport)) {
    const names = /^\s*\{([^}]*)\}\s*from\s*$/s.exec(clause ?? '')?.[1]
    const everyNameIsType = names?.split(',').every(name => name.trim() === '' || name.trim().startsWith('type '))
    imports.push({ specifier, typeOnly: type !== undefined || everyNameIsType === true })
  }
  for (const [, , specifier = ''] of code.matchAll(dynamicImport)) imports.push({ specifier, typeOnly: false })
  return imports
}

/** `packages/nn/src/…` is nn, `apps/cli/src/…` is cli, `bench/src/…` is bench; undefined outside the units. */
function unitOf(path: string): string | undefined {
  const [, name] = /^(?:packages|apps)\/([^/]+)\/src\//.exec(path) ?? /^(bench|examples)\//.exec(path) ?? []
  return name
}

function stageOf(path: string): string | undefined {
  return /^packages\/core\/src\/([^/]+)/.exec(path)?.[1]
}

function roomOf(path: string): string | undefined {
  return /^(?:packages\/runtime|apps\/studio)\/src\/([^/]+)/.exec(path)?.[1]
}

function isNodeFolder(path: string): boolean {
  return /^packages\/[^/]+\/src\/(?:.*\/)?node\//.test(path)
}

function resolve(path: string, specifier: string): string {
  return posix.join(posix.dirname(path), specifier)
}
