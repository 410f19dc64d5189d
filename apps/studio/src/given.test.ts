/** `cuts open`: the page opens what the command line was given. */
import { execFile } from 'node:child_process'
import { cp, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import type { LabelMap } from '@cuts/core'
import { readImage, writeNifti } from '@cuts/formats'
import { createFolderStore } from '@cuts/runtime/node'
import { readLabelMaps, summarySchema } from '@cuts/runtime/results'
import { findChromium, launchChromium, noChromiumReason } from '@cuts/testing/browser'
import { strFromU8, unzipSync } from 'fflate'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type BuiltSite, buildSite, colours, downloaded, openSite, status } from './testing/open-studio.ts'

const chromium = findChromium()
const title = 'what was given'.concat(chromium === undefined ? ` (skipped: ${noChromiumReason})` : '')
const cuts = fileURLToPath(new URL('../../cli/bin/cuts.js', import.meta.url))
const fundus = fileURLToPath(new URL('../../../examples/fundus/images', import.meta.url))

describe.skipIf(chromium === undefined)(title, () => {
  let browser: Browser
  let site: BuiltSite
  let home: string
  beforeAll(async () => {
    browser = await launchChromium(chromium!, ['--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1'])
    site = await buildSite()
    home = await mkdtemp(join(tmpdir(), 'cuts-given-'))
  }, 240_000)
  afterAll(async () => {
    await browser?.close()
    await site?.remove()
    await rm(home, { recursive: true, force: true })
  })

  it('a folder of images is open at once, without the files beside them', async () => {
    const folder = join(home, 'scans')
    for (const name of ['fundus-1.png', 'fundus-2.png']) await cp(join(fundus, name), join(folder, 'left', name))
    await writeFile(join(folder, 'notes.txt'), 'not an image')
    const { context, page, complaints, close } = await openSite(browser, site, folder)
    await page.locator('.filmstrip li').nth(1).waitFor()
    await status(page, /^\d+ regions/)
    expect(await page.locator('.file').innerText()).toBe('fundus-1.png')
    expect(await page.locator('.filmstrip li').count()).toBe(2)
    // What was done is there when the address is opened again, and nothing is open twice.
    await page.locator('#image').click()
    await page.waitForFunction(() => document.querySelector('.label .area')?.textContent !== 'empty')
    const area = await page.locator('.label .area').innerText()
    await page.evaluate(() => globalThis.studioSettled())
    await page.reload()
    await status(page, /as you left it/)
    expect(await page.locator('.label .area').innerText()).toBe(area)
    expect(await page.locator('.filmstrip li').count()).toBe(2)
    // A second tab says that the session is open, and takes it over with everything in it.
    const second = await context.newPage()
    await second.goto(page.url())
    await second.getByText('open in another tab').waitFor()
    await page.getByRole('button', { name: 'Undo' }).click()
    await page.locator('.label .area', { hasText: 'empty' }).waitFor()
    await second.getByRole('button', { name: 'Work here instead' }).click()
    await status(second, /as you left it/)
    expect(await second.locator('.label .area').innerText()).toBe('empty')
    await page.getByText('open in another tab').waitFor()
    expect(complaints).toEqual([])
    await close()
  }, 120_000)

  it('a result folder is open with its trees and levels, and nothing is computed again', async () => {
    const [images, results] = [join(home, 'two'), join(home, 'results')]
    for (const name of ['fundus-1.png', 'fundus-2.png']) await cp(join(fundus, name), join(images, name))
    await promisify(execFile)(process.execPath, [cuts, 'run', images, '--out', results, '--threads', '1', '--quiet'])
    const summary = summarySchema.parse(JSON.parse(await readFile(join(results, 'summary.json'), 'utf8')))
    const { id, levels, autoLevel } = summary.images[0]!
    const before = await contentOf(results)
    const { page, complaints, close } = await openSite(browser, site, results)
    await status(page, new RegExp(`^${levels[autoLevel]!.clusters} regions of the results$`))
    // The other image is read while the first one is shown.
    await page.locator('.filmstrip li').nth(1).waitFor()
    expect(await page.locator('.filmstrip li').count()).toBe(2)
    // The label map of every level, as the run wrote it, is what the page shows at that level.
    const maps = await readLabelMaps(createFolderStore(results), id, 'labels')
    await page.getByRole('radio', { name: 'Colours' }).check()
    await page.getByText('Brightness and contrast').click()
    // Black where white is: the image is one grey, and colours on the screen are those of regions alone.
    for (const name of ['Black at', 'White at']) {
      await page.getByLabel(name).fill('100')
      await page.keyboard.press('Enter')
    }
    const choice = page.getByLabel('Levels')
    for (const at of [0, 1, levels.length - 1]) {
      await choice.selectOption(String(levels[at]!.clusters))
      await page.mouse.move(2, 2)
      await status(page, new RegExp(`^${levels[at]!.clusters} regions? of the results$`))
      expect(differences(await colours(page, 128, 128), maps[at]!), `level ${at}`).toBe(0)
    }
    const [persistent] = await readLabelMaps(createFolderStore(results), id, 'persistent')
    await choice.selectOption('structures')
    await page.mouse.move(2, 2)
    await status(page, /^\d+ persistent structures of the results$/)
    expect(differences(await colours(page, 128, 128), persistent!)).toBe(0)
    expect(await contentOf(results)).toEqual(before)
    expect(complaints).toEqual([])
    await close()
  }, 120_000)

  it('trains on the images with settings from a form; the page stays awake, and the regions take the place of others', async () => {
    const folder = join(home, 'to-train')
    for (const name of ['fundus-3.png', 'fundus-4.png']) await cp(join(fundus, name), join(folder, name))
    const { page, complaints, close } = await openSite(browser, site, folder)
    await status(page, /^\d+ regions/)
    await page.locator('.filmstrip li').nth(1).waitFor()
    const begin = async (steps: string): Promise<void> => {
      await page.getByRole('button', { name: 'Train' }).click()
      await page.getByLabel('Preset').selectOption('trained')
      await page.getByRole('spinbutton', { name: 'Training steps' }).fill(steps)
      await page.keyboard.press('Enter')
      // What a setting is for follows from the others.
      await page.getByText('Expert settings').click()
      expect(await page.getByRole('spinbutton', { name: 'Validation interval' }).inputValue()).toBe('25')
      await page.getByRole('button', { name: 'Start' }).click()
    }
    await begin('500')
    await page.locator('.losses').waitFor({ timeout: 60_000 })
    expect(await page.locator('.run-panel').innerText()).toMatch(/Training[\s\S]*% · about \d+ (s|min) left/)
    const awake = page.evaluate(async () => {
      const started = performance.now()
      let worst = 0
      for (let last = started; last < started + 1500; ) {
        await new Promise(resolve => requestAnimationFrame(resolve))
        worst = Math.max(worst, performance.now() - last)
        last = performance.now()
      }
      return worst
    })
    // A frozen page would draw nothing for as long as a step takes.
    expect(await awake).toBeLessThan(1000)
    await page.getByRole('button', { name: 'Stop' }).click()
    await page.locator('.run-panel').waitFor({ state: 'detached', timeout: 60_000 })
    await status(page, /by the encoder|by plain colour/)
    await begin('2')
    await status(page, /^\d+ regions of your run$/)
    await page.keyboard.press('PageDown')
    await page.locator('.file', { hasText: 'fundus-4.png' }).waitFor()
    await status(page, /^\d+ regions of your run$/)
    await page.evaluate(() => globalThis.studioSettled())
    await page.reload()
    await status(page, /\d+ regions of your run$/)
    await page.locator('#image').click()
    await page.getByRole('button', { name: 'Export' }).click()
    await page.getByRole('checkbox', { name: 'report.html' }).check()
    const { bytes } = await downloaded(page, () => page.getByRole('button', { name: 'Download' }).click())
    const files = unzipSync(bytes)
    expect(strFromU8(files['run/report.html']!)).toMatch(/^<!doctype html>[\s\S]*fundus-4/i)
    expect(JSON.parse(strFromU8(files['origin.json']!))).toMatchObject({
      preset: 'trained',
      settings: { schedule: { steps: 2 } },
    })
    expect(files['run/model.onnx']!.length).toBeGreaterThan(1000)
    expect(complaints).toEqual([])
    await close()
  }, 180_000)

  it('shows a volume that is stored from left to right as is usual, in three planes, and writes labels on its own grid', async () => {
    const [width, height, depth] = [40, 32, 6]
    // Columns run to the right of the patient: the block in the first of them lies on the left.
    const data = Float32Array.from({ length: width * height * depth }, (_, i) => {
      const [x, y] = [i % width, Math.floor(i / width) % height]
      return (x >= 4 && x < 12 && y >= 10 && y < 22 ? 100 : 0) + ((7 * x + 3 * y) % 5)
    })
    const geometry = { spacingMm: [0.5, 0.5, 2], originMm: [1, 2, 3], direction: [-1, 0, 0, 0, 1, 0, 0, 0, 1] } as const
    const grid = { size: [width, height, depth], channels: 1, data, geometry } as const
    const file = join(home, 'flipped.nii')
    await writeFile(file, await writeNifti(grid, { isLabels: false, compressed: false }))
    const { page, complaints, close } = await openSite(browser, site, file)
    await status(page, /^\d+ regions/)
    const letters = (of: string, nth = 0) => page.locator(of).nth(nth).locator('.letters span').allInnerTexts()
    expect(await letters('.stage')).toEqual(['R', 'L', 'A', 'P'])
    expect(await letters('.plane')).toEqual(['R', 'L', 'S', 'I'])
    expect(await letters('.plane', 1)).toEqual(['A', 'P', 'S', 'I'])
    // The left of the patient, which is bright, is on the right.
    await page.getByRole('radio', { name: 'Hidden' }).check()
    await page.mouse.move(2, 2)
    const shown = await colours(page, width, height)
    expect(shown[16 * width + 32]! & 255).toBeGreaterThan(150)
    expect(shown[16 * width + 8]! & 255).toBeLessThan(100)
    // A brush in the first and in the last slice, and the slices between them filled.
    const { x, y, width: across, height: down } = (await page.locator('#image').boundingBox())!
    const scale = Math.min(across / width, down / height) * 0.94
    const at = (column: number, row: number): [number, number] => [
      x + across / 2 + (column - width / 2) * scale,
      y + down / 2 + (row - height / 2) * scale,
    ]
    const slice = page.getByRole('slider', { name: 'Slice' })
    for (const key of ['Home', 'End']) {
      await page.getByRole('button', { name: 'Brush', exact: true }).click()
      await slice.press(key)
      await page.getByText(key === 'Home' ? 'Slice 1 of 6' : 'Slice 6 of 6').waitFor()
      await page.mouse.click(...at(32, 16))
    }
    await page.getByRole('button', { name: 'Fill between slices' }).click()
    await page.locator('.extent', { hasText: 'mm³' }).waitFor()
    // With a tool that draws nothing in a plane, a click there moves the cross and shows the slice that it lies in.
    await page.getByRole('button', { name: 'Ruler' }).click()
    const box = (await page.locator('.plane-image').first().boundingBox())!
    await page.mouse.click(box.x + box.width / 2, box.y + box.height * 0.6)
    await page.getByText('Slice 3 of 6').waitFor()
    await page.mouse.move(...at(10, 10))
    await page.mouse.down()
    await page.mouse.move(...at(30, 10), { steps: 4 })
    await page.mouse.up()
    const [mm] = /^[\d.]+(?= mm$)/.exec((await page.locator('.lines text').textContent())!)!
    expect(Number(mm)).toBeCloseTo(10, 0)
    await page.getByRole('button', { name: 'Export' }).click()
    const { bytes } = await downloaded(page, () => page.getByRole('button', { name: 'Download' }).click())
    const { volume } = await readImage([{ name: 'a.nii.gz', bytes: unzipSync(bytes)['flipped.nii.gz']! }])
    expect(volume).toMatchObject({
      width,
      height,
      depth,
      geometry: { direction: geometry.direction, originMm: [1, 2, 3] },
    })
    const used = [...volume.pixels.keys()].filter(i => volume.pixels[i] !== 0)
    expect(new Set(used.map(i => Math.floor(i / (width * height)))).size).toBe(6)
    const middle = used.reduce((sum, i) => sum + (i % width), 0) / used.length
    expect(middle).toBeCloseTo(width - 1 - 31.5, 0)
    const [mm3] = /[\d.,]+(?= mm³)/.exec(await page.locator('.extent').innerText())!
    // It is written in whole mm³.
    expect(Math.abs(Number(mm3.replace(',', '')) - used.length * 0.5 * 0.5 * 2)).toBeLessThanOrEqual(0.5)
    expect(complaints).toEqual([])
    await close()
  }, 120_000)
})

/** Sizes and times of all files below a folder: what would tell that one was written. */
async function contentOf(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true })
  return Promise.all(
    entries.map(async name => {
      const { size, mtimeMs } = await stat(join(folder, name))
      return `${name} ${size} ${mtimeMs}`
    }),
  )
}

/** Neighbouring pixels that are one region in the map and of two colours on the screen, or the other way round. */
function differences(shown: readonly number[], { width, labels }: LabelMap): number {
  let wrong = 0
  for (let i = 0; i + width < labels.length; i++)
    for (const next of (i + 1) % width === 0 ? [i + width] : [i + 1, i + width])
      if ((labels[i] === labels[next]) !== (shown[i] === shown[next])) wrong++
  return wrong
}
