import { expect, it } from 'vitest'
import { guardedStore } from './guarded-store.ts'
import { createMemoryStore } from './memory-store.ts'

it('changes nothing once its condition no longer holds, and reads on', async () => {
  const store = createMemoryStore()
  let isHeld = true
  const guarded = guardedStore(store, () => {
    if (!isHeld) throw new Error('lost')
  })
  await guarded.put('a', 'first')
  await guarded.putFolder('b', new Map([['c', 'inside']]), 'c')
  isHeld = false
  await expect(guarded.put('a', 'second')).rejects.toThrow('lost')
  await expect(guarded.putFolder('b', new Map([['d', 'other']]), 'd')).rejects.toThrow('lost')
  await expect(guarded.delete('a')).rejects.toThrow('lost')
  expect((await guarded.list('')).map(({ key }) => key)).toEqual(['a', 'b/c'])
  expect(new TextDecoder().decode(await guarded.get('a'))).toBe('first')
})
