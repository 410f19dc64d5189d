/** How fast the studio answers, in a real browser: the table of what a person waits for. */
import { mkdtemp, rm } from 'node:fs/promises'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { findChromium, launchChromium, noChromiumReason } from '@cuts/testing/browser'
import type { Browser, Page } from 'playwright-core'
import type { BenchResult } from '../image-set.ts'
import { framesDuring, median } from './frames.ts'
import { writeLargeImage } from './large-image.ts'
import { servePageOfStudio } from './serve.ts'

interface Row {
  readonly what: string
  readonly value: number
  readonly unit: 'ms' | 'kB'
  readonly aim?: number
}

const sample = fileURLToPath(new URL('../../../examples/fundus/images/fundus-1.png', import.meta.url))

/** Sides of the images on which clicks and strokes, and moves of the slider, are measured; 0 leaves the slider out. */
export async function measureStudio({ side = 4096, sliderSide = 8192, seed = 1 } = {}): Promise<BenchResult> {
  const path = findChromium()
  if (path === undefined) return { text: noChromiumReason, figures: {} }
  const folder = await mkdtemp(join(tmpdir(), 'cuts-studio-bench-'))
  const served = await servePageOfStudio()
  const browser = await launchChromium(path)
  const rows: Row[] = []
  const take = (some: readonly Row[]): void => {
    rows.push(...some)
    // On a busy machine the whole table takes long.
    for (const row of some) process.stderr.write(`${lineOf(row)}\n`)
  }
  try {
    take(await measureFirst(browser, served.url))
    const large = join(folder, 'large.png')
    await writeLargeImage(large, side, seed)
    take(await measureWork(browser, served.url, large, side))
    if (sliderSide > 0) {
      const huge = join(folder, 'huge.png')
      await writeLargeImage(huge, sliderSide, seed)
      take(await measureSlider(browser, served.url, huge, sliderSide))
    }
  } finally {
    await browser.close()
    served.close()
    await rm(folder, { recursive: true, force: true })
  }
  const machine = `${cpus().length} cores, ${cpus()[0]?.model.trim()}`
  return {
    text: [machine, ...rows.map(lineOf)].join('\n'),
    figures: Object.fromEntries(rows.map(row => [row.what, row.value])),
  }
}

function lineOf({ what, value, unit, aim }: Row): string {
  const ratio = aim === undefined ? '' : `  (aim ${aim}, ${(value / aim).toFixed(2)} x)`
  return `${what.padEnd(58)} ${value.toFixed(0).padStart(7)} ${unit}${ratio}`
}

async function openPage(browser: Browser, url: string): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1920, height: 1080 }, locale: 'en-US' })
  const page = await context.newPage()
  await page.goto(url)
  await page.getByRole('button', { name: 'Try the samples' }).waitFor()
  // Nobody drops a file in the first second.
  await page.waitForTimeout(2000)
  return page
}

/** Opens a file and returns the milliseconds until it has regions. */
async function openFile(page: Page, path: string): Promise<number> {
  await page.evaluate(() => {
    const found = new Promise<number>(resolve => {
      const start = performance.now()
      new MutationObserver((_, observer) => {
        if (!/\d+ regions? by/.test(document.querySelector('#status')?.textContent ?? '')) return
        observer.disconnect()
        resolve(performance.now() - start)
      }).observe(document.body, { subtree: true, childList: true, characterData: true })
    })
    Object.assign(globalThis, { regionsFound: found })
  })
  await page.locator('#picker').setInputFiles(path)
  const time = await page.evaluate(
    () => (globalThis as unknown as { readonly regionsFound: Promise<number> }).regionsFound,
  )
  // The encoder would take its share of the processor.
  const cancel = page.getByRole('button', { name: 'Cancel' })
  await cancel.click({ timeout: 3000 }).catch(() => {})
  await page.waitForTimeout(500)
  return time
}

async function measureFirst(browser: Browser, url: string): Promise<Row[]> {
  const context = await browser.newContext({ locale: 'en-US' })
  const page = await context.newPage()
  const bodies = new Map<string, Promise<Buffer>>()
  page.on('response', response => {
    if (response.ok() && /(\/|\.html|\.js|\.css)$/.test(new URL(response.url()).pathname))
      bodies.set(response.url(), response.body())
  })
  await page.goto(url)
  await page.getByRole('button', { name: 'Try the samples' }).waitFor()
  const sizes = await Promise.all([...bodies.values()].map(async body => gzipSync(await body).length))
  const times: number[] = []
  await openFile(page, sample)
  await context.close()
  for (let n = 0; n < 3; n++) {
    const fresh = await openPage(browser, url)
    times.push(await openFile(fresh, sample))
    await fresh.context().close()
  }
  return [
    {
      what: 'first load, gzipped, page and worker before the runtime',
      value: sizes.reduce((sum, size) => sum + size, 0) / 1000,
      unit: 'kB',
      aim: 300,
    },
    { what: 'dropped sample to regions by colour', value: median(times), unit: 'ms', aim: 1500 },
  ]
}

async function measureWork(browser: Browser, url: string, path: string, side: number): Promise<Row[]> {
  const page = await openPage(browser, url)
  const rows: Row[] = []
  const name = (what: string): string => `${what}, ${side} x ${side}`
  rows.push({ what: name('dropped image to regions by colour'), value: await openFile(page, path), unit: 'ms' })
  const { x, y, width, height } = (await page.locator('#image').boundingBox())!
  const [cx, cy] = [x + width / 2, y + height / 2]
  const area = () => page.locator('.label .area').first().innerText()
  for (const which of ['first click', 'second click', 'click away']) {
    await page.mouse.move(cx, cy)
    const before = await area()
    let total = 0
    const at = which === 'first click' ? [cx, cy] : which === 'second click' ? [cx - height / 4, cy] : [cx, cy]
    const frames = await framesDuring(page, async () => {
      const start = performance.now()
      await page.mouse.click(at[0]!, at[1]!, {})
      await page
        .waitForFunction(text => document.querySelector('.label .area')?.textContent !== text, before, {
          polling: 'raf',
          timeout: 20_000,
        })
        .catch(() => {})
      total = performance.now() - start
    })
    rows.push({ what: name(`${which}, until it is seen`), value: total, unit: 'ms' })
    rows.push({ what: name(`${which}, longest frame`), value: frames[0]!, unit: 'ms', aim: 100 })
    if (which === 'second click') await page.keyboard.down('Alt')
  }
  await page.keyboard.up('Alt')
  const undone = await framesDuring(page, () => page.keyboard.press('Control+z'))
  rows.push({ what: name('undo, longest frame'), value: undone[0]!, unit: 'ms', aim: 100 })
  // At 1:1 a brush of 100 px is 100 px on the screen.
  await page.getByRole('button', { name: 'Brush', exact: true }).click()
  await page.getByRole('slider', { name: 'Size' }).fill(String(Math.log(100) / Math.log(500)))
  for (const zoom of ['fitted', '1:1']) {
    if (zoom === '1:1') await page.keyboard.press('0')
    await page.mouse.move(cx - 300, cy - 100)
    await page.mouse.down()
    await page.waitForTimeout(200)
    const frames = await framesDuring(page, async () => {
      for (let n = 0; n <= 40; n++) await page.mouse.move(cx - 300 + 15 * n, cy - 100 + 60 * Math.sin(n / 4))
    })
    rows.push({ what: name(`brush of 100 px, ${zoom}, longest frame`), value: frames[0]!, unit: 'ms', aim: 33 })
    rows.push({ what: name(`brush of 100 px, ${zoom}, median frame`), value: median(frames), unit: 'ms' })
    const end = await framesDuring(page, () => page.mouse.up())
    rows.push({ what: name(`end of the stroke, ${zoom}, longest frame`), value: end[0]!, unit: 'ms', aim: 100 })
  }
  await page.context().close()
  return rows
}

async function measureSlider(browser: Browser, url: string, path: string, side: number): Promise<Row[]> {
  const page = await openPage(browser, url)
  const rows: Row[] = []
  const found = await openFile(page, path)
  rows.push({ what: `dropped image to regions by colour, ${side} x ${side}`, value: found, unit: 'ms' })
  for (const zoom of ['fitted', '1:1']) {
    if (zoom === '1:1') {
      await page.locator('#image').focus()
      await page.keyboard.press('0')
      await page.waitForTimeout(500)
    }
    // From the event to the end of the frame that shows it.
    const moves = await page.evaluate(async () => {
      const slider = document.querySelector<HTMLInputElement>('#granularity')!
      const times: number[] = []
      for (let n = 0; n < 40; n++) {
        await new Promise(resolve => requestAnimationFrame(() => setTimeout(resolve)))
        const start = performance.now()
        slider.value = String(0.3 + 0.5 * Math.abs(Math.sin(n)))
        slider.dispatchEvent(new Event('input', { bubbles: true }))
        const handled = performance.now() - start
        const painted = await new Promise<number>(resolve =>
          requestAnimationFrame(at => {
            const begun = performance.now()
            setTimeout(() => resolve(performance.now() - Math.max(begun, at)))
          }),
        )
        times.push(handled + painted)
      }
      return times
    })
    rows.push({
      what: `move of the slider, ${side} x ${side}, ${zoom}, median`,
      value: median(moves),
      unit: 'ms',
      aim: 33,
    })
    rows.push({
      what: `move of the slider, ${side} x ${side}, ${zoom}, longest`,
      value: Math.max(...moves),
      unit: 'ms',
    })
  }
  await page.context().close()
  return rows
}
