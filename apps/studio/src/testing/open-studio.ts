/** The built studio in a real browser, and everything that must not happen there. */
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { buildStudio } from '../node/index.ts'
import { type ServedSite, serveSite } from './serve-site.ts'

export interface OpenedStudio {
  readonly context: BrowserContext
  readonly page: Page
  readonly served: ServedSite
  /** Errors in the console, exceptions, and requests to anywhere else. */
  readonly complaints: string[]
  readonly close: () => Promise<void>
}

export interface BuiltSite {
  readonly folder: string
  readonly remove: () => Promise<void>
}

export async function buildSite(): Promise<BuiltSite> {
  const folder = await mkdtemp(join(tmpdir(), 'cuts-studio-'))
  await buildStudio(folder, { minify: false })
  return { folder, remove: () => rm(folder, { recursive: true, force: true }) }
}

/** Builds the page and opens it with nothing; closing it closes the browser. */
export async function openStudio(browser: Browser): Promise<OpenedStudio> {
  const site = await buildSite()
  const opened = await openSite(browser, site)
  return {
    ...opened,
    close: async () => {
      await opened.close()
      await browser.close()
      await site.remove()
    },
  }
}

/** Opens the page with nothing, or with the images or results at `path`, in a context of its own. */
export async function openSite(browser: Browser, { folder }: BuiltSite, path?: string): Promise<OpenedStudio> {
  const served = await serveSite(folder, path)
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: 'en-US' })
  const complaints: string[] = []
  context.on('weberror', error => complaints.push(String(error.error())))
  context.on('console', message => {
    if (message.type() === 'error') complaints.push(message.text())
  })
  context.on('request', request => {
    const { origin, protocol } = new URL(request.url())
    if (protocol !== 'blob:' && origin !== new URL(served.url).origin) complaints.push(`asked for ${request.url()}`)
  })
  const page = await context.newPage()
  await page.goto(served.url)
  // The page has loaded before it listens: what is dropped in between is lost.
  await page.waitForFunction(() => typeof globalThis.studioSettled === 'function')
  return {
    context,
    page,
    served,
    complaints,
    close: async () => {
      await context.close()
      served.close()
    },
  }
}

/** Waits until the status line says so. */
export async function status(page: Page, text: RegExp): Promise<void> {
  await page.getByRole('status').filter({ hasText: text }).waitFor({ timeout: 90_000 })
}

/** Drops a file on the page, as a person would. */
export async function drop(page: Page, name: string, content: Uint8Array): Promise<void> {
  const transfer = await page.evaluateHandle(
    ([name, base64]) => {
      const transfer = new DataTransfer()
      const bytes = Uint8Array.from(atob(base64), character => character.charCodeAt(0))
      transfer.items.add(new File([bytes], name))
      return transfer
    },
    [name, Buffer.from(content).toString('base64')] as const,
  )
  await page.dispatchEvent('body', 'drop', { dataTransfer: transfer })
}

const axe = createRequire(import.meta.url).resolve('axe-core/axe.min.js')

/** What axe finds in the page as it is. */
export async function violations(page: Page): Promise<string[]> {
  await page.evaluate(await readFile(axe, 'utf8'))
  return page.evaluate(async () => {
    // biome-ignore lint/suspicious/noExplicitAny: the script put it there
    const { violations } = await (globalThis as any).axe.run()
    // biome-ignore lint/suspicious/noExplicitAny: its own shape
    return violations.flatMap((found: any) => found.nodes.map((node: any) => `${found.id}: ${node.html}`))
  })
}

/** Downloads what a click gives. */
export async function downloaded(page: Page, click: () => Promise<void>): Promise<{ name: string; bytes: Buffer }> {
  const downloading = page.waitForEvent('download')
  await click()
  const download = await downloading
  return { name: download.suggestedFilename(), bytes: await readFile(await download.path()) }
}

/** Colours on the screen at the middle of every pixel of the image, 0xRRGGBB, row by row. */
export function colours(page: Page, width: number, height: number): Promise<number[]> {
  return page.evaluate(
    ([width, height]) => {
      const canvas = document.querySelector<HTMLCanvasElement>('#image')!
      const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height)
      const opaque = (x: number, y: number): boolean => data[4 * (y * canvas.width + x) + 3] === 255
      const [middleX, middleY] = [canvas.width >> 1, canvas.height >> 1]
      let [left, right, top, bottom] = [0, canvas.width - 1, 0, canvas.height - 1]
      while (!opaque(left, middleY)) left++
      while (!opaque(right, middleY)) right--
      while (!opaque(middleX, top)) top++
      while (!opaque(middleX, bottom)) bottom--
      const [sx, sy] = [(right + 1 - left) / width, (bottom + 1 - top) / height]
      return Array.from({ length: width * height }, (_, i) => {
        const x = Math.floor(left + ((i % width) + 0.5) * sx)
        const y = Math.floor(top + (Math.floor(i / width) + 0.5) * sy)
        const at = 4 * (y * canvas.width + x)
        return (data[at]! << 16) | (data[at + 1]! << 8) | data[at + 2]!
      })
    },
    [width, height] as const,
  )
}
