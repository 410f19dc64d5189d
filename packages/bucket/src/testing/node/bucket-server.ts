/**
 * A server of a test's own that speaks as much S3 as a store needs, written from its documentation: objects, copies,
 * lists in pages, writing on the condition that nothing is there. It refuses requests whose signature or hash is wrong.
 */
import { createHash, createHmac } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export const keys = { accessKeyId: 'AKTEST', secretAccessKey: 'a/secret+key' }
const region = 'us-east-1'
/** Small, so that a few files make several pages. */
const pageKeys = 7

export interface BucketServer {
  readonly endpoint: string
  /** Objects by `bucket/key`. */
  readonly objects: Map<string, Uint8Array>
  /** Requests by method, since the last look. */
  readonly requests: string[]
  /** What to do with the next writes of objects: `full` stores nothing and says so, `cut` breaks off in the middle. */
  failAt: { readonly call: number; readonly how: 'full' | 'cut' } | undefined
  /** Answers nobody while it is set. */
  isAway: boolean
  close(): Promise<void>
}

export async function createBucketServer(): Promise<BucketServer> {
  const objects = new Map<string, Uint8Array>()
  let writes = 0
  let failAt: BucketServer['failAt']
  const state = { isAway: false }
  const requests: string[] = []
  const server = createServer((request, response) => {
    if (state.isAway) {
      request.socket.destroy()
      return
    }
    void answer(request, response).catch(() => response.writeHead(500).end())
  })
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const url = new URL(request.url!, 'http://host')
    const body = await bodyOf(request)
    const say = (status: number, code = '', text = `<Error><Code>${code}</Code></Error>`): void =>
      void response.writeHead(status).end(request.method === 'HEAD' ? undefined : text)
    requests.push(`${request.method} ${url.searchParams.has('list-type') ? 'list' : 'object'}`)
    if (request.headers['x-amz-content-sha256'] !== createHash('sha256').update(body).digest('hex'))
      return say(400, 'XAmzContentSHA256Mismatch')
    if (!isSigned(request, url)) return say(403, 'SignatureDoesNotMatch')
    const path = url.pathname.slice(1).split('/').map(decodeURIComponent).join('/')
    if (url.searchParams.has('list-type')) {
      response.writeHead(200, { 'content-type': 'application/xml' }).end(listing(path, url.searchParams))
      return
    }
    if (request.method === 'GET' || request.method === 'HEAD') {
      const held = objects.get(path)
      if (held === undefined) return say(404, 'NoSuchKey')
      response.writeHead(200, { 'content-length': held.length }).end(request.method === 'HEAD' ? undefined : held)
      return
    }
    if (request.method === 'DELETE') {
      objects.delete(path)
      response.writeHead(204).end()
      return
    }
    const source = request.headers['x-amz-copy-source']
    if (source !== undefined) {
      const held = objects.get(decodeURIComponent(String(source)).slice(1))
      if (held === undefined) return say(404, 'NoSuchKey')
      objects.set(path, held)
      return say(200, '', '<CopyObjectResult/>')
    }
    if (request.headers['if-none-match'] === '*' && objects.has(path)) return say(412, 'PreconditionFailed')
    if (failAt !== undefined && ++writes >= failAt.call) {
      if (failAt.how === 'full') return say(507, 'XMinioStorageFull')
      failAt = undefined
      request.socket.destroy()
      return
    }
    objects.set(path, body)
    response.writeHead(200).end()
  }
  const listing = (bucket: string, query: URLSearchParams): string => {
    const prefix = `${bucket}/${query.get('prefix') ?? ''}`
    const most = Math.min(pageKeys, Number(query.get('max-keys') ?? pageKeys))
    const after = query.get('continuation-token') ?? ''
    const found = [...objects.keys()]
      .filter(key => key.startsWith(prefix))
      .sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)))
      .filter(key => after === '' || Buffer.compare(Buffer.from(key), Buffer.from(after)) > 0)
    const page = found.slice(0, most)
    const rows = page.map(
      key =>
        `<Contents><Key>${encodeURIComponent(key.slice(bucket.length + 1))}</Key><Size>${objects.get(key)!.length}</Size></Contents>`,
    )
    const isCut = found.length > page.length
    const token = (page.at(-1) ?? '').replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
    const next = isCut ? `<NextContinuationToken>${token}</NextContinuationToken>` : ''
    return `<?xml version="1.0"?><ListBucketResult><IsTruncated>${isCut}</IsTruncated>${rows.join('')}${next}</ListBucketResult>`
  }
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    objects,
    requests,
    get failAt() {
      return failAt
    },
    set failAt(value) {
      writes = 0
      failAt = value
    },
    get isAway() {
      return state.isAway
    },
    set isAway(value) {
      state.isAway = value
    },
    close: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = []
  for await (const part of request) parts.push(part as Buffer)
  return Buffer.concat(parts)
}

/** Signature version 4, by its specification. */
function isSigned({ method, headers }: IncomingMessage, url: URL): boolean {
  const form =
    /^AWS4-HMAC-SHA256 Credential=([^/]+)\/(\d{8})\/([^/]+)\/s3\/aws4_request, ?SignedHeaders=([^,]+), ?Signature=([\da-f]{64})$/
  const [, access, day, place, signedHeaders, signature] = form.exec(headers.authorization ?? '') ?? []
  if (access !== keys.accessKeyId || place !== region) return false
  const query = [...url.searchParams]
    .map(([name, value]) => `${escaped(name)}=${escaped(value)}`)
    .sort()
    .join('&')
  const canonical = [
    method,
    url.pathname
      .split('/')
      .map(part => escaped(decodeURIComponent(part)))
      .join('/'),
    query,
    ...signedHeaders!.split(';').map(name => `${name}:${String(headers[name]).trim()}`),
    '',
    signedHeaders,
    headers['x-amz-content-sha256'],
  ].join('\n')
  const scope = `${day}/${region}/s3/aws4_request`
  const toSign = ['AWS4-HMAC-SHA256', headers['x-amz-date'], scope, hashOf(canonical)].join('\n')
  const mac = (key: string | Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest()
  const key = [region, 's3', 'aws4_request'].reduce(mac, mac(`AWS4${keys.secretAccessKey}`, day!))
  return mac(key, toSign).toString('hex') === signature
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

function escaped(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, letter => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`)
}
