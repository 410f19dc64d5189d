import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type ServedStudio, serveStudio } from './serve-studio.ts'

let home: string
let served: ServedStudio
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'cuts-serve-'))
  await mkdir(join(home, 'site/deep'), { recursive: true })
  await writeFile(join(home, 'secret.txt'), 'secret')
  await mkdir(join(home, 'site-beside'))
  await writeFile(join(home, 'site-beside/secret.txt'), 'secret')
  await writeFile(join(home, 'site/index.html'), 'page')
  await writeFile(join(home, 'site/deep/a b.js'), 'script')
  served = await serveStudio(join(home, 'site'))
})
afterAll(async () => {
  served.close()
  await rm(home, { recursive: true, force: true })
})

/** Sends a path as it is, which `fetch` would tidy up. */
function ask(path: string, options: { readonly method?: string; readonly headers?: { host?: string } } = {}) {
  return new Promise<{ status: number; body: string; headers: NodeJS.Dict<string | string[]> }>((resolve, reject) => {
    const { hostname, port } = new URL(served.url)
    request({ hostname, port, path, ...options }, response => {
      let body = ''
      response.on('data', chunk => (body += chunk))
      response.on('end', () => resolve({ status: response.statusCode!, body, headers: response.headers }))
    })
      .on('error', reject)
      .end()
  })
}

it('serves the folder with isolation and a policy', async () => {
  const { status, body, headers } = await ask('/')
  expect([status, body]).toEqual([200, 'page'])
  expect(headers).toMatchObject({
    'content-type': 'text/html; charset=utf-8',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-embedder-policy': 'require-corp',
  })
  expect(headers['content-security-policy']).toContain("connect-src 'self'")
  expect(await ask('/deep/a%20b.js?v=1')).toMatchObject({ status: 200, body: 'script' })
})

it.each([
  '/../secret.txt',
  '/..%2fsecret.txt',
  '/deep/..%2f..%2fsecret.txt',
  '/..%2fsite-beside/secret.txt',
  '/%2e%2e/secret.txt',
  '/%00',
  '/%zz',
  '/deep',
  '/nothing.js',
])('does not serve %s', async path => {
  const { status, body } = await ask(path)
  expect([status, body]).toEqual([404, ''])
})

it('answers this machine only, and reads only', async () => {
  expect((await ask('/', { headers: { host: 'elsewhere.example' } })).status).toBe(403)
  expect((await ask('/', { method: 'POST' })).status).toBe(403)
  expect(await ask('/', { method: 'HEAD' })).toMatchObject({ status: 200, body: '' })
})
