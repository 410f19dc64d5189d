/** Checks whether a folder can take the results of a run: its content, its user, and inputs inside it. */
import { mkdir, readdir, readFile, realpath, rmdir, stat } from 'node:fs/promises'
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from 'node:path'
import { CutsError } from '@cuts/core'
import { lockName } from '../results/lock-file.ts'
import { resultFolders, topNames } from '../results/result-layout.ts'
import { partFiles } from '../results/shared-folder.ts'
import { expectOwn } from '../run/own-files.ts'
import type { Store } from '../store/store.ts'
import { unreadable, unwritable } from '../store/system-error.ts'
import type { WriteFile } from './disk-files.ts'
import { lockFolder } from './folder-lock.ts'
import { createFolderStore, readManifest } from './folder-store.ts'

export interface OpenedFolder {
  readonly store: Store
  /** Lets other processes write to the folder. */
  close(): Promise<void>
}

export interface FolderInputs {
  /** Folders, files and lists that the run reads. */
  readonly inputs?: readonly string[]
  readonly write?: WriteFile | undefined
  /** The part of the run that is written, beside other processes that write other parts. */
  readonly part?: string | undefined
}

/**
 * Creates a result folder and locks it until `close`. Nothing else in the folder changes yet. A folder with results is
 * refused unless `existing` says that they will be replaced (by `store.delete('')`) or continued. The folder is always
 * refused if it holds files under the names of a run that no run wrote or that were changed since, or if it is an input
 * folder or lies in one. Throws `Unwritable`, `Busy`, and `InvalidOption` for a folder among the inputs.
 */
export async function openResultFolder(
  path: string,
  existing: 'refuse' | 'replace' | 'continue',
  { inputs = [], write, part }: FolderInputs = {},
): Promise<OpenedFolder> {
  await expectOutside(path, inputs)
  const made = await makeFolders(path)
  const lock = await lockFolder(path, part === undefined ? lockName : partFiles(part).lock)
  const close = async (): Promise<void> => {
    await lock.release()
    if (made !== undefined) await removeEmpty(path, made)
  }
  try {
    await expectInputsElsewhere(path, inputs)
    const names = await readdir(path).catch(cause => {
      throw unreadable(path, cause)
    })
    const read = (name: string): Promise<Uint8Array> => readFile(join(path, name))
    // Locks make the folder of parts before anything is written.
    const others = names.filter(name => name !== resultFolders.parts)
    await expectOwn({ path, names: others, read, manifest: () => readManifest(path) }, existing)
  } catch (error) {
    await close()
    throw error
  }
  return { store: createFolderStore(path, write, part), close }
}

/**
 * Creates the folder and those above it one by one, and returns the first one created. Node's own way reports a read-only
 * file system as a missing folder, and does not return at all where nothing can be created, as below `/proc`.
 */
async function makeFolders(path: string): Promise<string | undefined> {
  const missing: string[] = []
  const isMissing = (at: string): Promise<boolean> => stat(at).then(() => false, cause => cause.code === 'ENOENT') // biome-ignore format: one condition
  for (let at = resolve(path); await isMissing(at); at = dirname(at)) missing.unshift(at)
  for (const folder of missing)
    await mkdir(folder).catch(cause => {
      if (cause.code !== 'EEXIST') throw unwritable(path, cause)
    })
  return missing[0]
}

/** Removes the folders that were created, from `path` up to `top`, if nothing was written to them. */
async function removeEmpty(path: string, top: string): Promise<void> {
  const end = dirname(resolve(top))
  const isRemoved = (folder: string): Promise<boolean> => rmdir(folder).then(() => true, () => false) // biome-ignore format: one condition
  for (let at = resolve(path); at !== end && (await isRemoved(at)); at = dirname(at));
}

/** Throws `InvalidOption` if the folder is an input folder or lies in one: its files would be read as inputs. */
async function expectOutside(path: string, inputs: readonly string[]): Promise<void> {
  const place = await realPlace(path)
  for (const input of inputs) {
    const info = await stat(input).catch(() => undefined)
    if (!info?.isDirectory()) continue
    const inside = relative(await realpath(input), place)
    if (inside === '..' || inside.startsWith(`..${sep}`) || isAbsolute(inside)) continue
    throw new CutsError(
      'InvalidOption',
      inside === ''
        ? `results cannot be written to ${path}, the folder they are made from.`
        : `${path} lies in ${input}, among the inputs.`,
      { action: { do: 'choose output', outside: input } },
    )
  }
}

/** Throws `Unwritable` if an input lies at a path where results would be written. */
async function expectInputsElsewhere(path: string, inputs: readonly string[]): Promise<void> {
  const folder = await realpath(path)
  const ownNames = topNames()
  for (const input of inputs) {
    const inside = relative(folder, await realpath(input).catch(() => resolve(input)))
    const [first] = inside.split(sep)
    if (!ownNames.has(first ?? '')) continue
    throw new CutsError('Unwritable', `${input} lies in ${path}, where this run would write its own ${first}.`, {
      action: { do: 'choose output', that: 'is free' },
    })
  }
}

/** Returns the path of a folder with links resolved. The folder need not exist. */
async function realPlace(path: string): Promise<string> {
  const whole = resolve(path)
  return realpath(whole).catch(async () =>
    dirname(whole) === whole ? whole : join(await realPlace(dirname(whole)), basename(whole)),
  )
}
