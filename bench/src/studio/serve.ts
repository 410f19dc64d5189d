/** The built page, served by the command line as users have it, and a browser in front of it. */
import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

const cuts = fileURLToPath(new URL('../../../apps/cli/bin/cuts.js', import.meta.url))

/** The page with nothing open. */
export async function servePageOfStudio(): Promise<{ readonly url: string; readonly close: () => void }> {
  const child = spawn(process.execPath, [cuts, 'open', '--empty', '--no-browser', '--json'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  for await (const line of createInterface({ input: child.stdout })) {
    const { url } = JSON.parse(line) as { readonly url: string }
    return { url, close: () => void child.kill() }
  }
  throw new Error('the page was not served: build it first, by npm run build')
}
