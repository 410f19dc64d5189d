/**
 * Ensures that only one process writes to a result folder. The lock is a file that names its holder. A lock whose
 * process has ended is taken over immediately. On a file system shared by several machines, a lock of another machine
 * counts as abandoned if its holder has not touched it for ten minutes.
 */
import { randomUUID } from 'node:crypto'
import { link, mkdir, open, readdir, readFile, rm, rmdir, stat, utimes, writeFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import { dirname, join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { CutsError } from '@cuts/core'
import { busy, type Holder, lockName, parseHolder } from '../results/lock-file.ts'
import { resultFolders } from '../results/result-layout.ts'
import { rivalsOf } from '../results/shared-folder.ts'
import { isMissing, unwritable } from '../store/system-error.ts'

export interface FolderLock {
  release(): Promise<void>
}

const touchEveryMs = 60_000
const abandonedAfterMs = 10 * touchEveryMs
const patienceMs = 10_000

/**
 * Takes a lock of `folder`, which must exist: that of the whole folder, or that of a part. Throws `Busy`, with the holder
 * and the time, and `Unwritable`.
 */
export async function lockFolder(folder: string, name: string = lockName): Promise<FolderLock> {
  const path = join(folder, name)
  const own: Holder = {
    pid: process.pid,
    host: hostname(),
    since: new Date().toISOString(),
    began: await beginOf(process.pid),
    token: randomUUID(),
  }
  const mine = `${path}.${own.token}`
  const release = async (): Promise<void> => {
    const held = await readHolder(path).catch(() => undefined)
    if (held?.holder?.token === own.token) await rm(path, { force: true }).catch(() => {})
  }
  try {
    await mkdir(dirname(path), { recursive: true })
    await writeFile(mine, `${JSON.stringify(own)}\n`)
    while (!(await tryLink(mine, path))) {
      const held = await readHolder(path)
      if (held !== undefined && !(await isAbandoned(held, path, mine))) throw busy(folder, held.holder)
      if (held !== undefined) await takeAway(path, held.text, mine)
    }
    for (const rival of rivalsOf(name, await readdir(join(folder, resultFolders.parts)).catch(() => []))) {
      const held = await readHolder(join(folder, rival))
      if (held !== undefined && !(await isAbandoned(held, join(folder, rival), mine))) throw busy(folder, held.holder)
    }
  } catch (cause) {
    await release()
    throw cause instanceof CutsError ? cause : unwritable(folder, cause)
  } finally {
    await rm(mine, { force: true }).catch(() => {})
  }
  // Written, not touched: then the file system sets the time by its own clock.
  const touching = setInterval(() => void touch(path, own).catch(() => {}), touchEveryMs)
  touching.unref()
  return {
    release: async () => {
      clearInterval(touching)
      await release()
    },
  }
}

/**
 * Moves the written file to its place. Returns false if another lock is there. Other processes never see a half-written
 * lock.
 */
async function tryLink(mine: string, path: string): Promise<boolean> {
  try {
    await link(mine, path)
    return true
  } catch (cause) {
    const { code } = cause as { readonly code?: string }
    if (code === 'EEXIST') return false
    // File systems without links: create the file here unless it exists.
    return writeFile(path, await readFile(mine), { flag: 'wx' }).then(
      () => true,
      (failure: { readonly code?: string }) => {
        if (failure.code === 'EEXIST') return false
        throw failure
      },
    )
  }
}

async function touch(path: string, own: Holder): Promise<void> {
  const file = await open(path, 'r+')
  await file.write(`${JSON.stringify(own)}\n`, 0).finally(() => file.close())
}

interface Held {
  readonly text: string
  /** Undefined if the file does not contain it. */
  readonly holder?: Holder | undefined
}

async function readHolder(path: string): Promise<Held | undefined> {
  const text = await readFile(path, 'utf8').catch(cause => {
    if (isMissing(cause)) return undefined
    throw cause
  })
  if (text === undefined) return undefined
  return { text, holder: parseHolder(text) }
}

/** `reference` has just been written: times are compared on the clock of the file system. */
async function isAbandoned({ holder }: Held, path: string, reference: string): Promise<boolean> {
  if (holder?.host === hostname()) return !isRunning(holder.pid) || (await beginOf(holder.pid)) !== holder.began
  const [lock, now] = await Promise.all([stat(path).catch(() => undefined), stat(reference)])
  return lock !== undefined && now.mtimeMs - lock.mtimeMs > abandonedAfterMs
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    // The process belongs to another user: it exists, although this process may not signal it.
    return (error as { readonly code?: string }).code === 'EPERM'
  }
}

/** Reads field 22 of `/proc/PID/stat` on Linux. The program name before it may contain spaces. */
async function beginOf(pid: number): Promise<string | undefined> {
  const text = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined)
  return text?.slice(text.lastIndexOf(')') + 2).split(' ')[19]
}

/**
 * Removes an abandoned lock. Only one process at a time may do this, so that a newly taken lock is never removed. If a
 * process died while removing a lock, waits for it for at most `patienceMs`.
 */
async function takeAway(path: string, text: string, reference: string): Promise<void> {
  const gate = `${path}.gate`
  try {
    await mkdir(gate)
  } catch (cause) {
    if ((cause as { readonly code?: string }).code !== 'EEXIST') throw cause
    const [made, now] = await Promise.all([stat(gate).catch(() => undefined), stat(reference)])
    if (made !== undefined && now.mtimeMs - made.mtimeMs > patienceMs) await rmdir(gate).catch(() => {})
    await setTimeout(20)
    await utimes(reference, new Date(), new Date())
    return
  }
  try {
    if ((await readHolder(path))?.text === text) await rm(path)
  } finally {
    await rmdir(gate)
  }
}
