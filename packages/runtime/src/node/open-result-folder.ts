/** Checks whether a folder can take the results of a run: its content, its user, and inputs inside it. */
import { mkdir, readdir, readFile, realpath, rmdir, stat } from 'node:fs/promises'
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from 'node:path'
import { CutsError } from '@cuts/core'
import { resultFiles, topNames } from '../results/result-layout.ts'
import { parseRunFile } from '../results/run-file.ts'
import type { Store } from '../store/store.ts'
import { lockFolder } from './folder-lock.ts'
import { createFolderStore } from './folder-store.ts'
import { readManifest } from './manifest.ts'
import { unreadable, unwritable } from './system-error.ts'
import type { WriteFile } from './write-whole.ts'

/** The names that a run writes at the top of its folder. No other file there is touched. */
const ownNames = topNames()

/** Written when a run begins. If it is present, the files of a run belong to a run. */
const marker = resultFiles.run

export interface OpenedFolder {
  readonly store: Store
  /** Lets other processes write to the folder. */
  close(): Promise<void>
}

export interface FolderInputs {
  /** Folders, files and lists that the run reads. */
  readonly inputs?: readonly string[]
  readonly write?: WriteFile | undefined
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
  { inputs = [], write }: FolderInputs = {},
): Promise<OpenedFolder> {
  await expectOutside(path, inputs)
  const made = await mkdir(path, { recursive: true }).catch(cause => {
    throw unwritable(path, cause)
  })
  const lock = await lockFolder(path)
  const close = async (): Promise<void> => {
    await lock.release()
    if (made !== undefined) await removeEmpty(path, made)
  }
  try {
    await expectInputsElsewhere(path, inputs)
    await expectOwn(path, existing)
  } catch (error) {
    await close()
    throw error
  }
  return { store: createFolderStore(path, write), close }
}

/** Removes the folders that were created, from `path` up to `top`, if nothing was written to them. */
async function removeEmpty(path: string, top: string): Promise<void> {
  const end = dirname(resolve(top))
  for (let folder = resolve(path); folder !== end; folder = dirname(folder))
    if (
      !(await rmdir(folder).then(
        () => true,
        () => false,
      ))
    )
      return
}

async function expectOwn(path: string, existing: 'refuse' | 'replace' | 'continue'): Promise<void> {
  const held = (
    await readdir(path).catch(cause => {
      throw unreadable(path, cause)
    })
  ).filter(name => ownNames.has(name))
  if (held.length === 0) return
  if (!held.includes(marker)) throw notOurs(path, held)
  if (parseRunFile(await readFile(join(path, marker))) === undefined)
    throw new CutsError('Unwritable', `${join(path, marker)} was not written by a run, or is damaged.`, {
      action: { do: 'choose output', that: 'is free' },
    })
  const manifest = await readManifest(path)
  if (!manifest.has(marker))
    throw new CutsError('Unwritable', `${path} holds results of an earlier version, which kept no list of its files.`, {
      remedy: 'Delete this folder yourself.',
      action: { do: 'choose output', or: true },
    })
  const tops = new Set(manifest.names().map(name => name.split('/')[0]!))
  const foreign = held.filter(name => !tops.has(name))
  if (foreign.length > 0) throw notOurs(path, foreign)
  if (existing === 'refuse')
    throw new CutsError('Unwritable', `${path} already holds results (${held.join(', ')}).`, {
      action: { do: 'continue or replace results' },
    })
  if (existing === 'continue') return
  for (const name of manifest.names()) {
    const bytes = await readFile(join(path, name)).catch(() => undefined)
    if (bytes !== undefined && !manifest.matches(name, bytes))
      throw new CutsError('Unwritable', `${join(path, name)} was changed after a run had written it.`, {
        remedy: 'Move it away.',
        action: { do: 'choose output', that: 'is free', or: true },
      })
  }
}

function notOurs(path: string, names: readonly string[]): CutsError {
  return new CutsError('Unwritable', `${path} holds ${names.join(', ')}, which no run wrote.`, {
    action: { do: 'choose output', that: 'is free' },
  })
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
