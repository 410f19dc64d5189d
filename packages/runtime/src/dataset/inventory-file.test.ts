import { expect, it } from 'vitest'
import { createMemoryStore } from '../store/memory-store.ts'
import type { Inventory } from './inventory.ts'
import { readInventory, writeInventory } from './inventory-file.ts'

it('is written to the same bytes after it was read', async () => {
  const store = createMemoryStore('results')
  const inventory = {
    images: [],
    volumes: new Map(),
    channels: 1,
    failed: [],
    notices: [],
    files: [{ path: 'eye.png', bytes: 12, sha256: 'ab' }],
    readings: [],
  } as unknown as Inventory
  await writeInventory(store, 'key', inventory, 'first.json')
  await writeInventory(store, 'key', (await readInventory(store, 'key', 'first.json'))!, 'second.json')
  expect(await store.get('second.json')).toEqual(await store.get('first.json'))
  expect(await readInventory(store, 'another key', 'first.json')).toBeUndefined()
})
