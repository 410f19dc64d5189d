/** One browser and one built page for all tests of a file. What their pages complain of fails at the end. */
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect } from 'vitest'
import { type BuiltSite, buildSite, type OpenedStudio, openSite } from './open-studio.ts'

/** Flags of a browser that looks up no name. */
export const offline = ['--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1']

/** Called in a `describe`; returns what opens the page with nothing, in a context of its own. */
export function useOneBrowser(launch: () => Promise<Browser>): () => Promise<Page> {
  let browser: Browser | undefined
  let site: BuiltSite | undefined
  const opened: OpenedStudio[] = []
  beforeAll(async () => {
    browser = await launch()
    site = await buildSite()
  }, 240_000)
  afterAll(async () => {
    for (const { close } of opened) await close()
    await browser?.close()
    await site?.remove()
    for (const { complaints } of opened) expect(complaints).toEqual([])
  })
  return async () => {
    const studio = await openSite(browser!, site!)
    opened.push(studio)
    return studio.page
  }
}

export function button(page: Page, name: string) {
  return page.getByRole('button', { name, exact: true })
}
