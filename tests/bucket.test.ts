/** A run whose results go to a bucket, which is away now and then. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createBucketStore } from '@cuts/bucket'
import { createRandom } from '@cuts/core'
import { encodePng } from '@cuts/formats'
import { createNodeEngine } from '@cuts/nn/node'
import { createMemoryStore, openProject, runProject, type Store } from '@cuts/runtime'
import { diskFiles } from '@cuts/runtime/node'
import { expect, it } from 'vitest'
import { createBucketServer, keys } from '../packages/bucket/src/testing/node/bucket-server.ts'

it('a run into a bucket leaves the bytes of a run into memory, though the server was away and broke off', {
  timeout: 120_000,
}, async () => {
  const home = await mkdtemp(join(tmpdir(), 'cuts-bucket-'))
  const server = await createBucketServer()
  const bucket = { endpoint: server.endpoint, bucket: 'studies', folder: 'a run', ...keys }
  try {
    await mkdir(join(home, 'images'))
    for (let i = 0; i < 3; i++) {
      const random = createRandom(i)
      const data = Uint8Array.from({ length: 256 }, (_, at) => (at % 16 < 8 ? 70 : 180) + random.integer(40))
      await writeFile(join(home, 'images', `${i}.png`), encodePng({ kind: 'grey', width: 16, height: 16, data }))
    }
    const run = async (store: Store, onImage: () => void): Promise<Map<string, string>> => {
      const project = await openProject({
        images: join(home, 'images'),
        options: { seed: 1, preset: 'default', grouping: 'images' },
        files: diskFiles,
        store,
        engine: () => createNodeEngine({ device: 'cpu', threads: 1, onNotice: () => {} }),
        existing: 'new',
        onEvent: ({ type }) => type === 'image' && onImage(),
      })
      await runProject(project)
      const files = new Map<string, string>()
      for (const { key } of await store.list('')) {
        const bytes = Buffer.from((await store.get(key))!)
        const isTimed = /(result|summary|train)\.json$/.test(key)
        files.set(key, isTimed ? withoutTimes(bytes.toString()) : bytes.toString('base64'))
      }
      return files
    }
    const inMemory = await run(createMemoryStore(), () => {})
    const inBucket = await run(createBucketStore({ ...bucket, pauses: Array(40).fill(25) }), () => {
      server.failAt = { call: 3, how: 'cut' }
      server.isAway = true
      setTimeout(() => {
        server.isAway = false
      }, 100)
    })
    expect(Object.fromEntries(inBucket)).toEqual(Object.fromEntries(inMemory))
  } finally {
    await server.close()
    await rm(home, { recursive: true, force: true })
  }
})

function withoutTimes(text: string): string {
  return JSON.stringify(JSON.parse(text, (key, value) => (key === 'seconds' ? undefined : value)))
}
