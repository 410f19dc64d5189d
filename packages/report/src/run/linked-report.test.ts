import { createMemoryStore, type Summary } from '@cuts/runtime'
import { resultLayout as layout } from '@cuts/runtime/results'
import { expect, it } from 'vitest'
import { renderRunReport } from './run-report.ts'

const levels = Array.from({ length: 19 }, (_, i) => ({
  clusters: 2 + 4 * i,
  step: i,
  epsilon: 1,
  persistence: 1,
  height: i,
  logBandwidth: i,
}))

/** Results of `count` images with pictures of so many bytes each. */
async function results(count: number, bytes: number) {
  const store = createMemoryStore()
  const id = (i: number): string => `scan #${String(i).padStart(4, '0')}`
  const picture = new Uint8Array(bytes)
  const images = Array.from({ length: count }, (_, i) => ({
    id: id(i),
    path: `images/${id(i)}.png`,
    width: 512,
    height: 512,
    channels: 1,
    seconds: { embed: 1, condense: 1, total: 3 },
    levels,
    autoLevel: 3,
    persistentRegions: 4,
    proposals: 10,
    notices: [],
  }))
  for (const { id } of images) {
    const folder = layout.imageFolder(id)
    const put = (name: string, content: Uint8Array | string) => store.put(`${folder}/${name}`, content)
    for (const name of ['input', 'persistent', 'kmeans'] as const) await put(layout.imageFiles[name], picture)
    for (const [i, { clusters }] of levels.entries()) {
      await put(layout.levelPicture(i, clusters), picture)
      await put(layout.levelPlot(i, clusters), '<svg/>')
    }
    const box = { first: [0, 0], last: [9, 9] }
    const proposals = Array.from({ length: 10 }, (_, i) => ({ rank: i + 1, node: i, score: 1, areaPixels: 900, boundingBox: box })) // biome-ignore format: one row
    for (const { rank } of proposals) await put(layout.proposalPicture(rank), picture)
    await put(layout.imageFiles.proposals, JSON.stringify({ format: 'cuts-proposals', version: 1, proposals }))
  }
  const summary: Partial<Summary> & { [name: string]: unknown } = {
    schema: 1,
    version: '0.1.0',
    seed: 1,
    preset: 'default',
    grouping: 'images',
    settings: {},
    device: 'cpu',
    threads: 1,
    images: images as never,
    failed: [],
    notices: [],
    seconds: { train: 0, segment: 1, total: 1 },
  }
  await store.put(layout.resultFiles.summary, JSON.stringify(summary))
  return store
}

it('few pictures are inside of the page, many lie beside it and are loaded as they are looked at', async () => {
  const few = await renderRunReport(await results(2, 1000), 'by size')
  expect(few).toContain('src="data:image/png')
  expect(few).toContain('img-src data:;')

  // A fifth of 300 images, and of the 3 MB that their page may have, with styles and script once (25 kB).
  const store = await results(60, 5000)
  const many = await renderRunReport(store, 'by size')
  expect(many.length).toBeLessThan((3e6 - 25e3) / 5 + 25e3)
  expect(many).toContain('img-src data: &#39;self&#39; file:;')
  const sources = [...many.matchAll(/<img src="([^"]*)"([^>]*)>/g)].slice(0, -1)
  expect(sources.length).toBeGreaterThan(60 * 30)
  for (const [, source, rest] of sources) {
    expect(rest).toContain('loading="lazy"')
    // Every address leads to a file of the results, also where the name holds what an address would end at.
    if (source!.includes('0007')) expect(await store.get(decodeURIComponent(source!))).toBeDefined()
  }

  const whole = await renderRunReport(await results(3, 100_000), 'inside')
  expect(whole).not.toContain('src="images/')
})
