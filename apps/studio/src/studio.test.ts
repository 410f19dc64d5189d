/** The page in a real browser, as a person uses it. */
import { readFile } from 'node:fs/promises'
import { readImage, writeNifti } from '@cuts/formats'
import { findChromium, launchChromium, noChromiumReason } from '@cuts/testing/browser'
import { unzipSync } from 'fflate'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { colours, downloaded, drop, type OpenedStudio, openStudio, status, violations } from './testing/open-studio.ts'

declare global {
  var studioSettled: () => Promise<void>
}

const chromium = findChromium()
const title = 'the studio in a browser'.concat(chromium === undefined ? ` (skipped: ${noChromiumReason})` : '')
const sample = (path: string) => readFile(new URL(`../../../examples/${path}`, import.meta.url))

describe.skipIf(chromium === undefined)(title, () => {
  let studio: OpenedStudio
  let page: Page
  beforeAll(async () => {
    const browser = await launchChromium(chromium!, ['--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1'])
    studio = await openStudio(browser)
    page = studio.page
  }, 240_000)
  afterAll(async () => {
    await studio?.close()
    expect(studio?.complaints).toEqual([])
  })

  const areas = () => page.locator('.label .area').allInnerTexts()
  const level = async () => Number(/^\d+/.exec(await page.locator('.count').innerText())![0])
  const button = (name: string) => page.getByRole('button', { name, exact: true })
  it('is isolated, says that nothing leaves, and takes a dropped image to regions', async () => {
    expect(await page.evaluate(() => crossOriginIsolated)).toBe(true)
    expect(await page.locator('footer').innerText()).toContain('Nothing leaves this machine.')
    expect(await page.locator('footer').innerText()).toContain('not a medical device')
    expect(await violations(page)).toEqual([])
    await drop(page, 'fundus-1.png', await sample('fundus/images/fundus-1.png'))
    await status(page, /\d+ regions by/)
    await status(page, /^\d+ regions by the encoder$/)
    expect(await page.locator('.file').innerText()).toBe('fundus-1.png')
  })

  it('shows more regions as the slider moves, and one step takes the move back', async () => {
    const automatic = await level()
    const before = await colours(page, 128, 128)
    const slider = page.getByRole('slider', { name: 'Granularity' })
    await slider.focus()
    for (let n = 0; n < 9; n++) await page.keyboard.press('ArrowRight')
    expect(await level()).toBe(automatic + 9)
    expect(await slider.getAttribute('aria-valuetext')).toBe(`${automatic + 9} regions`)
    await button(`Automatic: ${automatic} regions`).click()
    expect(await level()).toBe(automatic)
    await button('Undo').click()
    expect(await level()).toBe(automatic + 9)
    await button('Undo').click()
    expect(await level()).toBe(automatic + 8)
    await button(`Automatic: ${automatic} regions`).click()
    expect(await colours(page, 128, 128)).toEqual(before)
  })

  it('takes the part under a click, by the keyboard as well, and undoes it', async () => {
    await page.locator('#image').click()
    await page.waitForFunction(() => document.querySelector('.label .area')?.textContent !== 'empty')
    const [area] = await areas()
    expect(area).toMatch(/^[\d,]+ px$/)
    await page.keyboard.press('Control+z')
    expect(await areas()).toEqual(['empty'])
    await page.keyboard.press('ArrowLeft')
    await page.keyboard.press('ArrowRight')
    await page.keyboard.press('Enter')
    await page.waitForFunction(() => document.querySelector('.label .area')?.textContent !== 'empty')
    await page.keyboard.press('Control+z')
    await page.keyboard.press('Control+Shift+z')
    expect(await areas()).not.toEqual(['empty'])
  })

  it('paints with a brush under a second label, and is restored after a reload with its history', async () => {
    await button('Add a label').click()
    await button('Brush').click()
    const { x, y, width, height } = (await page.locator('#image').boundingBox())!
    await page.mouse.move(x + width * 0.4, y + height * 0.2)
    await page.mouse.down()
    await page.mouse.move(x + width * 0.6, y + height * 0.25, { steps: 5 })
    await page.mouse.up()
    const before = await areas()
    expect(before).toHaveLength(2)
    expect(before).not.toContain('empty')
    // One stroke is one step.
    await button('Undo').click()
    expect((await areas())[1]).toBe('empty')
    await button('Redo').click()
    expect(await areas()).toEqual(before)
    await page.evaluate(() => globalThis.studioSettled())
    await page.reload()
    await status(page, /as you left it/)
    expect(await areas()).toEqual(before)
    await status(page, /\d+ regions by the encoder/)
    expect(await areas()).toEqual(before)
    await button('Undo').click()
    expect((await areas())[1]).toBe('empty')
    await button('Redo').click()
  })

  it('exports what is on the screen, pixel by pixel', async () => {
    await page.getByRole('slider', { name: 'Opacity' }).fill('1')
    await page.getByRole('radio', { name: 'Hidden' }).check()
    await page.mouse.move(2, 2)
    const shown = await colours(page, 128, 128)
    await button('Export').click()
    expect(await violations(page)).toEqual([])
    for (const format of ['NRRD', 'TIFF', 'NumPy', 'GeoJSON', 'COCO'])
      await page.getByRole('checkbox', { name: format }).check()
    const { name, bytes } = await downloaded(page, () => button('Download').click())
    expect(name).toBe('fundus-1.zip')
    const files = unzipSync(bytes)
    const origin = JSON.parse(new TextDecoder().decode(files['origin.json']))
    expect(origin).toMatchObject({ preset: 'default', seed: 1, labels: [{ id: 1 }, { id: 2 }] })
    const colourOf = new Map<number, number>(
      origin.labels.map(({ id, colour: [r, g, b] }: { id: number; colour: number[] }) => [
        (r! << 16) | (g! << 8) | b!,
        id,
      ]),
    )
    const expected = shown.map(colour => colourOf.get(colour) ?? 0)
    expect(new Set(expected)).toEqual(new Set([0, 1, 2]))
    for (const name of ['fundus-1-ids.png', 'fundus-1.nii.gz', 'fundus-1.seg.nrrd', 'fundus-1.tif', 'fundus-1.npz']) {
      const { volume } = await readImage([{ name, bytes: files[name]! }])
      expect([...volume.pixels], name).toEqual(expected)
    }
    const measures = new TextDecoder().decode(files['measures.csv'])
    expect(measures.split('\r\n')[1]).toMatch(/^fundus-1\.png,1,1,Label 1,/)
    expect(Object.keys(files)).toEqual(expect.arrayContaining(['annotations.json', 'fundus-1.geojson', 'fundus-1.png']))
  })

  it('opens an image beside it, speaks German, and axe finds nothing', async () => {
    await drop(page, 'brain-1.png', await sample('brain/images/brain-1.png'))
    const isShown = (name: string) => page.locator('.file', { hasText: name }).waitFor()
    await isShown('brain-1.png')
    await status(page, /^\d+ regions by the encoder$/)
    await page.keyboard.press('PageUp')
    await isShown('fundus-1.png')
    await page.getByLabel('Language').selectOption('de')
    await button('Rückgängig').waitFor()
    expect(await page.evaluate(() => document.documentElement.lang)).toBe('de')
    expect(await violations(page)).toEqual([])
    // Colours in the middle of a transition are neither.
    await page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' })
    expect(await violations(page)).toEqual([])
    // It would find something if there were something.
    await page.evaluate(() => document.body.append(document.createElement('button')))
    const planted = await violations(page)
    await page.evaluate(() => document.body.lastElementChild!.remove())
    expect(planted.join()).toContain('button-name')
    await page.emulateMedia({ colorScheme: 'light' })
    await page.getByLabel('Sprache').selectOption('en')
  })

  it('keeps a session in a file: what is closed comes back from it', async () => {
    const before = await areas()
    const menu = page.locator('.menu summary')
    await menu.click()
    const { name, bytes } = await downloaded(page, () => button('Save session').click())
    expect(name).toBe('fundus-1.cuts')
    await menu.click()
    await button('Close all').click()
    await page.locator('dialog').getByRole('button', { name: 'Close all' }).click()
    await button('Try the samples').waitFor()
    await drop(page, name, bytes)
    await status(page, /\d+ regions by the encoder/)
    expect(await areas()).toEqual(before)
    expect(await page.locator('.filmstrip li').count()).toBe(2)
  })

  it('shows the slices of a volume in millimetres, and exports labels where they are', async () => {
    const [width, height, depth] = [40, 32, 5]
    const data = Float32Array.from({ length: width * height * depth }, (_, i) => {
      const [x, y, z] = [i % width, Math.floor(i / width) % height, Math.floor(i / (width * height))]
      return 100 * (Math.hypot(x - 20, y - 16) < 6 + z ? 1 : 0) + ((7 * x + 3 * y) % 5)
    })
    const geometry = { spacingMm: [0.5, 0.5, 2], originMm: [1, 2, 3], direction: [1, 0, 0, 0, 1, 0, 0, 0, 1] } as const
    const grid = { size: [width, height, depth], channels: 1, data, geometry } as const
    const nifti = await writeNifti(grid, { isLabels: false, compressed: false })
    await drop(page, 'disc.nii', nifti)
    await button('disc.nii').click()
    await page.getByText('Slice 3 of 5').waitFor()
    await status(page, /\d+ regions/)
    await page.locator('#image').hover()
    await page.mouse.wheel(0, 100)
    await page.getByText('Slice 4 of 5').waitFor()
    await status(page, /^\d+ regions by the encoder$/)
    await button('Select').click()
    await page.locator('#image').click()
    await page.waitForFunction(() => /mm²/.test(document.querySelector('.label.active .area')!.textContent))
    expect(await page.locator('.probe').innerText()).toContain('mm')
    await button('Export').click()
    const { bytes } = await downloaded(page, () => button('Download').click())
    const { volume } = await readImage([{ name: 'disc.nii.gz', bytes: unzipSync(bytes)['disc.nii.gz']! }])
    expect(volume).toMatchObject({ width, height, depth, geometry: { spacingMm: geometry.spacingMm } })
    const used = new Set(Array.from(volume.pixels, (label, i) => (label > 0 ? Math.floor(i / (width * height)) : -1)))
    expect(used).toEqual(new Set([-1, 3]))
    const [mm2] = /[\d.]+/.exec(await page.locator('.label.active .area').innerText())!
    const pixels = volume.pixels.filter(label => label > 0).length
    expect(Number(mm2)).toBeCloseTo(pixels * 0.25, 0)
  })

  it('opens without a server, with everything as it was', async () => {
    await page.evaluate(async () => {
      await navigator.serviceWorker.ready
      await globalThis.studioSettled()
    })
    await page.reload()
    await status(page, /by the encoder/)
    const before = await areas()
    expect(await page.evaluate(() => navigator.serviceWorker.controller !== null)).toBe(true)
    studio.served.close()
    await page.reload()
    await status(page, /\d+ regions by the encoder/)
    expect(await areas()).toEqual(before)
  })
})
