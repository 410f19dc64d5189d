/** A page built from TypeScript and served on this machine only. */
import { createReadStream } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, extname, join } from 'node:path'
import { build, defaultClientConditions } from 'vite'

export interface ServedPage {
  /** The page with the headers that let threads share memory (COOP, COEP). */
  readonly isolatedUrl: string
  /** The same page without them. */
  readonly openUrl: string
  close(): Promise<void>
}

/**
 * Bundles the script `entry` with Vite, reading the packages as source, and serves an empty page that runs it.
 * `addFiles` may put further files into the folder that is served.
 */
export async function servePage(
  entry: string,
  addFiles: (folder: string) => Promise<void> = async () => {},
): Promise<ServedPage> {
  const folder = await mkdtemp(join(tmpdir(), 'cuts-page-'))
  await build({
    root: dirname(entry),
    configFile: false,
    publicDir: false,
    logLevel: 'error',
    base: './',
    resolve: { conditions: ['@cuts/source', ...defaultClientConditions] },
    worker: { format: 'es' },
    build: {
      outDir: folder,
      emptyOutDir: true,
      minify: false,
      target: 'es2023',
      rolldownOptions: { input: entry, output: { entryFileNames: 'page.js' } },
    },
  })
  await addFiles(folder)
  const servers = [await serveFolder(folder, true), await serveFolder(folder, false)] as const
  return {
    isolatedUrl: servers[0].url,
    openUrl: servers[1].url,
    close: async () => {
      for (const server of servers) server.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

const types: { readonly [extension: string]: string } = { '.js': 'text/javascript', '.wasm': 'application/wasm' }
const html = `<!doctype html><meta charset="utf-8"><title>test</title><link rel="icon" href="data:,">
<script type="module" src="page.js"></script>`

async function serveFolder(folder: string, isolated: boolean): Promise<{ url: string; close(): void }> {
  const server = createServer((request, response) => {
    // The address is normalised here, so no path leads out of the folder.
    const pathname = decodeURIComponent(new URL(request.url ?? '/', 'http://localhost').pathname)
    if (isolated) {
      response.setHeader('Cross-Origin-Opener-Policy', 'same-origin')
      response.setHeader('Cross-Origin-Embedder-Policy', 'require-corp')
    }
    if (pathname === '/') {
      response.setHeader('Content-Type', 'text/html').end(html)
      return
    }
    response.setHeader('Content-Type', types[extname(pathname)] ?? 'application/octet-stream')
    createReadStream(join(folder, pathname))
      .on('error', () => response.writeHead(404).end())
      .pipe(response)
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    close: () => {
      server.closeAllConnections()
      server.close()
    },
  }
}
