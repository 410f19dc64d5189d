/** Writes files whole or not at all: under a temporary name, then renamed. */
import { mkdir, rename, rm, stat, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { CutsError } from '@cuts/core'
import { unwritable } from './system-error.ts'

/** The system call that can run out of disk space. It is an argument so that tests can replace it. */
export type WriteFile = (path: string, bytes: Uint8Array | string) => Promise<void>

/** Writes a file and creates its folders. Throws `Unwritable`; an earlier file then stays unchanged. */
export async function writeFileWhole(
  target: string,
  bytes: Uint8Array | string,
  write: WriteFile = writeFile,
): Promise<void> {
  const temporary = `${target}.partial`
  try {
    await mkdir(dirname(target), { recursive: true })
    await write(temporary, bytes)
    await rename(temporary, target)
  } catch (cause) {
    await rm(temporary, { force: true }).catch(() => {})
    throw unwritable(target, cause)
  }
}

/** Throws `Unwritable` if the path exists and may not be overwritten. */
export async function expectFree(path: string, overwrite: boolean): Promise<void> {
  if (overwrite) return
  const there = await stat(path).catch(() => undefined)
  if (there !== undefined)
    throw new CutsError('Unwritable', `${path} exists already.`, {
      action: { do: 'replace file' },
    })
}
