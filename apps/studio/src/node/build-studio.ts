/** Builds the studio into a folder that any web server can serve. */
import { createHash } from 'node:crypto'
import { cp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join, relative, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { writeCodecs } from '@cuts/formats/node'
import { build, defaultClientConditions, type Plugin } from 'vite'
import { type ThirdParty, thirdParty } from './third-party.ts'

/** The app's own folder, from src/node as from dist/node. */
const app = fileURLToPath(new URL('../..', import.meta.url))
const examples = fileURLToPath(new URL('../../../../examples', import.meta.url))
/** Sets of sample images that are offered when nothing was opened yet. */
const sampleSets = ['fundus', 'brain']

export async function buildStudio(
  outDir: string,
  { minify = true }: { readonly minify?: boolean } = {},
): Promise<void> {
  const others = thirdParty()
  await build({
    root: app,
    configFile: false,
    publicDir: join(app, 'public'),
    logLevel: 'error',
    base: './',
    resolve: { conditions: ['@cuts/source', ...defaultClientConditions] },
    oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
    worker: { format: 'es', plugins: () => [others.collect()] },
    plugins: [others.collect(), besideThePage(outDir, others)],
    build: {
      outDir,
      emptyOutDir: true,
      minify,
      target: 'es2023',
      modulePreload: { polyfill: false },
      rolldownOptions: {
        input: { index: join(app, 'index.html'), 'service-worker': join(app, 'src/pwa/service-worker.ts') },
        output: { entryFileNames: ({ name }) => (name === 'service-worker' ? '[name].js' : 'assets/[name]-[hash].js') },
      },
    },
  })
}

/** Emits what no script imports: decoders, samples, and the list of files for work without a network. */
function besideThePage(outDir: string, others: ThirdParty): Plugin {
  return {
    name: 'cuts-beside-the-page',
    async closeBundle() {
      await writeCodecs(join(outDir, 'codecs'))
      await writeSamples(join(outDir, 'samples'))
      // `cuts open` answers with what it was given; any other server has this file.
      await writeFile(join(outDir, 'opened.json'), JSON.stringify({ kind: 'nothing', files: [], originals: [] }))
      const decoders = `ITK-Wasm, decoders of images in codecs/\n\n${await readFile(join(outDir, 'codecs/LICENSE'), 'utf8')}`
      await writeFile(join(outDir, 'licences.txt'), `${await others.text()}\n${'-'.repeat(72)}\n\n${decoders}`)
      await removeUnused(join(outDir, 'assets'))
      await listForOffline(outDir)
    },
  }
}

async function writeSamples(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true })
  const names: string[] = []
  for (const set of sampleSets) {
    const images = join(examples, set, 'images')
    for (const name of (await readdir(images)).toSorted()) {
      await cp(join(images, name), join(folder, name))
      names.push(name)
    }
  }
  await writeFile(join(folder, 'list.json'), JSON.stringify(names))
}

/** The network's build for graphics cards, larger than all the rest: the page's policy refuses it, so it is never fetched. */
const refused = /asyncify|jspi|jsep/

async function removeUnused(assets: string): Promise<void> {
  for (const name of await readdir(assets)) if (refused.test(name)) await rm(join(assets, name))
}

/** Puts the list of files, and a version that follows from their content, into the service worker. */
async function listForOffline(outDir: string): Promise<void> {
  const worker = join(outDir, 'service-worker.js')
  const entries = await readdir(outDir, { recursive: true, withFileTypes: true })
  const files = entries
    .filter(entry => entry.isFile())
    .map(entry => relative(outDir, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .filter(name => name !== 'service-worker.js' && !/webgpu/.test(name) && !name.endsWith('.map'))
    .toSorted()
  const hash = createHash('sha256')
  for (const name of files) hash.update(name).update(await readFile(join(outDir, name)))
  const list = JSON.stringify({ version: hash.digest('hex').slice(0, 16), files })
  await writeFile(worker, `self.precache = ${list}\n${await readFile(worker, 'utf8')}`)
}
