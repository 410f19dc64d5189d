import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type StorePlace, storeCases } from '@cuts/testing/store-conformance'
import { afterAll, beforeAll, describe, it } from 'vitest'
import { createFolderStore } from '../node/folder-store.ts'
import { createMemoryStore } from './memory-store.ts'

let home: string
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'cuts-stores-'))
})
afterAll(() => rm(home, { recursive: true, force: true }))

let folders = 0

function onDisk(): StorePlace {
  const path = join(home, String(folders++))
  return {
    open: async () => createFolderStore(path),
    openFailing: async call => {
      let calls = 0
      return createFolderStore(path, async (file, bytes) => {
        if (++calls < call) return writeFile(file, bytes)
        await writeFile(file, bytes.slice(0, bytes.length / 2))
        throw Object.assign(new Error('ENOSPC'), { code: 'ENOSPC' })
      })
    },
  }
}

function inMemory(): StorePlace {
  const store = createMemoryStore()
  return { open: async () => store }
}

describe('a store in a folder', () => {
  it.each(storeCases)('$name', ({ run }) => run(onDisk()))
})

describe('a store in memory', () => {
  it.each(storeCases.filter(({ fails }) => !fails))('$name', ({ run }) => run(inMemory()))
})
