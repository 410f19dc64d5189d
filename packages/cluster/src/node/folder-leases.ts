/**
 * Leases as files of a folder that several machines see. A lease is a file that only one process can create; its number
 * grows with each holder, so that it is taken over by creating the next file and never by deleting one. A holder writes
 * to its file now and then. Whether it still does is told by comparing its time with that of a file that was written
 * just now in the same folder: clocks of machines may differ, that of the file system is one.
 */
import { randomUUID } from 'node:crypto'
import { mkdir, open, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import { join } from 'node:path'
import type { Lease, Leases } from '../leases.ts'

export interface LeaseTimes {
  /** How often a holder writes to its file. */
  readonly beatMs: number
  /** After how long without a sign a lease may be taken over; several beats. */
  readonly expiresMs: number
}

export const usualTimes: LeaseTimes = { beatMs: 10_000, expiresMs: 60_000 }

/** The folder is created with the first lease. Throws errors of the file system. */
export function openFolderLeases(folder: string, times: LeaseTimes = usualTimes): Leases {
  const token = randomUUID()
  const text = `${JSON.stringify({ host: hostname(), pid: process.pid, token })}\n`
  const probe = join(folder, `.${token}.probe`)
  const fileOf = (name: string, generation: number): string => join(folder, `${encodeURIComponent(name)}.${generation}`)
  const latest = async (name: string): Promise<number> => {
    let generation = 0
    while (await isThere(fileOf(name, generation + 1))) generation++
    return generation
  }
  const isExpired = async (path: string): Promise<boolean> => {
    await writeFile(probe, text)
    const now = await stat(probe)
    await rm(probe, { force: true })
    const lease = await stat(path).catch(() => undefined)
    return lease !== undefined && now.mtimeMs - lease.mtimeMs > times.expiresMs
  }
  return {
    take: async name => {
      await mkdir(folder, { recursive: true })
      const held = await latest(name)
      if (held > 0 && !(await isExpired(fileOf(name, held)))) return undefined
      const generation = held + 1
      const path = fileOf(name, generation)
      if (!(await create(path, text))) return undefined
      return holdLease({ path, generation, text, times, fileOf: at => fileOf(name, at) })
    },
  }
}

interface Held {
  readonly path: string
  readonly generation: number
  readonly text: string
  readonly times: LeaseTimes
  readonly fileOf: (generation: number) => string
}

function holdLease({ path, generation, text, times, fileOf }: Held): Lease {
  const beating = setInterval(() => void beat(path, text).catch(() => {}), times.beatMs)
  beating.unref()
  const stop = (): void => clearInterval(beating)
  /** Files are deleted only by the last holder: one who lost the lease leaves them to the other. */
  const isLast = async (): Promise<boolean> => !(await isThere(fileOf(generation + 1)))
  return {
    generation,
    release: async () => {
      stop()
      if (await isLast()) for (let at = 1; at <= generation; at++) await rm(fileOf(at), { force: true })
    },
    abandon: async () => {
      stop()
      // As old as a file can be: it may be taken over at once.
      if (await isLast()) await utimes(path, 0, 0).catch(() => {})
    },
  }
}

/** Writes, so that the file system sets the time by its own clock. A file that is gone stays gone. */
async function beat(path: string, text: string): Promise<void> {
  const file = await open(path, 'r+')
  try {
    await file.write(text, 0)
    await file.sync()
  } finally {
    await file.close()
  }
}

/** Returns false if the file exists already. */
async function create(path: string, text: string): Promise<boolean> {
  try {
    await writeFile(path, text, { flag: 'wx' })
    return true
  } catch (cause) {
    if ((cause as { readonly code?: string }).code === 'EEXIST') return false
    throw cause
  }
}

function isThere(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  )
}
