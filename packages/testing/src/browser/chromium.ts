/** The Chromium of this machine, for tests and measurements in a real page. */
import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'
import { type Browser, chromium } from 'playwright-core'

/** Path of a Chromium on the PATH, or undefined if this machine has none. */
export function findChromium(): string | undefined {
  const folders = (process.env.PATH ?? '').split(delimiter)
  return folders
    .flatMap(folder => ['chromium', 'chromium-browser', 'google-chrome'].map(name => join(folder, name)))
    .find(path => {
      try {
        accessSync(path, constants.X_OK)
        return true
      } catch {
        return false
      }
    })
}

/** Message of tests that are skipped because there is no Chromium. */
export const noChromiumReason = 'no chromium on the PATH'

/** Starts Chromium without a window and without background requests. */
export function launchChromium(path: string, flags: readonly string[] = []): Promise<Browser> {
  const quiet = ['--disable-quic', '--disable-background-networking', '--disable-component-update', '--disable-sync']
  return chromium.launch({ executablePath: path, args: ['--no-sandbox', '--no-first-run', ...quiet, ...flags] })
}
