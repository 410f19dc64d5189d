/** How long the page kept a person waiting: frames while something goes on. */
import type { Page } from 'playwright-core'

declare global {
  var studioFrames: { readonly stop: () => readonly number[] } | undefined
}

/** Milliseconds between frames of the page during `work`, longest first. */
export async function framesDuring(page: Page, work: () => Promise<void>): Promise<readonly number[]> {
  await page.evaluate(() => {
    const gaps: number[] = []
    let [last, isOn] = [performance.now(), true]
    const tick = (): void => {
      const now = performance.now()
      gaps.push(now - last)
      last = now
      if (isOn) requestAnimationFrame(tick)
    }
    requestAnimationFrame(tick)
    globalThis.studioFrames = {
      stop: () => {
        isOn = false
        return gaps
      },
    }
  })
  await work()
  // Two frames more, so that the last change is painted.
  await page.evaluate(
    () => new Promise(resolve => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(resolve)))),
  )
  const gaps = await page.evaluate(() => globalThis.studioFrames!.stop())
  return [...gaps].sort((a, b) => b - a)
}

export function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1]!
}
