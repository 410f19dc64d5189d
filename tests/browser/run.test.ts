/** A whole run in a real browser, from dropped files to a store of results, against the same run in Node. */
import { cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { colourFeatures, createRandom, sliceOf } from '@cuts/core'
import { adjustedRand } from '@cuts/core/metrics'
import { readImage } from '@cuts/formats'
import { writeCodecs } from '@cuts/formats/node'
import { resolveSettings, type Summary } from '@cuts/runtime'
import { createFolderStore, diskFiles, runFolder } from '@cuts/runtime/node'
import { levelMaps, segmentEmbedding } from '@cuts/runtime/pipeline'
import { readLabelMaps } from '@cuts/runtime/results'
import { findChromium, launchChromium, noChromiumReason, type ServedPage, servePage } from '@cuts/testing/browser'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const path = findChromium()
const title = 'a whole run in a browser'.concat(path === undefined ? ` (skipped: ${noChromiumReason})` : '')
const images = fileURLToPath(new URL('../../examples/fundus/images', import.meta.url))
const names = [1, 2, 3, 4, 5, 6].map(number => `fundus-${number}.png`)
const options = { seed: 1, preset: 'default' }
/** Enough to tell other losses apart. `CUTS_STEPS=80` measures a run as long as a small set needs. */
const steps = Number(process.env.CUTS_STEPS ?? 20)
const settings = { schedule: { steps } }

describe.skipIf(path === undefined)(title, () => {
  let served: ServedPage
  let browser: Browser
  let page: Page
  let home: string
  let inNode: Summary
  const complaints: string[] = []
  beforeAll(async () => {
    home = await mkdtemp(join(tmpdir(), 'cuts-browser-'))
    const run = { images, out: join(home, 'results'), ...options, settings, device: 'cpu', jobs: 1 } as const
    inNode = await runFolder({ ...run, resume: false, overwrite: false, onEvent: () => {} })
    served = await servePage(fileURLToPath(new URL('run-page.ts', import.meta.url)), async folder => {
      await writeCodecs(join(folder, 'codecs'))
      await cp(images, join(folder, 'images'), { recursive: true })
      await cp(join(home, 'results/model.onnx'), join(folder, 'model.onnx'))
    })
    browser = await launchChromium(path!, ['--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1'])
    page = await browser.newPage()
    page.on('pageerror', error => complaints.push(String(error)))
    page.on('request', request => {
      const { origin } = new URL(request.url())
      if (origin !== new URL(served.isolatedUrl).origin) complaints.push(`asked for ${request.url()}`)
    })
    await page.goto(served.isolatedUrl)
  }, 240_000)
  afterAll(async () => {
    await browser?.close()
    await served?.close()
    await rm(home, { recursive: true, force: true })
    expect(complaints).toEqual([])
  })

  it('trains to the losses of Node within 1e-3 and leaves a whole folder of results', {
    timeout: 300_000,
  }, async () => {
    const ran = await page.evaluate(
      ([names, options, settings]) =>
        runPage.run(names, {
          options,
          settings,
          store: 'trained',
          existing: 'new',
          engine: { device: 'wasm', threads: 2 },
        }),
      [names, options, settings] as const,
    )
    expect(ran.error).toBeUndefined()
    console.info(`six images of 128x128 with ${steps} steps in Chromium: ${ran.seconds.toFixed(1)} s`)
    const { loss } = ran.summary!.train!
    expect(loss).toHaveLength(steps)
    for (const [step, [reconstruction, contrastive]] of loss.entries()) {
      expect(Math.abs(reconstruction - inNode.train!.loss[step]![0])).toBeLessThan(1e-3)
      expect(Math.abs(contrastive - inNode.train!.loss[step]![1])).toBeLessThan(1e-3)
    }
    expect(ran.summary!.images.map(({ id }) => id)).toEqual(names.map(name => name.replace('.png', '')))
    // One message an event, and the last with the summary.
    expect(ran.messages).toBe(ran.events.length + 1)
    const keys = await page.evaluate(() => runPage.keys('trained'))
    for (const key of ['summary.json', 'model.onnx', 'images/fundus-1/labels.nii.gz', 'images/fundus-6/overlay.png'])
      expect(keys).toContain(key)
  })

  it('with the model of Node finds its regions, at every level', { timeout: 240_000 }, async () => {
    const ran = await page.evaluate(
      ([names, options, settings]) =>
        runPage.run(
          names,
          { options, settings, store: 'given', existing: 'new', engine: { device: 'wasm', threads: 2 } },
          { model: 'model.onnx' },
        ),
      [names, options, settings] as const,
    )
    expect(ran.error).toBeUndefined()
    const store = createFolderStore(join(home, 'results'))
    for (const { id, levels } of inNode.images) {
      const expected = await readLabelMaps(store, id, 'labels')
      // Which cuts become levels may differ where two live equally long: the trees are compared at the same cuts.
      const counts = levels.map(({ clusters }) => clusters)
      const found = await page.evaluate(([id, counts]) => runPage.cuts('given', id, counts), [id, counts] as const)
      for (const [level, { labels }] of expected.entries())
        expect(adjustedRand(Int32Array.from(found[level]!), labels), `${id}, level ${level}`).toBeGreaterThanOrEqual(
          0.99,
        )
    }
  })

  it('finds the same regions in plain colour, label for label', async () => {
    const name = names[0]!
    const { volume } = await readImage([{ name, bytes: await diskFiles.bytes(join(images, name)) }])
    const defaults = resolveSettings('default')
    const colours = colourFeatures(sliceOf(volume, 0), 1, defaults.image)
    const expected = [...levelMaps(segmentEmbedding(colours, defaults, createRandom(1)))].map(({ labels }) => [
      ...labels,
    ])
    expect(await page.evaluate(name => runPage.colourLevels(name), name)).toEqual(expected)
  })

  it('is stopped, and goes on after the page was loaded again, to the same losses', { timeout: 300_000 }, async () => {
    const short = { schedule: { steps: 12, checkpointEvery: 4 } }
    const request = { options, settings: short, engine: { device: 'wasm', threads: 2 } } as const
    const once = (store: string, existing: 'new' | 'continue', stopAt?: string) =>
      page.evaluate(
        ([names, request, store, existing, stopAt]) => runPage.run(names, { ...request, store, existing }, { stopAt }),
        [names.slice(0, 2), request, store, existing, stopAt] as const,
      )
    const whole = await once('whole', 'new')
    const stopped = await once('parts', 'new', 'checkpoint')
    expect(stopped.error).toContain('training was stopped')
    await page.reload()
    const rest = await once('parts', 'continue')
    expect(rest.error).toBeUndefined()
    expect(rest.summary!.train!.loss).toEqual(whole.summary!.train!.loss)
    const first = rest.events.find(event => event.type === 'train')
    expect(first?.type === 'train' && first.step).toBeGreaterThan(4)
    expect(await page.evaluate(() => runPage.levels('parts', 'fundus-1'))).toEqual(
      await page.evaluate(() => runPage.levels('whole', 'fundus-1')),
    )
  })
})
