/** The studio with files of the user: which page, at which port, in which browser. */
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { CutsError } from '@cuts/core'
import { listOpened, type Opened } from './opened.ts'
import { type ServedSite, serveSite } from './serve-site.ts'

export interface StudioOptions {
  /** Images or results; without them the samples of the page. */
  readonly path?: string | undefined
  /** Whether to open nothing at all. */
  readonly empty: boolean
  /** By default one that follows from the path: a browser keeps work by address, so it is there the next time. */
  readonly port?: number | undefined
}

export interface OpenedStudio extends ServedSite {
  readonly opened: Opened
}

/** Throws `Unsupported` if the page was not built, and the errors of listing. */
export async function openStudio({ path, empty, port }: StudioOptions): Promise<OpenedStudio> {
  const site = siteFolder()
  if (!existsSync(join(site, 'index.html')))
    throw new CutsError('Unsupported', 'the page of the studio is missing from this installation.', {
      remedy: 'Install `cuts` again; in a checkout, run `npm run build`.',
    })
  const opened =
    path === undefined
      ? ({ kind: empty ? 'nothing' : 'samples', name: 'CUTS', files: [], originals: [] } as const)
      : await listOpened(path)
  const served = await serveSite(site, opened, port ?? usualPort(opened.files[0]?.place ?? ''))
  return { ...served, opened }
}

/** Opens the address in the browser of this machine. Returns false if there is no way to. */
export async function showInBrowser(url: string): Promise<boolean> {
  const [program, ...first] =
    process.platform === 'darwin' ? ['open'] : process.platform === 'win32' ? ['explorer.exe'] : ['xdg-open']
  return new Promise(resolve => {
    const child = spawn(program!, [...first, url], { detached: true, stdio: 'ignore' })
    child.once('error', () => resolve(false))
    child.once('spawn', () => {
      child.unref()
      resolve(true)
    })
  })
}

/** Beside the compiled program; in a checkout the same place, from sources too. */
function siteFolder(): string {
  return process.env.CUTS_STUDIO ?? fileURLToPath(new URL('../../dist/studio', import.meta.url))
}

/** One of the ports that nobody is given for good, the same for the same place. */
function usualPort(place: string): number {
  let hash = 0x811c9dc5
  for (const byte of Buffer.from(place)) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0
  return 49_152 + (hash % 16_384)
}
