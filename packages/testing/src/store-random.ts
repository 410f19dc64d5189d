/** Random sequences of calls, after each of which a store and a plain map of texts must agree. */
import { createRandom, type Random } from '@cuts/core'
import type { Store } from '@cuts/runtime'
import type { StoreCase } from './store-case.ts'
import { contentsOf, expectSame } from './store-expect.ts'

const sequences = 12
const steps = 40

const folders = ['images/a', 'images/ab', 'images/a b', 'volumes/é.partial', 'a']
const inside = ['result.json', 'input.png', 'levels/00-2.png', 'levels/01-5.png', '100%.png']
const files = [
  'run.json',
  'model.onnx',
  'images.csv',
  ...folders.flatMap(folder => inside.map(name => `${folder}/${name}`)),
]
const prefixes = ['', 'images', 'image', 'volumes', 'images/a/levels', 'nowhere', ...folders, ...files]

export const randomStoreCase: StoreCase = {
  name: `agrees with a map after each of ${sequences} x ${steps} random calls`,
  fails: false,
  run: async place => {
    const store = await place.open()
    for (let seed = 1; seed <= sequences; seed++) {
      await store.delete('')
      await compareWithMap(store, createRandom(seed), `seed ${seed}`)
    }
  },
}

async function compareWithMap(store: Store, random: Random, seed: string): Promise<void> {
  const pick = <T>(from: readonly T[]): T => from[random.integer(from.length)]!
  const model = new Map<string, string>()
  const modelKeys = (prefix: string): string[] =>
    [...model.keys()].filter(key => prefix === '' || `${key}/`.startsWith(`${prefix}/`)).sort()
  const text = (): string => 'é'.repeat(random.integer(40))

  for (let step = 1; step <= steps; step++) {
    const at = `${seed}, step ${step}`
    const kind = random.uniform()
    if (kind < 0.45) {
      const [key, bytes] = [pick(files), text()]
      await store.put(key, bytes)
      model.set(key, bytes)
    } else if (kind < 0.8) {
      const folder = pick(folders)
      const names = inside.filter(name => name === 'result.json' || random.uniform() < 0.5)
      const contents = new Map(names.map(name => [name, text()]))
      await store.putFolder(folder, contents, 'result.json')
      for (const key of modelKeys(folder)) model.delete(key)
      for (const [name, bytes] of contents) model.set(`${folder}/${name}`, bytes)
    } else {
      // The empty prefix deletes everything, so it comes up less often than the others.
      const prefix = pick(prefixes)
      await store.delete(prefix)
      for (const key of modelKeys(prefix)) model.delete(key)
    }
    const [key, prefix] = [pick(files), pick(prefixes)]
    const expected = model.get(key)
    expectSame(await store.get(key), expected === undefined ? undefined : new TextEncoder().encode(expected), at)
    expectSame(
      (await store.list(prefix)).map(entry => entry.key),
      modelKeys(prefix),
      at,
    )
  }
  expectSame(await contentsOf(store), Object.fromEntries(model), seed)
}
