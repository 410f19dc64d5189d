import { mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { openFolderLeases } from './folder-leases.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cuts-leases-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

const times = { beatMs: 20_000, expiresMs: 60_000 }

it('is held by one of many, and free again when it is given back', async () => {
  const many = Array.from({ length: 8 }, () => openFolderLeases(folder, times))
  for (let round = 0; round < 10; round++) {
    const got = (await Promise.all(many.map(leases => leases.take('image/a b')))).filter(lease => lease !== undefined)
    expect(got).toHaveLength(1)
    expect(got[0]!.generation).toBe(1)
    await got[0]!.release()
    expect(await readdir(folder)).toEqual([])
  }
})

it('is taken over by one of many once its file is older than one written now, whatever the clock here says', async () => {
  const first = await openFolderLeases(folder, times).take('a')
  // Clocks are far apart: only the difference between files counts.
  const file = join(folder, 'a.1')
  const recent = new Date(Date.now() - 50_000)
  await utimes(file, recent, recent)
  expect(await openFolderLeases(folder, times).take('a')).toBeUndefined()
  const old = new Date(Date.now() - 61_000)
  await utimes(file, old, old)
  const got = await Promise.all(Array.from({ length: 8 }, () => openFolderLeases(folder, times).take('a')))
  expect(got.filter(lease => lease !== undefined).map(({ generation }) => generation)).toEqual([2])
  // The first holder lives after all: it takes nothing away from the second.
  await first!.release()
  expect(await openFolderLeases(folder, times).take('a')).toBeUndefined()
  await got.find(lease => lease !== undefined)!.release()
  expect(await readdir(folder)).toEqual([])
})

it('after a failure is free at once, and says how often it was held', async () => {
  const leases = openFolderLeases(folder, times)
  for (const generation of [1, 2, 3]) {
    const lease = await leases.take('a')
    expect(lease?.generation).toBe(generation)
    await lease!.abandon()
  }
})

it('is renewed while it is held', async () => {
  const leases = openFolderLeases(folder, { beatMs: 10, expiresMs: 60_000 })
  const lease = await leases.take('a')
  const old = new Date(Date.now() - 90_000)
  await utimes(join(folder, 'a.1'), old, old)
  await new Promise(resolve => setTimeout(resolve, 300))
  expect(await openFolderLeases(folder, times).take('a')).toBeUndefined()
  await lease!.release()
})

it('does not bring back a file that was deleted', async () => {
  const lease = await openFolderLeases(folder, { beatMs: 5, expiresMs: 60_000 }).take('a')
  await rm(join(folder, 'a.1'))
  await new Promise(resolve => setTimeout(resolve, 60))
  await writeFile(join(folder, 'mark'), '')
  expect(await readdir(folder)).toEqual(['mark'])
  await lease!.release()
})
