/** `cuts open`: the page opens what the command line was given. */
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { findChromium, launchChromium, noChromiumReason } from '@cuts/testing/browser'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type BuiltSite, buildSite, openSite, status } from './testing/open-studio.ts'

const chromium = findChromium()
const title = 'what was given'.concat(chromium === undefined ? ` (skipped: ${noChromiumReason})` : '')
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
    const { page, complaints, close } = await openSite(browser, site, folder)
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
    expect(complaints).toEqual([])
    await close()
  }, 60_000)
})
