/** The worker of the studio: decoding and regions, away from the page's thread. The page starts one for each kind of haste. */
import { createRandom, isCutsError, remediesOf } from '@cuts/core'
import { viewVolume } from '@cuts/core/volume'
import { readImage } from '@cuts/formats'
import { setCodecs } from '@cuts/formats/web'
import type { Engine } from '@cuts/nn/engine'
import { createWebEngine } from '@cuts/nn/web'
import { createMemoryStore } from '@cuts/runtime'
import { plotSegments, randomStreams } from '@cuts/runtime/pipeline'
import { readSummary, resultLayout } from '@cuts/runtime/results'
import { config } from 'zod'
import { answerTo } from '../engine/index.ts'
import { looksLikeTomography } from '../view/hounsfield.ts'
import { shownView } from '../view/planes.ts'
import { buffersOf, recognise, regionsByColour, regionsByEncoder, seed, withoutValues } from './find-regions.ts'
import { type InventoryFiles, listResults, resultOf } from './list-results.ts'
import type { Answer, Ask, FromWorker, ReadImage, RequestName, ToWorker } from './port.ts'
import { createResultReader } from './read-result.ts'
import { shared } from './shared.ts'

// Otherwise it tries to compile code from text, which the page's policy forbids.
config({ jitless: true })
// The worker's script lies in assets/, beside which the decoders were written.
setCodecs(new URL('../codecs/', self.location.href))

let engine: Promise<Engine> | undefined
const results = createResultReader()

const answers: {
  readonly [Name in RequestName]: (ask: Ask<Name>, onWork: (share: number) => void) => Promise<Answer<Name>>
} = {
  read: async ({ source }) => {
    if (resultOf(source.files.map(([name]) => name)) !== undefined) return inShared(await results.read(source))
    const files = source.files.map(async ([name, file]) => ({ name, bytes: new Uint8Array(await file.arrayBuffer()) }))
    const { volume, format, notices } = await readImage(await Promise.all(files))
    const view = shownView(volume)
    const isTomography = looksLikeTomography(volume)
    return inShared({ volume: viewVolume(volume, view), view, format, isTomography, notices })
  },
  regions: async (ask, onWork) => {
    const { image, by } = ask
    if (by === 'results') return withoutValues(await results.regions(ask.source, ask.slice, image))
    if (by === 'colour') return withoutValues(regionsByColour(image))
    // The WebGPU build compiles code from text; WebAssembly is fast enough for one image.
    engine ??= createWebEngine({ device: 'wasm' })
    return withoutValues(await regionsByEncoder(await engine, image, onWork))
  },
  select: async ({ space, selection, question }) => answerTo(space, selection, question),
  recognise: async ({ image, exemplars }) => recognise(image, exemplars),
  plot: async ({ tree, cloud }) => plotSegments(tree, cloud, createRandom(seed).fork(randomStreams.plot)),
  'list results': async ({ summary, inventory, paths }) => {
    const store = createMemoryStore('the results')
    await store.put(resultLayout.resultFiles.summary, new Uint8Array(await summary.arrayBuffer()))
    const files = inventory && (JSON.parse(await inventory.text()) as InventoryFiles)
    return listResults(await readSummary(store), files, new Set(paths))
  },
}

function inShared(read: ReadImage): ReadImage {
  return { ...read, volume: { ...read.volume, pixels: shared(read.volume.pixels) } }
}

self.addEventListener('message', async ({ data: { ticket, name, ask } }: MessageEvent<ToWorker>) => {
  const say = (message: FromWorker, transfer: Transferable[] = []): void => self.postMessage(message, { transfer })
  try {
    const work = answers[name] as (
      ask: Ask<RequestName>,
      onWork: (share: number) => void,
    ) => Promise<Answer<RequestName>>
    const answer = await work(ask, share => say({ ticket, type: 'work', share }))
    say({ ticket, type: 'answer', answer }, [...buffersOf(answer)])
  } catch (error) {
    if (isCutsError(error))
      say({ ticket, type: 'error', code: error.code, message: error.message, ...remediesOf(error) })
    else say({ ticket, type: 'error', message: error instanceof Error ? error.message : String(error) })
  }
})
