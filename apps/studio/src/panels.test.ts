/** Every panel and dialog, in every look, by axe; and what some of them do, in a real browser. */
import { encodePng, writeNifti } from '@cuts/formats'
import { findChromium, launchChromium, noChromiumReason } from '@cuts/testing/browser'
import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { button, offline, useOneBrowser } from './testing/one-browser.ts'
import { colours, drop, status, violations } from './testing/open-studio.ts'

const chromium = findChromium()
const title = 'the panels in a browser'.concat(chromium === undefined ? ` (skipped: ${noChromiumReason})` : '')

describe.skipIf(chromium === undefined)(title, { timeout: 180_000 }, () => {
  const open = useOneBrowser(() => launchChromium(chromium!, offline))
  /** Opens what is folded. */
  const unfold = (page: Page): Promise<void> =>
    page.evaluate(() => {
      for (const panel of document.querySelectorAll<HTMLDetailsElement>('details.panel')) panel.open = true
    })
  const looks = [
    { colorScheme: 'light', forcedColors: 'none', reducedMotion: 'reduce' },
    { colorScheme: 'dark', forcedColors: 'none', reducedMotion: 'reduce' },
    { colorScheme: 'dark', forcedColors: 'active', reducedMotion: 'reduce' },
  ] as const
  const inEveryLook = async (page: Page, what: string): Promise<void> => {
    for (const look of looks) {
      await page.emulateMedia(look)
      expect(await violations(page), `${what}, ${look.colorScheme}, forced colours ${look.forcedColors}`).toEqual([])
    }
    await page.emulateMedia(looks[0])
  }

  it('axe finds nothing in any of them, in light, dark and forced colours', async () => {
    const page = await open()
    await inEveryLook(page, 'welcome')
    // Greys that could be a scan of a head: air around tissue.
    const [width, height, depth] = [24, 20, 6]
    const pixels = Float32Array.from({ length: width * height * depth }, (_, i) => {
      const [x, y] = [i % width, Math.floor(i / width) % height]
      return Math.hypot(x - 12, y - 10) < 7 ? 40 + (i % 5) : -1000
    })
    const geometry = { spacingMm: [1, 1, 2], originMm: [0, 0, 0], direction: [1, 0, 0, 0, 1, 0, 0, 0, 1] } as const
    const grid = { size: [width, height, depth], channels: 1, data: pixels, geometry } as const
    await drop(page, 'head.nii', await writeNifti(grid, { isLabels: false, compressed: false }))
    await status(page, /^\d+ regions/)
    await unfold(page)
    await page.locator('.plot circle').first().waitFor()
    // Presets of computed tomography are offered, because the values are those of it.
    await button(page, 'Soft tissue').click()
    expect(await page.getByLabel('Black at').inputValue()).toBe('-160')
    await inEveryLook(page, 'panels')
    const dialogs = [
      ['Train', 'Train on these images'],
      ['Export', 'Export'],
      ['Keys', 'Keys'],
      ['About', 'About'],
    ] as const
    for (const [name, heading] of dialogs) {
      await button(page, name).click()
      await page.getByRole('heading', { name: heading, exact: true }).waitFor()
      await page.evaluate(() => {
        for (const folded of document.querySelectorAll<HTMLDetailsElement>('dialog details')) folded.open = true
      })
      await inEveryLook(page, name)
      if (name === 'About') {
        const text = await page.evaluate(async () => (await fetch('licences.txt')).text())
        for (const holder of ['preact', '@preact/signals', 'fflate', 'onnxruntime-web', 'zod'])
          expect(text).toContain(`\n${holder} `.trimStart())
        expect(text).toContain('ITK-Wasm, decoders')
      }
      await page.keyboard.press('Escape')
      await page.getByRole('dialog').waitFor({ state: 'detached' })
    }
    await page.locator('summary[aria-label="Session"]').click()
    await inEveryLook(page, 'session menu')
    await button(page, 'Close all').click()
    await page.getByRole('dialog').waitFor()
    await inEveryLook(page, 'close all')
  })

  it('brush, fill and clicks work in the planes across the slices', async () => {
    const page = await open()
    const [width, height, depth] = [40, 36, 20]
    const data = Float32Array.from({ length: width * height * depth }, (_, i) => {
      const [x, y, z] = [i % width, Math.floor(i / width) % height, Math.floor(i / (width * height))]
      return (Math.hypot(x - 20, y - 18, z - 10) < 8 ? 300 : 60) + ((x * 3 + y * 5 + z) & 7)
    })
    const geometry = { spacingMm: [1, 1, 1], originMm: [0, 0, 0], direction: [1, 0, 0, 0, 1, 0, 0, 0, 1] } as const
    const grid = { size: [width, height, depth], channels: 1, data, geometry } as const
    await drop(page, 'ball.nii', await writeNifti(grid, { isLabels: false, compressed: false }))
    await status(page, /^\d+ regions/)
    const coronal = page.locator('.plane-image').first()
    const at = async (column: number, fromTop: number): Promise<[number, number]> => {
      const box = (await coronal.boundingBox())!
      return [box.x + (column / width) * box.width, box.y + (fromTop / depth) * box.height]
    }
    const voxels = async () =>
      Number(/([\d,]+) voxels/.exec(await page.locator('.extent').innerText())![1]!.replace(',', ''))
    await button(page, 'Brush').click()
    await page.getByRole('slider', { name: 'Size' }).fill(String(Math.log(4) / Math.log(500)))
    await coronal.scrollIntoViewIfNeeded()
    await page.mouse.move(...(await at(10.5, 3.5)))
    await page.mouse.down()
    await page.mouse.move(...(await at(10.5, 15.5)), { steps: 5 })
    await page.mouse.up()
    // A bar of twelve slices and four columns, in one row of the volume.
    await expect.poll(voxels).toBeGreaterThan(12 * 4)
    expect(await voxels()).toBeLessThan(17 * 5)
    await page.keyboard.press('Control+z')
    await expect.poll(voxels).toBe(0)
    // The cross is in the middle: in another slice the ball is cut there too.
    await button(page, 'Select').click()
    await page.mouse.click(...(await at(20, 7.5)))
    await expect.poll(voxels, { timeout: 60_000 }).toBeGreaterThan(50)
    expect(await page.locator('.slice-count').innerText()).not.toBe('Slice 11 of 20')
    await button(page, 'Fill').click()
    await page.mouse.click(...(await at(1, 1)))
    await expect.poll(voxels).toBeGreaterThan(0.7 * width * depth)
  })

  it('what is lassoed in the plot lights up and is taken in the image; what is labelled there has its colour in the plot', async () => {
    const page = await open()
    const side = 120
    const data = Uint8Array.from({ length: side * side }, (_, i) => (i % side < 60 ? 40 : 200) + ((i * 7) & 7))
    await drop(page, 'halves.png', encodePng({ kind: 'grey', width: side, height: side, data }))
    await status(page, /\d+ regions by/)
    await page
      .getByRole('button', { name: 'Cancel' })
      .click({ timeout: 3000 })
      .catch(() => {})
    await page.locator('.plot summary').click()
    const dots = page.locator('.plot circle')
    await dots.first().waitFor()
    const count = await dots.count()
    expect(count).toBeGreaterThan(4)
    const plot = page.locator('.plot svg')
    const around = async (left: number, right: number): Promise<void> => {
      await plot.scrollIntoViewIfNeeded()
      const box = (await plot.boundingBox())!
      const corners = [
        [left, 0.01],
        [right, 0.01],
        [right, 0.99],
        [left, 0.99],
      ] as const
      await page.mouse.move(box.x + left * box.width, box.y + 0.01 * box.height)
      await page.mouse.down()
      for (const [x, y] of corners.slice(1)) await page.mouse.move(box.x + x * box.width, box.y + y * box.height)
      await page.mouse.up()
    }
    const area = async () => Number((await page.locator('.label .area').first().innerText()).replaceAll(/\D/g, '') || 0)
    await around(0.01, 0.99)
    await page.getByText(`${count} of ${count} picked`).waitFor()
    await button(page, 'Take them').click()
    expect(await area()).toBe(side * side)
    await button(page, 'Undo').click()
    expect(await area()).toBe(0)
    // A part of the dots is a part of the image, which lights up before it is taken.
    const plain = await colours(page, side, side)
    await around(0.01, 0.5)
    await page.getByText(new RegExp(`^[1-9]\\d* of ${count} picked`)).waitFor()
    await expect.poll(async () => (await colours(page, side, side)).some((colour, i) => colour !== plain[i])).toBe(true)
    await button(page, 'Take them').click()
    const part = await area()
    expect(part).toBeGreaterThan(0)
    expect(part).toBeLessThan(side * side)
    const coloured = () => page.locator('.plot circle[style*="fill"]').count()
    const labelled = await coloured()
    expect(labelled).toBeGreaterThan(0)
    expect(labelled).toBeLessThan(count)
    // By the keyboard: one dot, taken away again.
    await plot.focus()
    await page.keyboard.press('ArrowRight')
    await page.keyboard.press(' ')
    await page.getByText(`1 of ${count} picked`).waitFor()
    await page.keyboard.press('Escape')
    await page.getByText(`0 of ${count} picked`).waitFor()
    // The region under the pointer is shown in the plot.
    const image = (await page.locator('#image').boundingBox())!
    await page.mouse.move(image.x + image.width * 0.45, image.y + image.height / 2)
    await page.locator('.plot circle.pointed').first().waitFor()
  })
})
