/** Serves a built studio to this machine alone, with the headers that it needs. */
import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { extname, join, sep } from 'node:path'

export interface ServedStudio {
  readonly url: string
  close(): void
}

const types: { readonly [extension: string]: string } = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.wasm': 'application/wasm',
  '.webmanifest': 'application/manifest+json',
}

const policy = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "worker-src 'self'",
  "connect-src 'self'",
  "img-src 'self' blob: data:",
  "style-src 'self'",
  "manifest-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')

/** Isolation lets threads share memory; the policy lets nothing out and no foreign code in. */
export const studioHeaders: { readonly [name: string]: string } = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Content-Security-Policy': policy,
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
  'Cache-Control': 'no-cache',
}

/** Serves `folder` on the loopback interface, at any free port unless one is given. */
export async function serveStudio(folder: string, port = 0): Promise<ServedStudio> {
  const server = createServer(async (request, response) => {
    for (const [name, value] of Object.entries(studioHeaders)) response.setHeader(name, value)
    const { port: own } = server.address() as AddressInfo
    // A page elsewhere that was resolved to this machine has another host.
    const isHost = [`127.0.0.1:${own}`, `localhost:${own}`].includes(request.headers.host ?? '')
    if (!isHost || (request.method !== 'GET' && request.method !== 'HEAD')) {
      response.writeHead(403).end()
      return
    }
    const path = pathIn(folder, request.url ?? '/')
    const found = path === undefined ? undefined : await stat(path).catch(() => undefined)
    if (path === undefined || found?.isFile() !== true) {
      response.writeHead(404).end()
      return
    }
    response.setHeader('Content-Type', types[extname(path)] ?? 'application/octet-stream')
    response.setHeader('Content-Length', found.size)
    if (request.method === 'HEAD') response.end()
    else createReadStream(path).pipe(response)
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', resolve)
  })
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    close: () => {
      server.closeAllConnections()
      server.close()
    },
  }
}

/** The file that an address means, or undefined for one outside the folder, in whatever way it is written. */
function pathIn(folder: string, address: string): string | undefined {
  try {
    const pathname = decodeURIComponent(new URL(address, 'http://localhost').pathname)
    const path = join(folder, pathname.endsWith('/') ? `${pathname}index.html` : pathname)
    return path.startsWith(join(folder, sep)) && !path.includes('\0') ? path : undefined
  } catch {
    return undefined
  }
}
