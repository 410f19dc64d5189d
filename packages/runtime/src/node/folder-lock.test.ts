import { spawn } from 'node:child_process'
import { mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { lockName } from '../results/lock-file.ts'
import { lockFolder } from './folder-lock.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cuts-lock-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

const held = async () => JSON.parse(await readFile(join(folder, lockName), 'utf8'))
const leave = (holder: object) => writeFile(join(folder, lockName), JSON.stringify(holder))
const lockOf = (holder: object) => ({ since: '2026-01-02T03:04:05.000Z', token: 'x', ...holder })

it('is held once, says by whom since when, and leaves nothing behind', async () => {
  const before = Date.now()
  const lock = await lockFolder(folder)
  const after = Date.now()
  expect(await readdir(folder)).toEqual([lockName])
  const { since } = await held()
  expect(Date.parse(since)).toBeGreaterThanOrEqual(before)
  expect(Date.parse(since)).toBeLessThanOrEqual(after)
  await expect(lockFolder(folder)).rejects.toMatchObject({
    code: 'Busy',
    message: `${folder} is in use by process ${process.pid} on ${hostname()} since ${since}.`,
    remedy: expect.stringContaining('Wait until it has ended'),
    action: { do: 'choose output', or: true },
  })
  await lock.release()
  expect(await readdir(folder)).toEqual([])
  await (await lockFolder(folder)).release()
})

it('of a process that was killed is taken over at once', async () => {
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'])
  await leave(lockOf({ pid: child.pid, host: hostname() }))
  // Its number is that of a running process, which began at another time than the lock says: the number was given out again.
  await leave(lockOf({ pid: child.pid, host: hostname(), began: '1' }))
  await (await lockFolder(folder)).release()
  child.kill('SIGKILL')
  await new Promise(resolve => child.once('exit', resolve))
  await leave(lockOf({ pid: child.pid, host: hostname() }))
  const lock = await lockFolder(folder)
  expect((await held()).pid).toBe(process.pid)
  await lock.release()
})

it('of another machine is respected until it has not been touched for ten minutes', async () => {
  await leave(lockOf({ pid: 1, host: 'elsewhere' }))
  await expect(lockFolder(folder)).rejects.toMatchObject({
    code: 'Busy',
    message: expect.stringContaining('elsewhere'),
  })
  const old = new Date(Date.now() - 11 * 60_000)
  await utimes(join(folder, lockName), old, old)
  await (await lockFolder(folder)).release()
})

it('that cannot be read counts as held until it is old', async () => {
  await writeFile(join(folder, lockName), '')
  await expect(lockFolder(folder)).rejects.toMatchObject({
    code: 'Busy',
    message: `${folder} is in use by another process.`,
  })
})

it('is got by one only of many that take over an abandoned one', async () => {
  for (let round = 0; round < 20; round++) {
    await leave(lockOf({ pid: 2 ** 30, host: hostname() }))
    const tries = await Promise.allSettled(Array.from({ length: 8 }, () => lockFolder(folder)))
    const got = tries.flatMap(result => (result.status === 'fulfilled' ? [result.value] : []))
    expect(got).toHaveLength(1)
    await got[0]!.release()
    expect(await readdir(folder)).toEqual([])
  }
})

it('is not released by one who lost it', async () => {
  const lock = await lockFolder(folder)
  await leave(lockOf({ pid: 1, host: 'elsewhere', token: 'theirs' }))
  await lock.release()
  expect((await held()).token).toBe('theirs')
})
