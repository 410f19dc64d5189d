/**
 * Serves the studio and what it is to open, to this machine alone. Every address begins with a secret, and the files of
 * the user are asked for by their number in a list: there is no path that could lead elsewhere.
 */
import { randomBytes, timingSafeEqual } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { extname, join, sep } from 'node:path'
import type { Opened, OpenedFile } from './opened.ts'
import { siteHeaders } from './site-headers.ts'

export interface ServedSite {
  readonly url: string
  close(): void
}

/** The list of what is to be opened, beside the page. Where the page is served by others, it is a file that says: nothing. */
const listName = 'opened.json'

const types: { readonly [extension: string]: string } = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.wasm': 'application/wasm',
  '.webmanifest': 'application/manifest+json',
}

/** Serves on the loopback interface at `port`, or at any free one if that is taken. `site` is the built page. */
export async function serveSite(site: string, opened: Opened, port: number): Promise<ServedSite> {
  const secret = randomBytes(18).toString('base64url')
  const server = createServer((request, response) => {
    for (const [name, value] of Object.entries(siteHeaders)) response.setHeader(name, value)
    const { port: own } = server.address() as AddressInfo
    const path = isAllowed(request, own) ? pathAfter(secret, request.url ?? '/') : 'refused'
    if (path === 'refused') response.writeHead(403).end()
    else answer(request, response, site, opened, path).catch(() => response.destroy())
  })
  await listen(server, port).catch(() => listen(server, 0))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/${secret}/`,
    close: () => {
      server.closeAllConnections()
      server.close()
    },
  }
}

function listen(server: ReturnType<typeof createServer>, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject)
      resolve()
    })
  })
}

/** A page elsewhere whose name was made to mean this machine has another host; and nothing is ever written. */
function isAllowed({ headers, method }: IncomingMessage, port: number): boolean {
  const isHost = [`127.0.0.1:${port}`, `localhost:${port}`].includes(headers.host ?? '')
  return isHost && (method === 'GET' || method === 'HEAD')
}

/** What is asked for below the secret; undefined for an address without it or one that cannot be read. */
function pathAfter(secret: string, address: string): string | undefined {
  try {
    const [, given = '', ...rest] = decodeURIComponent(new URL(address, 'http://localhost').pathname).split('/')
    const [a, b] = [Buffer.from(given), Buffer.from(secret)]
    return rest.length > 0 && a.length === b.length && timingSafeEqual(a, b) ? rest.join('/') : undefined
  } catch {
    return undefined
  }
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  site: string,
  opened: Opened,
  path: string | undefined,
): Promise<void> {
  const nothing = (): void => void response.writeHead(404).end()
  if (path === undefined) return nothing()
  if (path === listName) {
    const body = Buffer.from(JSON.stringify(listing(opened)))
    response.setHeader('Content-Type', types['.json']!)
    response.setHeader('Content-Length', body.length)
    response.end(request.method === 'HEAD' ? undefined : body)
    return
  }
  const place = placeOf(site, opened, path)
  const found = place === undefined ? undefined : await stat(place).catch(() => undefined)
  if (place === undefined || found?.isFile() !== true) return nothing()
  const isOwn = path.startsWith('opened/') || path.startsWith('originals/')
  response.setHeader('Content-Type', (isOwn ? undefined : types[extname(place)]) ?? 'application/octet-stream')
  response.setHeader('Content-Length', found.size)
  if (request.method === 'HEAD') response.end()
  else
    createReadStream(place)
      .on('error', () => response.destroy())
      .pipe(response)
}

/** Files without their places on the disk. */
function listing({ kind, name, files, originals }: Opened): object {
  const told = (list: readonly OpenedFile[]): object[] => list.map(({ path, bytes }) => ({ path, bytes }))
  return { kind, name, files: told(files), originals: told(originals) }
}

function placeOf(site: string, { files, originals }: Opened, path: string): string | undefined {
  const [, list, index] = /^(opened|originals)\/(\d{1,9})$/.exec(path) ?? []
  if (list !== undefined) return (list === 'opened' ? files : originals)[Number(index)]?.place
  const place = join(site, path === '' || path.endsWith('/') ? `${path}index.html` : path)
  return place.startsWith(join(site, sep)) && !place.includes('\0') ? place : undefined
}
