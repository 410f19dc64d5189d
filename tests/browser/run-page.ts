/** The page under test: files that were "dropped" on it become results. Playwright calls what stands in `runPage`. */
import { colourFeatures, createRandom, cutTree, sliceOf } from '@cuts/core'
import { readImage } from '@cuts/formats'
import { setCodecs } from '@cuts/formats/web'
import { type RunEvent, resolveSettings, type Summary } from '@cuts/runtime'
import { levelMaps, segmentEmbedding } from '@cuts/runtime/pipeline'
import { readLabelMaps, readTree } from '@cuts/runtime/results'
import { openOpfsStore, type RunRequest, runInWorker } from '@cuts/runtime/web'

export interface Ran {
  readonly summary: Summary | undefined
  readonly error: string | undefined
  readonly events: readonly RunEvent[]
  /** Messages that crossed the border from the worker. */
  readonly messages: number
  /** Longest time between two turns of the page, in milliseconds. */
  readonly longestWait: number
  readonly seconds: number
}

async function drop(names: readonly string[]): Promise<RunRequest['files']> {
  return Promise.all(
    names.map(async name => {
      const blob = await (await fetch(`images/${name}`)).blob()
      return [name, new File([blob], name, { lastModified: 1 })] as const
    }),
  )
}

const page = {
  /** Stops at the first event of type `stopAt`, if given. */
  run: async (
    names: readonly string[],
    request: Omit<RunRequest, 'files' | 'images' | 'model'>,
    { model, stopAt }: { readonly model?: string | undefined; readonly stopAt?: string | undefined } = {},
  ): Promise<Ran> => {
    const worker = new Worker(new URL('./run-worker.ts', import.meta.url), { type: 'module' })
    let messages = 0
    worker.addEventListener('message', () => messages++)
    const controller = new AbortController()
    const events: RunEvent[] = []
    let [last, longestWait] = [performance.now(), 0]
    const clock = setInterval(() => {
      const now = performance.now()
      longestWait = Math.max(longestWait, now - last)
      last = now
    }, 10)
    const started = performance.now()
    const whole: RunRequest = {
      ...request,
      files: await drop(names),
      images: '.',
      ...(model === undefined ? {} : { model: new Uint8Array(await (await fetch(model)).arrayBuffer()) }),
    }
    let summary: Summary | undefined
    let error: string | undefined
    try {
      summary = await runInWorker(worker, whole, {
        signal: controller.signal,
        onEvent: event => {
          events.push(event)
          if (event.type === stopAt) controller.abort()
        },
      })
    } catch (cause) {
      error = String(cause)
    }
    clearInterval(clock)
    worker.terminate()
    return { summary, error, events, messages, longestWait, seconds: (performance.now() - started) / 1000 }
  },

  /** All levels of an image, coarse to fine. */
  levels: async (store: string, id: string): Promise<number[][]> => {
    const maps = await readLabelMaps(await openOpfsStore(store), id, 'labels')
    return maps.map(({ labels }) => [...labels])
  },

  /** The regions of an image at each number of them. */
  cuts: async (store: string, id: string, counts: readonly number[]): Promise<number[][]> => {
    const results = await openOpfsStore(store)
    const tree = await readTree(results, id)
    const [leaves] = await readLabelMaps(results, id, 'prototypes')
    return counts.map(count => {
      const labels = cutTree(tree, count)
      return Array.from(leaves!.labels, leaf => labels[leaf]!)
    })
  },

  text: async (store: string, key: string): Promise<string | undefined> => {
    const bytes = await (await openOpfsStore(store)).get(key)
    return bytes && new TextDecoder().decode(bytes)
  },

  keys: async (store: string): Promise<string[]> => (await (await openOpfsStore(store)).list('')).map(({ key }) => key),

  /** Levels from plain colour, without a network. */
  colourLevels: async (name: string): Promise<number[][]> => {
    setCodecs(new URL('/codecs/', location.origin).href)
    const bytes = new Uint8Array(await (await fetch(`images/${name}`)).arrayBuffer())
    const { volume } = await readImage([{ name, bytes }])
    const settings = resolveSettings('default')
    const colours = colourFeatures(sliceOf(volume, 0), 1, settings.image)
    const segmentation = segmentEmbedding(colours, settings, createRandom(1))
    return [...levelMaps(segmentation)].map(({ labels }) => [...labels])
  },
}

declare global {
  var runPage: typeof page
}

globalThis.runPage = page
