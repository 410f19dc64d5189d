/** Whether the files in a folder are results that may be continued or replaced. */
import { CutsError } from '@cuts/core'
import type { Manifest } from '../results/manifest.ts'
import { resultFiles, topNames } from '../results/result-layout.ts'
import { parseRunFile } from '../results/run-file.ts'
import { join } from '../source/paths.ts'

/** The names that a run writes at the top of its folder. No other file there is touched. */
const ownNames = topNames()

/** Written when a run begins. If it is present, the files of a run belong to a run. */
const marker = resultFiles.run

/** A folder in which results will be written. */
export interface HeldFolder {
  readonly path: string
  /** The names at its top. */
  readonly names: readonly string[]
  /** Returns the bytes of a file in it. Throws if the file does not open. */
  readonly read: (name: string) => Promise<Uint8Array>
  readonly manifest: () => Promise<Manifest>
}

/**
 * Throws `Unwritable` if the folder holds files under the names of a run that no run wrote, or, unless `existing` allows
 * it, results. Files that will be replaced must be as a run wrote them.
 */
export async function expectOwn(
  { path, names, read, manifest: readManifest }: HeldFolder,
  existing: 'refuse' | 'replace' | 'continue',
): Promise<void> {
  const held = names.filter(name => ownNames.has(name))
  if (held.length === 0) return
  if (!held.includes(marker)) throw notOurs(path, held)
  if (parseRunFile(await read(marker)) === undefined)
    throw new CutsError('Unwritable', `${join(path, marker)} was not written by a run, or is damaged.`, {
      action: { do: 'choose output', that: 'is free' },
    })
  const manifest = await readManifest()
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
    const bytes = await read(name).catch(() => undefined)
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
