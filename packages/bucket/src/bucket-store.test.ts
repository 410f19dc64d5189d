/** The store in a bucket, on a server that runs here: the requirements of all stores, and those of many writers. */
import { type StorePlace, storeCases } from '@cuts/testing/store-conformance'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createBucketStore } from './index.ts'
import { type BucketServer, createBucketServer, keys } from './testing/node/bucket-server.ts'

let server: BucketServer
beforeAll(async () => {
  server = await createBucketServer()
})
afterAll(() => server.close())
beforeEach(() => {
  server.failAt = undefined
  server.isAway = false
  server.requests.length = 0
})

let folders = 0
const quick = [5, 10, 20]
const open = (folder: string, more: object = {}) =>
  createBucketStore({ endpoint: server.endpoint, bucket: 'a-bucket', folder, ...keys, pauses: quick, ...more })

function inBucket(): StorePlace {
  const folder = `run ${folders++}`
  return {
    open: async () => {
      server.failAt = undefined
      return open(folder)
    },
    openFailing: async call => {
      server.failAt = { call, how: 'full' }
      return open(folder)
    },
  }
}

describe('a store in a bucket', () => {
  it.each(storeCases)('$name', { timeout: 120_000 }, ({ run }) => run(inBucket()))

  it('keeps to its folder', async () => {
    const [one, other] = [open('x'), open('xy')]
    await one.put('a', '1')
    await other.put('a', '2')
    await one.delete('')
    expect(await other.list('')).toEqual([{ key: 'a', bytes: 1 }])
    expect([...server.objects.keys()].filter(key => key.startsWith('a-bucket/x'))).toEqual(['a-bucket/xy/a'])
  })

  it('of many who write a new file at once, one does', async () => {
    const stores = Array.from({ length: 8 }, () => open('leases'))
    const done = await Promise.all(stores.map((store, at) => store.putNew('lease.1', String(at))))
    expect(done.filter(Boolean)).toHaveLength(1)
    expect(new TextDecoder().decode(await stores[0]!.get('lease.1'))).toBe(String(done.indexOf(true)))
  })

  it('of two who finish one folder, the first stays, whenever the second comes', async () => {
    const filesOf = (name: string) =>
      new Map([
        ['input.png', 'same'],
        ['result.json', name],
      ])
    const [first, second] = [open('finish'), open('finish')]
    const isDone = async () => (await second.get('images/a/result.json')) !== undefined
    await Promise.all([
      first.putFolder('images/a', filesOf('1'), 'result.json', isDone),
      second.putFolder('images/a', filesOf('2'), 'result.json', isDone),
    ])
    const stays = await first.get('images/a/result.json')
    await second.putFolder('images/a', filesOf('3'), 'result.json', isDone)
    expect(await first.get('images/a/result.json')).toEqual(stays)
    expect(await first.list('')).toHaveLength(2)
  })

  it('repeats what breaks off in the middle, and waits for a server that is away', async () => {
    const store = open('away')
    server.failAt = { call: 1, how: 'cut' }
    await store.put('a', 'whole')
    server.isAway = true
    const late = open('away', { pauses: Array(20).fill(25) }).put('b', 'whole too')
    setTimeout(() => {
      server.isAway = false
    }, 200)
    await late
    expect(await store.list('')).toHaveLength(2)
    server.isAway = true
    await expect(store.get('a')).rejects.toMatchObject({
      code: 'Unreadable',
      message: `${server.endpoint}/a-bucket/away/a could not be read: the server does not answer.`,
    })
    await expect(store.put('c', 'x')).rejects.toMatchObject({ code: 'Unwritable' })
  })

  it('says what the server refuses, and does not repeat that', async () => {
    await expect(open('x', { secretAccessKey: 'other' }).put('a', 'x')).rejects.toMatchObject({
      code: 'Unwritable',
      message: expect.stringContaining('the server refuses the key'),
    })
    expect(server.requests).toHaveLength(1)
    server.failAt = { call: 1, how: 'full' }
    await expect(open('x').put('a', 'x')).rejects.toMatchObject({
      message: expect.stringContaining('the server is full'),
    })
    expect(() => open('x', { endpoint: 'bucket.lab' })).toThrow(expect.objectContaining({ code: 'InvalidOption' }))
  })

  it('does nothing before it is used, and lists no more than the folder that is written', async () => {
    const store = open('work')
    expect(server.requests).toEqual([])
    for (let i = 0; i < 20; i++) await store.putFolder(`images/${i}`, new Map([['result.json', '{}']]), 'result.json')
    const lists = server.requests.filter(request => request === 'GET list')
    // One page each, though 20 images are three pages.
    expect(lists).toHaveLength(20)
    server.requests.length = 0
    await store.get('images/7/result.json')
    expect(server.requests).toEqual(['GET object'])
  })
})
