import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { request } from 'node:http'
import { networkInterfaces, tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { listOpened } from './opened.ts'
import { type ServedSite, serveSite } from './serve-site.ts'

let home: string
let served: ServedSite
let secret: string
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'cuts-serve-'))
  const file = async (path: string, content: string): Promise<void> => {
    await mkdir(join(home, path, '..'), { recursive: true })
    await writeFile(join(home, path), content)
  }
  await file('secret.txt', 'secret')
  await file('site-beside/secret.txt', 'secret')
  await file('site/index.html', 'page')
  await file('site/deep/a b.js', 'script')
  await file('site/opened.json', '{"kind":"nothing"}')
  await file('results/summary.json', '{}')
  await file('results/.hidden', 'secret')
  await file('results/images/a/tree.json', 'tree')
  await file('scans/a.html', 'original')
  await file('scans/other.png', 'not of this run')
  await symlink('..', join(home, 'results/images/back'))
  const files = [{ path: join(home, 'scans/a.html') }, { path: join(home, 'scans/gone.png') }]
  await file('results/inventory.json', JSON.stringify({ files }))
  served = await serveSite(join(home, 'site'), await listOpened(join(home, 'results')), 0)
  secret = new URL(served.url).pathname
})
afterAll(async () => {
  served?.close()
  await rm(home, { recursive: true, force: true })
})

interface Asked {
  readonly method?: string
  readonly headers?: { host?: string }
  readonly hostname?: string
}

/** Sends a path as it is, which `fetch` would tidy up. */
function ask(path: string, options: Asked = {}) {
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

describe('the page', () => {
  it('is served with isolation and a policy, below a secret', async () => {
    expect(secret).toMatch(/^\/[\w-]{24}\/$/)
    const { status, body, headers } = await ask(secret)
    expect([status, body]).toEqual([200, 'page'])
    expect(headers).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-embedder-policy': 'require-corp',
      'referrer-policy': 'no-referrer',
    })
    expect(headers['content-security-policy']).toContain("connect-src 'self'")
    expect(await ask(`${secret}deep/a%20b.js?v=1`)).toMatchObject({ status: 200, body: 'script' })
  })

  it('has another secret each time', async () => {
    const other = await serveSite(join(home, 'site'), await listOpened(join(home, 'scans')), 0)
    other.close()
    expect(new URL(other.url).pathname).not.toBe(secret)
    expect(new URL(other.url).port).not.toBe(new URL(served.url).port)
  })

  it('moves to a free port if the usual one is taken', async () => {
    const port = Number(new URL(served.url).port)
    const other = await serveSite(join(home, 'site'), await listOpened(join(home, 'scans')), port)
    other.close()
    expect(new URL(other.url).port).not.toBe(String(port))
  })

  it.each(['/', '/index.html', '/opened.json', '/opened/0', '/AAAAAAAAAAAAAAAAAAAAAAAA/'])(
    '%s, without the secret, is nothing',
    async path => {
      expect(await ask(path)).toMatchObject({ status: 404, body: '' })
    },
  )

  it.each([
    '../secret.txt',
    '..%2fsecret.txt',
    'deep/..%2f..%2fsecret.txt',
    '..%2fsite-beside/secret.txt',
    '%2e%2e/secret.txt',
    '%00',
    '%zz',
    'deep',
    'nothing.js',
    'opened/../secret.txt',
    'opened/99',
    'opened/-1',
    'opened/1.5',
    'opened/',
    'opened/images/a/tree.json',
    'originals/1',
  ])('%s is nothing', async path => {
    expect(await ask(secret + path)).toMatchObject({ status: 404, body: '' })
  })

  it('answers this machine only, by its own name, and reads only', async () => {
    expect((await ask(secret, { headers: { host: 'elsewhere.example' } })).status).toBe(403)
    expect((await ask(secret, { method: 'POST' })).status).toBe(403)
    expect((await ask(`${secret}opened/0`, { method: 'DELETE' })).status).toBe(403)
    expect(await ask(secret, { method: 'HEAD' })).toMatchObject({ status: 200, body: '' })
    const outside = Object.values(networkInterfaces())
      .flat()
      .find(address => address?.internal === false && address.family === 'IPv4')
    if (outside !== undefined) await expect(ask(secret, { hostname: outside.address })).rejects.toThrow(/ECONNREFUSED/)
  })
})

describe('what was opened', () => {
  it('is a list of names and sizes, without places on the disk, hidden files and links back', async () => {
    const { body } = await ask(`${secret}opened.json`)
    const { kind, name, files, originals } = JSON.parse(body)
    expect({ kind, name }).toEqual({ kind: 'results', name: 'results' })
    expect(files.map(({ path }: { path: string }) => path)).toEqual([
      'images/a/tree.json',
      'inventory.json',
      'summary.json',
    ])
    // The path of an original is the one that the results know.
    expect(originals).toEqual([{ path: join(home, 'scans/a.html'), bytes: 8 }])
    expect(Object.keys(files[0]).sort()).toEqual(['bytes', 'path'])
  })

  it('is served by number, as bytes that no browser runs', async () => {
    expect(await ask(`${secret}opened/0`)).toMatchObject({ status: 200, body: 'tree' })
    const original = await ask(`${secret}originals/0`)
    expect(original).toMatchObject({ status: 200, body: 'original' })
    expect(original.headers['content-type']).toBe('application/octet-stream')
  })

  it('is a folder, or a file with those that hold its pixels; nothing else', async () => {
    for (const name of ['scan.mhd', 'scan.raw', 'scan.txt', 'scan-2.raw'])
      await writeFile(join(home, 'scans', name), '')
    const { kind, files } = await listOpened(join(home, 'scans/scan.mhd'))
    expect([kind, files.map(({ path }) => path)]).toEqual(['images', ['scan.mhd', 'scan.raw']])
    await expect(listOpened(join(home, 'nowhere'))).rejects.toMatchObject({ code: 'Unreadable' })
    await mkdir(join(home, 'none'))
    await expect(listOpened(join(home, 'none'))).rejects.toMatchObject({ code: 'NothingToDo' })
  })
})
