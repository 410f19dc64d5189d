/** Makes the pictures of docs/guide/studio.md: `npm run pictures --workspace apps/studio`, with Chromium on the PATH. */
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { argv, env, execPath } from 'node:process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { findChromium, launchChromium } from '@cuts/testing/browser'
import { buildStudio } from '../dist/node/index.js'

const out = argv[2] ?? fileURLToPath(new URL('../../../docs/images', import.meta.url))
const site = fileURLToPath(new URL('../dist/site', import.meta.url))
await buildStudio(site)
const served = await serve()
const browser = await launchChromium(findChromium())

/** The page with nothing open, as the command line serves it. */
async function serve() {
  const cuts = fileURLToPath(new URL('../../cli/bin/cuts.js', import.meta.url))
  const child = spawn(execPath, [cuts, 'open', '--empty', '--no-browser', '--json'], {
    env: { ...env, CUTS_STUDIO: site },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  for await (const line of createInterface({ input: child.stdout }))
    return { url: JSON.parse(line).url, close: () => child.kill() }
}

async function tour(name, options, steps) {
  const context = await browser.newContext({ locale: 'en-US', ...options })
  const page = await context.newPage()
  page.on('console', message => process.stderr.write(`${name}: ${message.text()}\n`))
  await page.goto(served.url)
  await steps(page, picture => page.screenshot({ path: join(out, `${picture}.png`) }))
  await context.close()
}

const button = (page, name) => page.getByRole('button', { name, exact: true })
const ready = page =>
  page
    .getByRole('status')
    .filter({ hasText: /^\d+ regions by the encoder$/ })
    .waitFor({ timeout: 120_000 })

/** Two labels on the first brain: the ventricles and the bright lesion. */
async function label(page) {
  await button(page, 'Try the samples').click()
  await ready(page)
  const click = async (x, y) => {
    const { x: left, y: top, width, height } = await page.locator('#image').boundingBox()
    const side = Math.min(width, height) * 0.94
    await page.mouse.click(left + width / 2 + (x - 0.5) * side, top + height / 2 + (y - 0.5) * side)
  }
  await page.getByLabel('Name of Label 1').fill('Ventricles')
  await page.keyboard.press('Enter')
  await click(0.5, 0.47)
  await button(page, 'Add a label').click()
  await page.getByLabel('Name of Label 2').fill('Lesion')
  await page.keyboard.press('Enter')
  await click(0.65, 0.4)
  return click
}

const desktop = { viewport: { width: 1280, height: 800 } }
await tour('light', desktop, async (page, picture) => {
  await picture('studio-welcome')
  await label(page)
  await picture('studio')
  await page.getByRole('radio', { name: 'Colours' }).check()
  await picture('studio-colours')
  await button(page, 'Export').click()
  await picture('studio-export')
})
await tour('dark', { ...desktop, colorScheme: 'dark' }, async (page, picture) => {
  await label(page)
  await page.getByRole('slider', { name: 'Granularity' }).focus()
  for (let n = 0; n < 20; n++) await page.keyboard.press('ArrowRight')
  await picture('studio-dark')
  await page.locator('#image').focus()
  await page.keyboard.press('?')
  await picture('studio-keys')
})
await tour(
  'phone',
  { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, hasTouch: true },
  async (page, picture) => {
    await picture('studio-phone-welcome')
    await label(page)
    await picture('studio-phone')
  },
)
await browser.close()
served.close()
