/** The training step in a browser: in Chromium, in a worker, by WebAssembly with two threads. */
import { fileURLToPath } from 'node:url'
import { findChromium, launchChromium, noChromiumReason, servePage } from '@cuts/testing/browser'
import type { BrowserSteps } from './browser-page.ts'

export interface BrowserStep {
  /** Median seconds of a step of 512 windows. */
  readonly secondsPerStep: number
  readonly threads: number
  readonly device: string
}

const steps = 7

/** Returns the measurement, or the reason why this machine cannot make it. */
export async function measureBrowserStep(): Promise<BrowserStep | { readonly skipped: string }> {
  const path = findChromium()
  if (path === undefined) return { skipped: noChromiumReason }
  const served = await servePage(fileURLToPath(new URL('../src/browser-page.ts', import.meta.url)))
  const browser = await launchChromium(path)
  try {
    const page = await browser.newPage()
    await page.goto(served.isolatedUrl)
    const { device, threads, seconds } = await page.evaluate<BrowserSteps>(`measureSteps(${steps}, 2)`)
    return { secondsPerStep: [...seconds].sort((a, b) => a - b)[steps >> 1]!, threads, device }
  } finally {
    await browser.close()
    await served.close()
  }
}
