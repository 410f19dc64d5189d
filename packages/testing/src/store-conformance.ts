/**
 * The requirements of every store, as cases that run wherever the store does: in Node, in a page, in a worker. A case
 * throws if the store does not meet it.
 */
import type { Store } from '@cuts/runtime'
import type { StoreCase, StorePlace } from './store-case.ts'
import { contentsOf, expectSame, expectThrown } from './store-expect.ts'
import { randomStoreCase } from './store-random.ts'

export type { StoreCase, StorePlace } from './store-case.ts'

const image: ReadonlyMap<string, string> = new Map([
  ['result.json', '{}'],
  ['input.png', 'pixels'],
  ['levels/00-2.png', 'two regions'],
])
const again: ReadonlyMap<string, string> = new Map([
  ['input.png', 'other pixels'],
  ['levels/01-5.png', 'five regions'],
  ['result.json', '{"again":true}'],
])
const seal = 'result.json'

/** The files of a folder, by their keys. */
const inFolder = (key: string, files: ReadonlyMap<string, string>): { [key: string]: string } =>
  Object.fromEntries([...files].map(([name, text]) => [`${key}/${name}`, text]))

const oddNames = [
  ...['a b', ' leading', 'trailing ', 'trailing.', '.hidden', '...', 'a..b', '100%', '%', '%2F', '%2f', 'a%5cb'],
  ...['back\\slash', 'line\nbreak', 'con', 'x.crswap', '#?&=+', `'"<>|*:`, 'ü', '日本語', '～', '😀', 'x'.repeat(200)],
]

export const storeCases: readonly StoreCase[] = [
  always('returns nothing where nothing is', async store => {
    expectSame(await store.get('images/a/result.json'), undefined)
    expectSame(await store.list(''), [])
    expectSame(await store.list('images'), [])
    await store.delete('images')
    await store.delete('')
  }),

  always('keeps bytes, of which texts are UTF-8', async store => {
    const bytes = Uint8Array.from({ length: 300 }, (_, i) => i)
    await store.put('bytes', bytes)
    await store.put('view', bytes.subarray(5, 9))
    await store.put('none', new Uint8Array(0))
    await store.put('text', 'ä→😀')
    expectSame(await store.get('bytes'), bytes)
    expectSame(await store.get('view'), Uint8Array.of(5, 6, 7, 8))
    expectSame(await store.get('none'), new Uint8Array(0))
    expectSame(await store.get('text'), new TextEncoder().encode('ä→😀'))
    expectSame(
      (await store.list('')).map(({ key, bytes }) => [key, bytes]),
      [
        ['bytes', 300],
        ['none', 0],
        ['text', 9],
        ['view', 4],
      ],
    )
  }),

  always('takes memory that threads share', async store => {
    if (globalThis.SharedArrayBuffer === undefined) return
    const shared = new Uint8Array(new SharedArrayBuffer(4)).fill(7)
    await store.put('shared', shared)
    await store.putFolder('a', new Map([['shared', shared]]), 'shared')
    expectSame(await store.get('shared'), Uint8Array.of(7, 7, 7, 7))
    expectSame(await store.get('a/shared'), Uint8Array.of(7, 7, 7, 7))
  }),

  always('has bytes of its own', async store => {
    const given = Uint8Array.of(1, 2, 3)
    await store.put('a', given)
    await store.putFolder('b', new Map([['c', given]]), 'c')
    given.fill(9)
    for (const key of ['a', 'b/c']) {
      const returned = (await store.get(key))!
      expectSame(returned, Uint8Array.of(1, 2, 3))
      returned.fill(8)
      expectSame(await store.get(key), Uint8Array.of(1, 2, 3))
    }
  }),

  always('replaces a file, by a shorter one too', async store => {
    await store.put('run.json', 'the earlier one')
    await store.put('run.json', 'later')
    expectSame(await contentsOf(store), { 'run.json': 'later' })
  }),

  always('takes names of all kinds', async store => {
    const expected: { [key: string]: string } = {}
    for (const name of oddNames) {
      await store.put(`file/${name}`, name)
      await store.putFolder(`folder/${name}`, new Map([[name, name]]), name)
      expected[`file/${name}`] = name
      expected[`folder/${name}/${name}`] = name
    }
    expectSame(await contentsOf(store), expected)
    for (const name of oddNames) {
      expectSame((await store.list(`folder/${name}`)).length, 1, name)
      await store.delete(`file/${name}`)
      await store.delete(`folder/${name}`)
    }
    expectSame(await contentsOf(store), {})
  }),

  always('refuses what is no key', async store => {
    for (const key of ['', '/a', 'a/', 'a//b', '.', '..', './a', '../a', 'a/..', 'a/../b', 'a\0b']) {
      await expectThrown('InvalidArgument', () => store.put(key, 'x'), key)
      await expectThrown('InvalidArgument', () => store.get(key), key)
      await expectThrown('InvalidArgument', () => store.putFolder(key, image, seal), key)
      await expectThrown('InvalidArgument', () => store.putFolder('a', new Map([[key, 'x']]), key), key)
      if (key === '') continue
      await expectThrown('InvalidArgument', () => store.list(key), key)
      await expectThrown('InvalidArgument', () => store.delete(key), key)
    }
    expectSame(await contentsOf(store), {})
  }),

  always('refuses a file where a folder is, and a folder where a file is', async store => {
    await store.put('file', 'x')
    await store.putFolder('images/a', image, seal)
    await expectThrown('Unwritable', () => store.put('images', 'x'))
    await expectThrown('Unwritable', () => store.put('file/a', 'x'))
    await expectThrown('Unwritable', () => store.putFolder('file/a', image, seal))
    await expectThrown('Unwritable', () => store.putFolder('file', image, seal))
    expectSame(await contentsOf(store), { file: 'x', ...inFolder('images/a', image) })
  }),

  always('lists and deletes what is at and below a prefix, in order', async store => {
    const keys = ['images/a', 'images/ab', 'images/a b/x', 'images/a-b', 'images/c/x', 'images/c/d/y', 'images/cd/x']
    for (const key of [...keys, 'imagesx', '～', '😀']) await store.put(key, key)
    const listed = async (prefix: string): Promise<string[]> => (await store.list(prefix)).map(({ key }) => key)
    expectSame(await listed(''), [...keys, 'imagesx', '～', '😀'].sort())
    expectSame(await listed('images'), [...keys].sort())
    expectSame(await listed('images/a'), ['images/a'])
    expectSame(await listed('images/c'), ['images/c/d/y', 'images/c/x'])
    expectSame(await listed('images/c/d'), ['images/c/d/y'])
    expectSame(await listed('image'), [])
    expectSame(await listed('images/a/x'), [])
    await store.delete('images/c')
    await store.delete('images/a')
    await store.delete('images/a')
    await store.delete('image')
    expectSame(await listed('images'), ['images/a b/x', 'images/a-b', 'images/ab', 'images/cd/x'])
    await store.delete('')
    expectSame(await listed(''), [])
  }),

  always('lets a file stand where a folder was deleted, and the other way round', async store => {
    await store.putFolder('images/a', image, seal)
    await store.delete('images/a')
    await store.put('images', 'x')
    await store.delete('images')
    await store.putFolder('images/a', again, seal)
    expectSame(await contentsOf(store), inFolder('images/a', again))
    await store.delete('')
    expectSame(await contentsOf(store), {})
  }),

  always('replaces a folder whole, and nothing beside it', async store => {
    const beside = { ...inFolder('images/ab', image), ...inFolder('images/a.partial', image), 'images/a.csv': 'x' }
    await store.putFolder('images/ab', image, seal)
    await store.putFolder('images/a.partial', image, seal)
    await store.put('images/a.csv', 'x')
    await store.putFolder('images/a', image, seal)
    await store.put('images/a/later.txt', 'x')
    await store.putFolder('images/a', again, seal)
    expectSame(await contentsOf(store), { ...beside, ...inFolder('images/a', again) })
  }),

  always('takes many writes at once', async store => {
    const numbers = Array.from({ length: 20 }, (_, i) => i)
    const expected = Object.assign({}, ...numbers.map(i => inFolder(`images/${i}`, image)))
    for (const i of numbers) expected[`${i}/${i}`] = String(i)
    await Promise.all([
      ...numbers.map(i => store.put(`${i}/${i}`, String(i))),
      ...numbers.map(i => store.putFolder(`images/${i}`, image, seal)),
    ])
    expectSame(await contentsOf(store), expected)
  }),

  {
    name: 'is seen by a second store of the same place',
    fails: false,
    run: async place => {
      const first = await place.open()
      const second = await place.open()
      await first.put('run.json', '{}')
      await second.putFolder('images/a', image, seal)
      const expected = { 'run.json': '{}', ...inFolder('images/a', image) }
      for (const store of [first, second, await place.open()]) expectSame(await contentsOf(store), expected)
    },
  },

  failing('a file that cannot be written whole leaves the earlier one, or none', async (place, failing) => {
    await (await place.open()).put('summary.json', 'the earlier one')
    await expectThrown('Unwritable', async () => (await failing(1)).put('summary.json', 'the later one'))
    await expectThrown('Unwritable', async () => (await failing(1)).put('new/run.json', 'the first one'))
    const store = await place.open()
    expectSame(await contentsOf(store), { 'summary.json': 'the earlier one' })
    await store.put('summary.json', 'at last')
    await store.put('new/run.json', 'at last')
    expectSame(await contentsOf(store), { 'summary.json': 'at last', 'new/run.json': 'at last' })
  }),

  failing('a folder that cannot be written leaves the earlier one, or none', async (place, failing) => {
    await (await place.open()).putFolder('images/a', image, seal)
    for (let call = 1; call <= again.size; call++) {
      await expectThrown('Unwritable', async () => (await failing(call)).putFolder('images/a', again, seal))
      await expectThrown('Unwritable', async () => (await failing(call)).putFolder('images/b', again, seal))
      expectSame(await contentsOf(await place.open()), inFolder('images/a', image), `write ${call}`)
    }
    const store = await place.open()
    for (const key of ['images/a', 'images/b']) await store.putFolder(key, again, seal)
    expectSame(await contentsOf(store), { ...inFolder('images/a', again), ...inFolder('images/b', again) })
  }),

  randomStoreCase,
]

function always(name: string, run: (store: Store) => Promise<void>): StoreCase {
  return { name, fails: false, run: async place => run(await place.open()) }
}

type Failing = (call: number) => Promise<Store>

function failing(name: string, run: (place: StorePlace, failing: Failing) => Promise<void>): StoreCase {
  return {
    name,
    fails: true,
    run: place => {
      if (place.openFailing === undefined) throw new Error('This place has no store that fails.')
      return run(place, call => place.openFailing!(call))
    },
  }
}
