import { createRandom } from '@cuts/core'
import { expect, it } from 'vitest'
import { createCache } from './image-cache.ts'

it('counts a value that is put again once, and keeps as many as fit', () => {
  const cache = createCache<number>(100, size => size)
  for (let round = 0; round < 50; round++) cache.put('a', 60)
  cache.put('b', 40)
  expect([cache.get('a'), cache.get('b')]).toEqual([60, 40])
  cache.put('a', 10)
  cache.put('c', 50)
  expect([cache.get('a'), cache.get('b'), cache.get('c')]).toEqual([10, 40, 50])
})

it('drops what was used longest ago', () => {
  const cache = createCache<string>(2, () => 1)
  cache.put('a', 'A')
  cache.put('b', 'B')
  cache.get('a')
  cache.put('c', 'C')
  expect([cache.get('a'), cache.get('b'), cache.get('c')]).toEqual(['A', undefined, 'C'])
})

it('keeps nothing that is larger than the limit, and forgets what it replaces', () => {
  const cache = createCache<number>(10, size => size)
  cache.put('a', 5)
  expect(cache.put('a', 11)).toBe(false)
  expect(cache.get('a')).toBeUndefined()
  expect(cache.put('b', 10)).toBe(true)
})

it('misses of 110 slices with room for 100 stay near what least-recently-used allows', () => {
  // Random loads: of 2,000, about one in eleven is of a slice that is not kept.
  const cache = createCache<number>(100, () => 1)
  const random = createRandom(1)
  let missed = 0
  for (let load = 0; load < 2000; load++) {
    const slice = String(random.integer(110))
    if (cache.get(slice) !== undefined) continue
    missed++
    cache.put(slice, load)
  }
  expect(missed).toBeLessThan(350)
})
