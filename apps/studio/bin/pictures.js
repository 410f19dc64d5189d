/** Makes the pictures of docs/guide/studio.md: `npm run pictures --workspace apps/studio`, with Chromium on the PATH. */
import { spawn } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { argv, env, execPath } from 'node:process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { writeNifti } from '@cuts/formats'
import { findChromium, launchChromium } from '@cuts/testing/browser'
import { buildStudio } from '../dist/node/index.js'

/** `npm run pictures -- FOLDER TOUR...` makes those of some tours only. */
const only = argv.slice(3)
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

/** A head of ellipsoids with a lesion, in millimetres, so that planes and letters have something to show. */
async function writeHead(path) {
  const size = [96, 112, 40]
  const data = Float32Array.from({ length: size[0] * size[1] * size[2] }, (_, i) => {
    const [x, y, z] = [i % 96, Math.floor(i / 96) % 112, Math.floor(i / (96 * 112))]
    const within = (cx, cy, cz, a, b, c) => ((x - cx) / a) ** 2 + ((y - cy) / b) ** 2 + ((z - cz) / c) ** 2 < 1
    const noise = ((x * 73 + y * 151 + z * 199) % 17) - 8
    if (!within(48, 56, 18, 42, 50, 21)) return noise
    if (!within(48, 56, 18, 38, 46, 19)) return 900 + noise
    if (within(64, 42, 22, 9, 8, 6)) return 780 + noise
    if (within(42, 54, 20, 5, 15, 7) || within(54, 54, 20, 5, 15, 7)) return 180 + noise
    return (within(48, 56, 18, 31, 38, 15) ? 560 : 430) + noise
  })
  const geometry = { spacingMm: [1.8, 1.8, 4], originMm: [-86, -100, -60], direction: [1, 0, 0, 0, 1, 0, 0, 0, 1] }
  await writeFile(path, await writeNifti({ size, channels: 1, data, geometry }, { isLabels: false, compressed: false }))
}

async function tour(name, options, steps) {
  if (only.length > 0 && !only.includes(name)) return
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

/** Waits until no label is empty. */
const labelled = page =>
  page.waitForFunction(() => [...document.querySelectorAll('.label .area')].every(area => area.textContent !== 'empty'))

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
  await labelled(page)
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
await tour('volume', desktop, async (page, picture) => {
  const folder = await mkdtemp(join(tmpdir(), 'cuts-head-'))
  const head = join(folder, 'head.nii')
  await writeHead(head)
  await page.locator('input[type=file]').first().setInputFiles(head)
  await ready(page)
  const { x, y, width, height } = await page.locator('#image').boundingBox()
  const scale = Math.min(width / 96, height / 112) * 0.94
  await page.mouse.click(x + width / 2 + (64 - 48) * scale, y + height / 2 + (42 - 56) * scale)
  await labelled(page)
  await page.locator('.plane canvas').nth(1).waitFor()
  await picture('studio-volume')
  await rm(folder, { recursive: true })
})
await tour('train', desktop, async (page, picture) => {
  await label(page)
  await button(page, 'Train').click()
  await page.getByLabel('Preset').selectOption('trained')
  await picture('studio-train')
  await button(page, 'Start').click()
  await page.locator('.losses').waitFor({ timeout: 300_000 })
  await page.waitForTimeout(8000)
  await picture('studio-training')
})
await browser.close()
served.close()
