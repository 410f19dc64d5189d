/** A built page, served by the command line as users have it. */
import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

export interface ServedSite {
  readonly url: string
  readonly close: () => void
}

const cuts = fileURLToPath(new URL('../../../cli/bin/cuts.js', import.meta.url))

/** Serves the page in `site`, with nothing open unless a path is given. */
export async function serveSite(site: string, path?: string): Promise<ServedSite> {
  const what = path === undefined ? ['--empty'] : [path]
  const child = spawn(process.execPath, [cuts, 'open', ...what, '--no-browser', '--json'], {
    env: { ...process.env, CUTS_STUDIO: site },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  for await (const line of createInterface({ input: child.stdout })) {
    const { url } = JSON.parse(line) as { readonly url: string }
    return { url, close: () => void child.kill('SIGKILL') }
  }
  throw new Error('cuts open said no address')
}
