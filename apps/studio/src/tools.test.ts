/** The tools of the page in a real browser: by mouse, by keyboard alone, by touch, on a large image, with bad files. */
import { encodePng } from '@cuts/formats'
import { findChromium, launchChromium, noChromiumReason } from '@cuts/testing/browser'
import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { button, offline, useOneBrowser } from './testing/one-browser.ts'
import { drop, status, violations } from './testing/open-studio.ts'

const chromium = findChromium()
const title = 'the tools in a browser'.concat(chromium === undefined ? ` (skipped: ${noChromiumReason})` : '')

/** A bright disc on the left, another on the right, on an even ground with a little texture. */
function discs(side: number): Uint8Array {
  const data = new Uint8Array(side * side)
  for (let y = 0, i = 0; y < side; y++)
    for (let x = 0; x < side; x++, i++) {
      const inDisc = (cx: number): boolean => Math.hypot(x / side - cx, y / side - 0.5) < 0.12
      data[i] = (inDisc(0.3) || inDisc(0.7) ? 190 : 50) + ((x * 7 + y * 13) & 7)
    }
  return encodePng({ kind: 'grey', width: side, height: side, data })
}

describe.skipIf(chromium === undefined)(title, { timeout: 180_000 }, () => {
  const open = useOneBrowser(() => launchChromium(chromium!, offline))
  const area = (page: Page, row = 0): Promise<number> =>
    page.evaluate(
      row => Number(document.querySelectorAll('.label .area')[row]!.textContent.replaceAll(/\D/g, '') || 0),
      row,
    )
  const until = (page: Page, test: (area: number) => boolean): Promise<void> =>
    expect.poll(async () => test(await area(page)), { timeout: 20_000 }).toBe(true)
  const near = async (page: Page, wanted: number, share: number): Promise<void> => {
    await expect.poll(() => area(page), { timeout: 20_000 }).toBeGreaterThan(wanted * (1 - share))
    expect(await area(page)).toBeLessThan(wanted * (1 + share))
  }
  const count = async (page: Page) => Number(/^\d+/.exec(await page.locator('.count').innerText())![0])
  /** A place on the screen, by its share of the image. */
  const at = async (page: Page, x: number, y: number): Promise<[number, number]> => {
    const box = (await page.locator('#image').boundingBox())!
    const side = 0.94 * Math.min(box.width, box.height)
    return [box.x + box.width / 2 + (x - 0.5) * side, box.y + box.height / 2 + (y - 0.5) * side]
  }
  const drag = async (page: Page, points: readonly (readonly [number, number])[]): Promise<void> => {
    await page.mouse.move(...(await at(page, ...points[0]!)))
    await page.mouse.down()
    for (const point of points.slice(1)) await page.mouse.move(...(await at(page, ...point)), { steps: 4 })
    await page.mouse.up()
  }
  it('split, fuse, propose, find, draw, shape; and the history takes all of it back and does it again', async () => {
    const page = await open()
    await drop(page, 'discs.png', discs(160))
    await status(page, /^\d+ regions by the encoder$/)
    const whole = await count(page)
    await page.mouse.move(...(await at(page, 0.3, 0.5)))
    await page.keyboard.press('t')
    expect(await count(page)).toBe(whole + 1)
    await page.keyboard.press('j')
    expect(await count(page)).toBe(whole)
    // One disc, and by its likeness the other.
    await page.mouse.click(...(await at(page, 0.3, 0.5)))
    const disc = Math.PI * (0.12 * 160) ** 2
    // Two alike are one object of the tree: down to one of them.
    await until(page, pixels => pixels > 0)
    for (let n = 0; n < 9 && (await area(page)) > 1.15 * disc; n++) await page.keyboard.press('-')
    await near(page, disc, 0.15)
    expect(await page.getByRole('navigation', { name: 'What this region is part of' }).count()).toBe(1)
    await button(page, 'Find similar').click()
    await button(page, 'Take it').click()
    // The other disc, or the part of it that is most alike.
    await until(page, pixels => pixels > 1.2 * disc && pixels < 2.3 * disc)
    await button(page, 'Proposals').click()
    await page.getByText(/^1 of \d+: /).waitFor()
    await button(page, 'Next').click()
    await page.getByText(/^2 of \d+: /).waitFor()
    expect(await violations(page)).toEqual([])
    await button(page, 'Add a label').click()
    await button(page, 'Lasso').click()
    await drag(page, [
      [0.45, 0.1],
      [0.55, 0.1],
      [0.55, 0.2],
      [0.45, 0.2],
    ])
    const square = (0.1 * 160) ** 2
    expect(Math.abs((await area(page, 1)) - square)).toBeLessThan(0.2 * square)
    await page.locator('.shape summary').click()
    await button(page, 'Grow').click()
    const grown = await area(page, 1)
    expect(grown).toBeGreaterThan(square + 4 * 0.1 * 160)
    await button(page, 'Threshold brush').click()
    await drag(page, [
      [0.5, 0.7],
      [0.52, 0.72],
    ])
    expect(await area(page, 1)).toBeGreaterThan(grown)
    const end = [await area(page), await area(page, 1)]
    await page.locator('.history summary').click()
    await button(page, 'Start').click()
    expect(await page.locator('.label').count()).toBe(1)
    expect(await area(page)).toBe(0)
    expect(await button(page, 'Undo').isDisabled()).toBe(true)
    await page.locator('.history li:last-child button').click()
    expect([await area(page), await area(page, 1)]).toEqual(end)
    expect(await button(page, 'Redo').isDisabled()).toBe(true)
    await page.emulateMedia({ forcedColors: 'active', reducedMotion: 'reduce' })
    expect(await violations(page)).toEqual([])
  })

  it('everything but free-hand drawing works without a mouse', async () => {
    const page = await open()
    await drop(page, 'discs.png', discs(160))
    await status(page, /\d+ regions by/)
    const press = async (...keys: readonly string[]): Promise<void> => {
      for (const key of keys) await page.keyboard.press(key)
    }
    // The image is reached by Tab, after the buttons.
    await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur())
    for (let n = 0; n < 40; n++) {
      await press('Tab')
      if ((await page.evaluate(() => document.activeElement?.id)) === 'image') break
    }
    expect(await page.evaluate(() => document.activeElement?.getAttribute('role'))).toBe('application')
    // From the middle to the disc on the left, in steps of a twentieth.
    await press('ArrowLeft', 'Shift+ArrowLeft', 'Shift+ArrowLeft', 'Shift+ArrowLeft', 'Shift+ArrowLeft', 'Enter')
    await until(page, pixels => pixels > 0)
    const disc = await area(page)
    await press('+')
    expect(await area(page)).toBeGreaterThan(disc)
    await press('-')
    expect(await area(page)).toBe(disc)
    await press('Shift+Enter')
    await until(page, pixels => pixels < disc)
    await press('Control+z')
    expect(await area(page)).toBe(disc)
    await press('8', 'Shift+ArrowUp', 'Shift+ArrowUp', 'Shift+ArrowUp', 'Enter')
    await press('Shift+ArrowDown', 'Shift+ArrowDown', 'Shift+ArrowDown', 'Shift+ArrowDown', 'Shift+ArrowRight', 'Enter')
    await press('5', 'Enter', 'Shift+ArrowRight', 'Enter', 'Shift+ArrowDown', 'Enter', 'Enter')
    await page.locator('.history summary').focus()
    await press('Enter')
    await expect
      .poll(async () => (await page.locator('.history li').allInnerTexts()).at(-1), { timeout: 20_000 })
      .toBe('lasso')
    await page.locator('#image').focus()
    await press('.', ',', 'm')
    expect(await page.locator('.label').count()).toBe(2)
    await press('?')
    await page.getByRole('dialog').waitFor()
    expect(await violations(page)).toEqual([])
    await page.getByRole('checkbox', { name: 'Single letters' }).press(' ')
    await press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    await page.locator('#image').focus()
    await press('m')
    expect(await page.locator('.label').count()).toBe(2)
    // Letters do nothing while a name is typed.
    await page.getByLabel('Name of Label 2').focus()
    await press('Control+a')
    await page.keyboard.type('mitochondria 35')
    await press('Enter')
    expect(await page.locator('.label').count()).toBe(2)
    expect(await page.getByLabel('Name of mitochondria 35').inputValue()).toBe('mitochondria 35')
  })

  it('a finger selects, and two fingers zoom and leave no mark', async () => {
    const page = await open()
    await drop(page, 'discs.png', discs(160))
    await status(page, /\d+ regions by/)
    const session = await page.context().newCDPSession(page)
    const touch = (type: string, points: readonly (readonly [number, number])[]) =>
      session.send('Input.dispatchTouchEvent', {
        type: type as 'touchStart',
        touchPoints: points.map(([x, y], id) => ({ x, y, id })),
      })
    await button(page, 'Brush').click()
    const [x, y] = await at(page, 0.5, 0.5)
    const zoom = page.locator('.zoom .small')
    const before = await zoom.innerText()
    await touch('touchStart', [[x - 20, y]])
    await touch('touchMove', [[x - 30, y]])
    await touch('touchStart', [
      [x - 30, y],
      [x + 30, y],
    ])
    for (let n = 1; n <= 8; n++)
      await touch('touchMove', [
        [x - 30 - 8 * n, y],
        [x + 30 + 8 * n, y],
      ])
    await touch('touchEnd', [])
    const percent = (text: string): number => Number(text.replaceAll(/\D/g, ''))
    expect(percent(await zoom.innerText())).toBeGreaterThan(1.5 * percent(before))
    expect(await area(page)).toBe(0)
    await button(page, 'Fit').click()
    await button(page, 'Select').click()
    const disc = await at(page, 0.7, 0.5)
    await touch('touchStart', [disc])
    await touch('touchEnd', [])
    await until(page, pixels => pixels > 0)
  })

  it('an image of 4096 x 4096 pixels is painted on while its regions are found, and clicked on after that', async () => {
    const page = await open()
    await drop(page, 'large.png', discs(4096))
    await page.locator('.file', { hasText: 'large.png' }).waitFor({ timeout: 60_000 })
    await button(page, 'Brush').click()
    await drag(page, [
      [0.1, 0.1],
      [0.3, 0.15],
    ])
    const stroke = await area(page)
    expect(stroke).toBeGreaterThan(4096 * 0.2 * 10)
    await status(page, /\d+ regions by/)
    await button(page, 'Select').click()
    await page.mouse.click(...(await at(page, 0.3, 0.5)))
    const disc = Math.PI * (0.12 * 4096) ** 2
    // Both discs look alike, so the tree may hold them as one.
    await until(page, pixels => [1, 2].some(discs => Math.abs(pixels - stroke - discs * disc) < 0.1 * disc))
    await page.keyboard.press('Control+z')
    expect(await area(page)).toBe(stroke)
    await page.close()
  })

  it('says of every bad file what is wrong, and goes on', async () => {
    const page = await open()
    const png = discs(160)
    const cases: readonly (readonly [string, Uint8Array, RegExp])[] = [
      ['letter.png', new TextEncoder().encode('Dear Sir or Madam'), /letter\.png/],
      ['half.png', png.slice(0, png.length >> 1), /half\.png/],
      ['nothing.png', new Uint8Array(0), /nothing\.png/],
      ['notes.docx', new TextEncoder().encode('PK'), /notes\.docx/],
      ['old.cuts', png, /old\.cuts is no session of this page/],
    ]
    for (const [name, bytes, sentence] of cases) {
      await drop(page, name, bytes)
      await status(page, sentence)
      const said = await page.locator('#status').innerText()
      // A sentence for people: no code, no stack, no undefined.
      expect(said, name).toMatch(/[.!]( ·|$)/)
      expect(said, name).not.toMatch(/undefined|null|\bat \w+ \(|TypeError|Error:/)
    }
    await drop(page, 'discs.png', png)
    await status(page, /\d+ regions by/)
    expect(await page.locator('.file').innerText()).toBe('discs.png')
  })
})
