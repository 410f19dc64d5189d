/** A page that ends at any moment, as when a machine loses its power: what was drawn before is there. */
import { createRandom } from '@cuts/core'
import { encodePng } from '@cuts/formats'
import { findChromium, launchChromium, noChromiumReason } from '@cuts/testing/browser'
import type { Page } from 'playwright-core'
import { expect, it } from 'vitest'
import { buildSite, drop, openSite, status } from './testing/open-studio.ts'

const chromium = findChromium()
const title = 'a killed page loses at most the last stroke'.concat(
  chromium === undefined ? ` (skipped: ${noChromiumReason})` : '',
)
/** How often; more by `CUTS_KILLS=50`. */
const kills = Number(process.env.CUTS_KILLS ?? 4)
const side = 200

const area = (page: Page): Promise<number> =>
  page.evaluate(() => Number(document.querySelector('.label .area')!.textContent.replaceAll(/\D/g, '') || 0))
const steps = (page: Page): Promise<number> =>
  page.evaluate(() => Number.parseInt(document.querySelector('.history .count-of')!.textContent, 10))

it.skipIf(chromium === undefined)(
  title,
  async () => {
    const random = createRandom(3)
    const browser = await launchChromium(chromium!, ['--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1'])
    const site = await buildSite()
    const { context, page: first, served, close, complaints } = await openSite(browser, site)
    try {
      const data = Uint8Array.from({ length: side * side }, (_, i) => (i % side < 90 ? 40 : 180) + (i % 7))
      await drop(first, 'halves.png', encodePng({ kind: 'grey', width: side, height: side, data }))
      await status(first, /\d+ regions by/)
      await first.evaluate(() => globalThis.studioSettled())
      /** Pixels of the label after every number of steps. */
      const known = [0]
      let page = first
      for (let n = 0; n < kills; n++) {
        await page.getByRole('button', { name: 'Brush', exact: true }).click()
        const { x, y, width, height } = (await page.locator('#image').boundingBox())!
        const at = () =>
          [x + width * (0.35 + 0.3 * random.uniform()), y + height * (0.2 + 0.6 * random.uniform())] as const
        const devtools = await context.newCDPSession(page)
        let isKilled = false
        let begin = (): void => {}
        const begun = new Promise<void>(resolve => {
          begin = resolve
        })
        const killed = begun
          .then(() => new Promise<void>(resolve => setTimeout(resolve, 800 * random.uniform())))
          .then(() => {
            isKilled = true
            // Nobody is left to answer.
            devtools.send('Page.crash').catch(() => {})
          })
        const drawing = (async () => {
          while (!isKilled) {
            await page.mouse.move(...at())
            await page.mouse.down()
            await page.mouse.move(...at(), { steps: 3 })
            await page.mouse.up()
            known[await steps(page)] = await area(page)
            begin()
          }
        })().catch(() => {})
        await killed
        await Promise.race([drawing, new Promise(resolve => setTimeout(resolve, 500))])
        const done = known.length - 1
        await page.close({ runBeforeUnload: false }).catch(() => {})
        page = await context.newPage()
        await page.goto(served.url)
        await status(page, /as you left it/)
        const kept = await steps(page)
        expect(kept, `steps after kill ${n + 1}`).toBeGreaterThanOrEqual(done - 1)
        expect(kept).toBeLessThanOrEqual(done + 1)
        // The stroke under way may have come through whole.
        if (known[kept] !== undefined) expect(await area(page)).toBe(known[kept])
        known.length = kept
        known[kept] = await area(page)
      }
      // Of most rounds a stroke has come through.
      expect(known.length).toBeGreaterThan(kills / 2)
      expect(complaints).toEqual([])
    } finally {
      await close()
      await browser.close()
      await site.remove()
    }
  },
  60_000 + 20_000 * kills,
)
