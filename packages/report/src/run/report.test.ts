import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { crc32, deflateSync } from 'node:zlib'
import { createMemoryStore, type ImageSummary, type Summary } from '@cuts/runtime'
import { createFolderStore } from '@cuts/runtime/node'
import { summarySchema, type VolumeSummary, volumeRowNames } from '@cuts/runtime/results'
import { findChromium, launchChromium, noChromiumReason } from '@cuts/testing/browser'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { rowWords } from '../words/row-words.ts'
import { readReportPictures } from './read-pictures.ts'
import { renderReport } from './render-report.ts'
import type { ImagePictures, ReportPictures } from './report-pictures.ts'
import { renderRunReport, writeRunReport } from './run-report.ts'

const hostileName = `<img src=x onerror=alert(1)>"'&\u202Egnp`
const metrics = { dice: 0.8125, hausdorff: 12.34, ssim: 0.9, ergas: 4587, rmse: 0.2 }

describe('renderReport', () => {
  let full = ''
  beforeAll(async () => {
    full = await renderReport(exampleRun(), examplePictures())
  })

  test('the example is a valid summary', () => {
    expect(summarySchema.safeParse(exampleRun()).error).toBeUndefined()
  })

  test('with masks and training every section is there', () => {
    expect(sections(full)).toEqual(['accuracy', 'images', 'failed', 'notices', 'training', 'time', 'settings'])
    for (const text of ['Not a medical device', 'oracle', '0.813', '12.3', '± 0.010', 'learningRate', 'Copy it again.'])
      expect(full).toContain(text)
    expect(full.match(/<svg/g)).toHaveLength(3) // Dice of every image, two losses
  })

  test('volumes have their own means, and what is left out is said', async () => {
    const row = { dice: 0.25, hausdorff: 31.5, hd95: 20.25, rmse: 0.4 }
    const spread = (mean: number) => ({ mean, sem: 0.02 })
    const means = {
      ...{ dice: spread(0.25), hausdorff: spread(31.5), hd95: spread(20.25), rmse: spread(0.4) },
      distanceUnit: 'mm' as const,
      volumes: 1,
    }
    const size = { width: 6, height: 4, depth: 3 }
    const view: VolumeSummary['view'] = { axes: [0, 1, 2], backwards: [false, false, false] }
    const scores = { metrics: { best: row }, bestLevel: 2, distanceUnit: 'mm' as const }
    const run: Summary = {
      ...exampleRun(),
      volumes: [{ id: 'head', path: 'in/head.nii', ...size, view, ...scores }],
      volumeMetrics: { best: means },
      emptyTruths: ['leg'],
    }
    expect(summarySchema.safeParse(run).error).toBeUndefined()
    const page = await renderReport(run, examplePictures())
    expect(sections(page)).toContain('volume-accuracy')
    const section = page.slice(page.indexOf('id="volume-accuracy"'), page.indexOf('id="images"'))
    for (const text of ['1 volume', 'HD95', '>mm<', '0.250', '31.50', '20.25', 'head', 'the mask of leg marks nothing'])
      expect(section).toContain(text)
    expect(section).not.toContain('SSIM')
  })

  test('all rows of a volume are there in plain words, and its planes as pictures', async () => {
    const row = { dice: 0.5, hausdorff: 3, hd95: 2, rmse: 0.1, hausdorffMm: 3 }
    const spread = { mean: 0.5, sem: 0 }
    const means = {
      dice: spread,
      hausdorff: spread,
      hd95: spread,
      rmse: spread,
      distanceUnit: 'mm' as const,
      volumes: 1,
    }
    const all = <T>(value: T) => Object.fromEntries(volumeRowNames.map(name => [name, value]))
    const view: VolumeSummary['view'] = { axes: [0, 1, 2], backwards: [false, false, false] }
    const volume = { id: hostileName, path: 'in/head.nii', width: 6, height: 4, depth: 3, view, metrics: all(row) }
    const run: Summary = { ...exampleRun(), volumes: [volume], volumeMetrics: all(means) }
    const png = Uint8Array.of(1, 2, 3)
    const planes = [{ plane: 'axial', png }, { plane: 'axial', clusters: 12, png }] as const // biome-ignore format: two pictures
    const page = await renderReport(run, examplePictures(), new Map([[hostileName, { planes, sheet: png }]]))
    expect(sections(page)).toContain('planes')
    const accuracy = page.slice(page.indexOf('id="volume-accuracy"'), page.indexOf('id="planes"'))
    for (const { name, meaning } of Object.values(rowWords)) {
      expect(accuracy).toContain(name)
      // A click in a volume has words of its own.
      if (name !== 'One click') expect(accuracy).toContain(meaning.slice(0, 40))
    }
    const section = page.slice(page.indexOf('id="planes"'), page.indexOf('id="images"'))
    expect(section.match(/<img src="data:image\/png;base64,AQID"/g)).toHaveLength(3)
    expect(section).toContain('outlines of 12 regions')
    expect(section).not.toContain('<img src=x')
  })

  test('without masks, training and trouble their sections are absent', async () => {
    const { train: _, metrics: __, ...rest } = exampleRun()
    const images = rest.images.map(({ metrics: ___, bestLevel: ____, ...image }) => ({ ...image, notices: [] }))
    const plain = await renderReport(
      { ...rest, images, failed: [], notices: [] },
      examplePictures({ withContours: false }),
    )
    expect(sections(plain)).toEqual(['images', 'time', 'settings'])
    expect(plain).toContain('previously trained encoder')
    for (const text of ['Dice', 'oracle', 'Outline', 'could not be processed']) expect(body(plain)).not.toContain(text)
  })

  test('names of files cannot become markup', async () => {
    const [first, ...others] = exampleRun().images
    const image: ImageSummary = { ...first!, id: hostileName, notices: [hostileName] }
    const failed = [{ path: hostileName, error: hostileName, remedy: hostileName }]
    const run = { ...exampleRun(), images: [image, ...others], failed, notices: [hostileName], device: hostileName }
    const page = await renderReport(run, new Map([[hostileName, pictures(true)]]))
    expect(page).toContain('&lt;img src=x onerror=alert(1)&gt;&quot;&#39;&amp;')
    expect(page).not.toContain('<img src=x')
    expect(page).not.toContain(`"'&`)
  })

  test('nothing is fetched from anywhere', () => {
    expect(full).toContain('default-src &#39;none&#39;; img-src data:;')
    const addresses = [
      ...full.slice(0, full.indexOf('<script>')).matchAll(/(?:src|href|url|action)\s*[=(]\s*["']?([^"')\s>]+)/g),
    ].map(match => match[1]!)
    expect(addresses.filter(address => !address.startsWith('data:') && !address.startsWith('#'))).toEqual([])
    expect(full).not.toMatch(/https?:\/\//)
  })

  test('every picture says what it shows', () => {
    const alts = [...body(full).matchAll(/<img src=[^>]* alt="([^"]*)"/g)].map(match => match[1]!)
    expect(alts).toHaveLength(3 * (3 + 3 + 1 + 10 + 3))
    expect(alts.every(alt => alt.length > 0)).toBe(true)
  })

  test('proposals are shown in the order of their ranks, with their share of the image', async () => {
    const card = full.slice(full.indexOf('id="image-1"'), full.indexOf('id="image-2"'))
    const strip = card.slice(card.indexOf('<ol class="proposals">'), card.indexOf('Granularity, coarse to fine'))
    const shown = [...strip.matchAll(/src="data:image\/png;base64,([^"]+)" alt="([^"]*)"/g)]
    expect(shown.map(match => match[2])).toEqual([
      'Proposal 1 of scan-1, 25 % of the image',
      'Proposal 2 of scan-1, 50 % of the image',
      'Proposal 4 of scan-1, 100 % of the image',
    ])
    const { proposals } = examplePictures().get('scan-1')!
    expect(shown.map(match => match[1])).toEqual(proposals!.map(({ png }) => Buffer.from(png).toString('base64')))
  })

  test('a run of a version without proposals has no place for them', async () => {
    const old = new Map([...examplePictures()].map(([id, { proposals: _, ...others }]) => [id, others]))
    const page = body(await renderReport(exampleRun(), old))
    expect(page).not.toContain('Proposals')
    expect(page).not.toContain('class="proposals"')
  })

  test('a missing picture leaves its place, missing pictures name their folder', async () => {
    const some = new Map([['scan-0', { ...pictures(true), kmeans: undefined }]])
    const page = await renderReport(exampleRun(), some)
    expect(page.match(/no picture/g)).toHaveLength(1)
    expect(page).toContain('images/<bdi>scan-1</bdi>/')
  })

  test('a run in which every image failed still has a report', async () => {
    const page = await renderReport({ ...exampleRun(), images: [], metrics: undefined }, new Map())
    expect(sections(page)).toEqual(['failed', 'notices', 'training', 'time', 'settings'])
  })
})

const write = (folder: string): Promise<string> => writeRunReport(createFolderStore(folder))

test('results in memory have the same report as in a folder', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'cuts-report-'))
  writeResults(folder)
  const [disk, memory] = [createFolderStore(folder), createMemoryStore('this page')]
  for (const { key } of await disk.list('')) await memory.put(key, (await disk.get(key))!)
  rmSync(folder, { recursive: true, force: true })
  expect(await renderRunReport(memory)).toBe(await renderReport(exampleRun(), examplePictures()))
})

describe('the result folder', () => {
  let folder = ''
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'cuts-report-'))
  })
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  test('a folder without summary is refused with a way out', async () => {
    await expect(write(folder)).rejects.toMatchObject({
      code: 'Unreadable',
      message: `${folder} is not a result folder: ${folder}/summary.json does not open.`,
      action: { do: 'choose results' },
    })
  })

  test('a summary of another shape is refused by field', async () => {
    writeFileSync(join(folder, 'summary.json'), JSON.stringify({ ...exampleRun(), seed: 'one' }))
    await expect(write(folder)).rejects.toThrow(/damaged or of another version: seed/)
  })

  test('pictures are read by role, levels in order', async () => {
    writeResults(folder)
    const read = await readReportPictures(createFolderStore(folder), exampleRun())
    expect(read.get('scan-0')).toEqual(examplePictures().get('scan-0'))
  })

  test('the report appears whole, and nothing else does', async () => {
    expect(await write(folder)).toBe('report.html')
    expect(readFileSync(join(folder, 'report.html'), 'utf8')).toBe(await renderReport(exampleRun(), examplePictures()))
    expect(readdirSync(folder).sort()).toEqual(['images', 'manifest.sha256', 'report.html', 'summary.json'])
  })

  test('a report that cannot be written says so and leaves nothing behind', async () => {
    const blocked = mkdtempSync(join(folder, 'blocked-'))
    writeFileSync(join(blocked, 'summary.json'), JSON.stringify(exampleRun()))
    mkdirSync(join(blocked, 'report.html'))
    await expect(write(blocked)).rejects.toMatchObject({ code: 'Unwritable' })
    expect(readdirSync(blocked).sort()).toEqual(['report.html', 'summary.json'])
  })

  test('pictures beyond the limit stay in their folders', async () => {
    const read = await readReportPictures(createFolderStore(folder), exampleRun(), 3000)
    expect(read.size).toBeGreaterThan(0)
    expect(read.size).toBeLessThan(3)
  })
})

const browserPath = findChromium()
const browserTitle = 'in Chromium'.concat(browserPath === undefined ? ` (skipped: ${noChromiumReason})` : '')

describe.skipIf(browserPath === undefined)(browserTitle, () => {
  let folder = ''
  let address = ''
  let browser: Browser | undefined

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'cuts-report-'))
    writeResults(folder)
    address = pathToFileURL(join(folder, await write(folder))).href
    browser = await launchChromium(browserPath!, ['--disable-gpu'])
  })
  afterAll(async () => {
    await browser?.close()
    rmSync(folder, { recursive: true, force: true })
  })

  async function open(options: { width?: number; javaScriptEnabled?: boolean } = {}): Promise<[Page, string[]]> {
    const { width = 1280, javaScriptEnabled = true } = options
    const page = await browser!.newPage({ viewport: { width, height: 900 }, javaScriptEnabled })
    const complaints: string[] = []
    page.on('console', message => complaints.push(message.text()))
    page.on('pageerror', error => complaints.push(String(error)))
    page.on('request', request => {
      if (request.url() !== address && !request.url().startsWith('data:')) complaints.push(`asked for ${request.url()}`)
    })
    await page.goto(address)
    return [page, complaints]
  }

  test('opens without complaint or request, and every picture is drawn', async () => {
    const [page, complaints] = await open()
    const widths = await page.evaluate(async () => {
      for (const details of document.querySelectorAll('details')) details.open = true
      const images = [...document.querySelectorAll<HTMLImageElement>('main img')]
      for (const image of images) image.loading = 'eager'
      await Promise.all(images.map(image => image.decode()))
      return images.map(image => image.naturalWidth)
    })
    expect(widths).toHaveLength(3 * (3 + 3 + 1 + 10 + 3))
    expect(widths.every(width => width > 0)).toBe(true)
    expect(complaints).toEqual([])
    await page.close()
  })

  test('six or more granularities lie side by side, coarse to fine, without scripts too', async () => {
    for (const javaScriptEnabled of [true, false]) {
      const [page] = await open({ javaScriptEnabled })
      const cards = await page.locator('.card').all()
      expect(cards).toHaveLength(3)
      for (const card of cards) {
        await card.scrollIntoViewIfNeeded() // cards out of sight are not laid out
        const captions = await card.locator('.levels').first().locator('li:visible figcaption').allTextContents()
        const regions = captions.map(caption => Number.parseInt(caption, 10))
        expect(regions.length).toBeGreaterThanOrEqual(6)
        expect(regions).toEqual([...regions].sort((a, b) => a - b))
        expect(await card.getByRole('slider').count()).toBe(javaScriptEnabled ? 1 : 0)
      }
      await page.close()
    }
  })

  test('the slider goes through all granularities', async () => {
    const [page, complaints] = await open()
    const card = page.locator('.card').nth(1)
    const slider = card.getByRole('slider')
    await slider.press('Home')
    const seen: (string | null)[] = []
    for (let level = 0; level < 10; level++) {
      const source = await card.locator('.explorer img').getAttribute('src')
      expect(source).toBe(await card.locator(`[data-level="${level}"] img`).getAttribute('src'))
      seen.push(await card.getByRole('status').textContent())
      await slider.press('ArrowRight')
    }
    expect(seen).toEqual(Array.from({ length: 10 }, (_, i) => `${i + 2} regions`))
    expect(complaints).toEqual([])
    await page.close()
  })

  test('pictures enlarge, the list sorts and filters', async () => {
    const [page, complaints] = await open()
    await page.locator('.figures img').first().click()
    expect(await page.locator('dialog').isVisible()).toBe(true)
    await page.keyboard.press('Escape')
    expect(await page.locator('dialog').isVisible()).toBe(false)
    await page.locator('.proposals img').nth(1).click()
    expect(await page.locator('dialog p').textContent()).toBe('Proposal 2 of scan-0, 50 % of the image')
    // Eight times its six pixels.
    expect((await page.locator('dialog img').boundingBox())!.width).toBe(48)
    await page.keyboard.press('Escape')

    const names = (): Promise<string[]> => page.locator('.card:not([hidden]) h3').allTextContents()
    await page.getByRole('button', { name: 'Best level', exact: true }).click()
    expect(await names()).toEqual(['scan-2', 'scan-1', 'scan-0'])
    await page.getByRole('button', { name: 'Best level', exact: true }).click()
    expect(await names()).toEqual(['scan-0', 'scan-1', 'scan-2'])
    await page.getByRole('searchbox').fill('-1')
    expect(await names()).toEqual(['scan-1'])
    expect(complaints).toEqual([])
    await page.close()
  })

  test('a telephone needs no sideways scrolling', async () => {
    const [page] = await open({ width: 400 })
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(400)
    await page.close()
  })
})

/** Three images of ten granularities each; Dice of the best level grows with the image. */
function exampleRun(): Summary {
  const spread = (mean: number) => ({ mean, sem: 0.01 })
  const means = {
    dice: spread(metrics.dice),
    hausdorff: spread(metrics.hausdorff),
    ssim: spread(metrics.ssim),
    ergas: spread(metrics.ergas),
    rmse: spread(metrics.rmse),
    images: 3,
  }
  return {
    schema: 1,
    version: '9.8.7',
    seed: 5,
    preset: 'default',
    grouping: 'images',
    settings: { train: { steps: 40, learningRate: 0.001, mode: 'windows' }, kmeans: { k: 10 } },
    device: 'cpu',
    threads: 2,
    train: {
      seconds: 12,
      steps: 40,
      loss: Array.from({ length: 40 }, (_, i) => [0.2 / (i + 1), 2 + 1 / (i + 1)]),
      validation: [{ step: 20, reconstruction: 0.02, contrastive: 2.1 }],
    },
    images: [0, 1, 2].map(index => ({
      id: `scan-${index}`,
      path: `in/scan-${index}.png`,
      mask: `masks/scan-${index}.png`,
      width: 6,
      height: 4,
      channels: 3,
      seconds: { embed: 0.1, condense: 0.2, total: 0.4 },
      levels: Array.from({ length: 10 }, (_, i) => ({ clusters: i + 2, logBandwidth: -i })),
      autoLevel: 2,
      persistentRegions: 4,
      metrics: {
        kmeans: metrics,
        persistent: metrics,
        auto: metrics,
        best: { ...metrics, dice: 0.8 + index / 100 },
        click: metrics,
        proposals: metrics,
        node: metrics,
      },
      bestLevel: 3,
      notices: index === 1 ? ['The mask has two parts.'] : [],
    })),
    failed: [{ path: 'in/broken.png', error: 'in/broken.png is cut off.', remedy: 'Copy it again.' }],
    metrics: {
      kmeans: means,
      persistent: means,
      auto: means,
      best: means,
      click: means,
      proposals: means,
      node: means,
    },
    notices: ['One image has no mask.'],
    seconds: { train: 12, segment: 2, total: 15 },
  }
}

function examplePictures(options: { withContours?: boolean } = {}): ReportPictures {
  return new Map([0, 1, 2].map(index => [`scan-${index}`, pictures(options.withContours ?? true, index)]))
}

function pictures(withContours: boolean, index = 0): ImagePictures {
  const of = (role: number): Uint8Array => png(6, 4, 20 * role + index)
  return {
    input: of(1),
    kmeans: of(2),
    persistent: of(3),
    levels: Array.from({ length: 10 }, (_, i) => ({ clusters: i + 2, png: png(6, 4, 100 + 10 * i + index) })),
    // Ranks are those of a shared tree, of which an image need not show every region.
    proposals: [1, 2, 4].map(rank => ({ rank, png: png(6, 4, 210 + 10 * rank + index), areaPixels: 6 * rank })),
    contours: withContours ? { kmeans: of(4), persistent: of(5), best: of(6) } : undefined,
  }
}

function writeResults(folder: string): void {
  writeFileSync(join(folder, 'summary.json'), JSON.stringify(exampleRun()))
  for (const [id, { input, kmeans, persistent, levels, proposals, contours }] of examplePictures()) {
    const image = join(folder, 'images', id)
    mkdirSync(join(image, 'levels'), { recursive: true })
    writeFileSync(join(image, 'input.png'), input!)
    writeFileSync(join(image, 'kmeans.png'), kmeans!)
    writeFileSync(join(image, 'persistent.png'), persistent!)
    for (const [role, bytes] of Object.entries(contours!)) writeFileSync(join(image, `contours-${role}.png`), bytes)
    writeFileSync(
      join(image, 'proposals.json'),
      JSON.stringify({
        ...{ format: 'cuts-proposals', version: 1 },
        proposals: proposals!.map(({ rank, areaPixels }) => ({
          ...{ rank, areaPixels, node: rank, score: 0.5 },
          boundingBox: { first: [0, 0], last: [1, 1] },
        })),
      }),
    )
    mkdirSync(join(image, 'proposals'))
    for (const { rank, png } of proposals!)
      writeFileSync(join(image, 'proposals', `${String(rank).padStart(2, '0')}.png`), png)
    for (const [i, level] of levels.entries())
      writeFileSync(join(image, 'levels', `${String(i).padStart(2, '0')}-${level.clusters}.png`), level.png)
  }
}

/** A grey PNG of one shade. */
function png(width: number, height: number, shade: number): Uint8Array {
  const chunk = (type: string, data: Uint8Array): Buffer => {
    const body = Buffer.concat([Buffer.from(type), data])
    const framed = Buffer.alloc(body.length + 8)
    framed.writeUInt32BE(data.length, 0)
    body.copy(framed, 4)
    framed.writeUInt32BE(crc32(body), body.length + 4)
    return framed
  }
  const header = Buffer.from([0, 0, 0, width, 0, 0, 0, height, 8, 0, 0, 0, 0])
  const rows = Buffer.alloc((width + 1) * height, shade)
  for (let y = 0; y < height; y++) rows[y * (width + 1)] = 0
  const signature = Buffer.from([137, 80, 78, 71, 13, 10, 26, 10])
  const parts = [chunk('IHDR', header), chunk('IDAT', deflateSync(rows)), chunk('IEND', Buffer.alloc(0))]
  return new Uint8Array(Buffer.concat([signature, ...parts]))
}

function sections(page: string): string[] {
  return [...page.matchAll(/<section id="([^"]+)"/g)].map(match => match[1]!)
}

function body(page: string): string {
  return page.slice(page.indexOf('<body>'), page.indexOf('<script>'))
}
