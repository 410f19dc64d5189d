/** Results in the private file system of a real browser. */
import { fileURLToPath } from 'node:url'
import { findChromium, launchChromium, noChromiumReason, type ServedPage, servePage } from '@cuts/testing/browser'
import { storeCases } from '@cuts/testing/store-conformance'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Outcome } from './opfs-place.ts'

const path = findChromium()
const title = 'a store in a browser'.concat(path === undefined ? ` (skipped: ${noChromiumReason})` : '')

describe.skipIf(path === undefined)(title, () => {
  let served: ServedPage
  let browser: Browser
  let page: Page
  const complaints: string[] = []
  beforeAll(async () => {
    served = await servePage(fileURLToPath(new URL('opfs-page.ts', import.meta.url)))
    browser = await launchChromium(path!)
    page = await browser.newPage()
    page.on('pageerror', error => complaints.push(String(error)))
    await page.goto(served.isolatedUrl)
  })
  afterAll(async () => {
    await browser?.close()
    await served?.close()
    expect(complaints).toEqual([])
  })

  const expectAllKept = (outcomes: readonly Outcome[]): void => {
    expect(outcomes).toHaveLength(storeCases.length)
    expect(outcomes.filter(({ error }) => error !== undefined)).toEqual([])
  }

  it('keeps to every case in a page', async () => {
    expectAllKept(await page.evaluate(() => storePage.inPage()))
  })

  it('keeps to every case in a worker', async () => {
    expectAllKept(await page.evaluate(() => storePage.inWorker()))
  })

  it('is there when the page is loaded again', async () => {
    await page.evaluate(() => storePage.putImage('kept', 'pixels'))
    await page.reload()
    expect((await page.evaluate(() => storePage.list('kept'))).map(({ key }) => key)).toEqual([
      'images/a/input.png',
      'images/a/levels/00-2.png',
      'images/a/result.json',
      'images/a/tree.json',
    ])
    expect(await page.evaluate(() => storePage.text('kept', 'images/a/tree.json'))).toBe('pixels')
  })

  it('says that the browser grants no more space, and keeps what was there', async () => {
    await page.evaluate(() => storePage.put('full', 'images/a/result.json', 10))
    const session = await page.context().newCDPSession(page)
    const { usage } = (await page.evaluate(() => navigator.storage.estimate())) as { usage: number }
    const origin = new URL(served.isolatedUrl).origin
    await session.send('Storage.overrideQuotaForOrigin', { origin, quotaSize: usage + 100_000 })
    const why = (key: string) => ({
      code: 'Unwritable',
      message: `full/${key} could not be written: the browser grants this page no more space.`,
    })
    for (const key of ['images/a/result.json', 'model.onnx'])
      expect(await page.evaluate(key => storePage.put('full', key, 1_000_000), key)).toEqual(why(key))
    const large = 'x'.repeat(40_000)
    expect(await page.evaluate(text => storePage.putImage('full', text), large)).toEqual(why('images/a'))
    expect(await page.evaluate(() => storePage.list('full'))).toEqual([{ key: 'images/a/result.json', bytes: 10 }])
    await session.send('Storage.overrideQuotaForOrigin', { origin })
    expect(await page.evaluate(text => storePage.putImage('full', text), large)).toBeUndefined()
  })

  it.each([
    { step: 1, before: 'the seal is removed', files: 4, sealed: true },
    { step: 2, before: 'the folder is removed', files: 3, sealed: false },
    { step: 3, before: 'the first of four files is moved', files: 0, sealed: false },
    { step: 4, before: 'the second is moved', files: 1, sealed: false },
    { step: 5, before: 'the third is moved', files: 2, sealed: false },
    { step: 6, before: 'the seal is moved', files: 3, sealed: false },
  ])('has a seal only in a whole folder: the page is killed before $before', async ({ step, files, sealed }) => {
    const name = `killed at ${step}`
    await page.evaluate(name => storePage.putImage(name, 'earlier'), name)
    await page.evaluate(([name, step]) => storePage.putImageUntil(name, 'later', step), [name, step] as const)
    await page.reload()
    const keys = (await page.evaluate(name => storePage.list(name), name)).map(({ key }) => key)
    expect(keys).toHaveLength(files)
    expect(keys.includes('images/a/result.json')).toBe(sealed)
    await page.evaluate(name => storePage.putImage(name, 'once more'), name)
    expect(await page.evaluate(name => storePage.list(name), name)).toHaveLength(4)
    expect((await page.evaluate(name => storePage.names(name), name)).filter(at => !at.startsWith('files'))).toEqual([])
  })

  it('shows nothing of a file whose page was killed while it was written', async () => {
    await page.evaluate(() => storePage.put('half', 'run.json', 10))
    await page.evaluate(() => storePage.writeHalf('half', 'run.json'))
    await page.reload()
    await page.evaluate(() => storePage.writeHalf('half', 'model.onnx'))
    await page.reload()
    expect(await page.evaluate(() => storePage.list('half'))).toEqual([{ key: 'run.json', bytes: 10 }])
    expect(await page.evaluate(() => storePage.names('half'))).toEqual([
      'files',
      'files/run.json',
      'partial',
      'partial/0',
    ])
    await page.evaluate(() => storePage.put('half', 'model.onnx', 3))
    expect(await page.evaluate(() => storePage.names('half'))).toEqual(['files', 'files/model.onnx', 'files/run.json'])
  })

  it('is refused, with a reason, where the page may keep no files', async () => {
    expect(await page.evaluate(() => storePage.withoutFiles())).toEqual({
      code: 'Unsupported',
      message: 'This browser does not let the page keep files.',
    })
  })
})
