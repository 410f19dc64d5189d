/** What is done with finished results by paths: what it needs of the place where the paths lead. */
import { CutsError } from '@cuts/core'
import { readSummary } from '../results/read-results.ts'
import {
  imageFolder,
  parseImageFolder,
  parseVolumeFolder,
  resultFiles,
  volumeFolder,
} from '../results/result-layout.ts'
import type { SourceFiles } from '../source/files.ts'
import { fewOf } from '../source/layouts/pair-masks.ts'
import type { Store } from '../store/store.ts'

export interface Outside {
  readonly files: SourceFiles
  /** The store of the result folder at a path, given in parts. */
  readonly openStore: (...path: readonly string[]) => Store
  /** Throws `Unwritable` if the path exists and may not be overwritten. */
  readonly expectFree: (path: string, overwrite: boolean) => Promise<void>
  /** Writes a file whole or not at all, and creates its folders. Throws `Unwritable`. */
  readonly write: (path: string, content: Uint8Array | string) => Promise<void>
}

/** An image or a volume of a result folder. */
export interface Placed {
  readonly of: 'image' | 'volume'
  readonly id: string
  readonly store: Store
}

/** Finds the item whose folder lies at `path`, of one of the kinds. Throws `Unreadable` if it is none. */
export function placeOf(
  { files, openStore }: Pick<Outside, 'files' | 'openStore'>,
  path: string,
  kinds: readonly Placed['of'][],
): Placed {
  const absolute = files.absolute(path)
  for (const of of kinds) {
    const id = of === 'image' ? parseImageFolder(absolute) : parseVolumeFolder(absolute)
    if (id !== undefined) return { of, id, store: openStore(path, '..', '..') }
  }
  const folders = { image: imageFolder('ID'), volume: volumeFolder('ID') }
  throw new CutsError(
    'Unreadable',
    `${path} is not the folder of ${kinds.map(of => (of === 'image' ? 'an image' : 'a volume')).join(' or ')} inside a result folder.`,
    { remedy: `Give ${kinds.map(of => `RESULTS/${folders[of]}`).join(' or ')}.` },
  )
}

/**
 * Finds an image or a volume by the path of its folder, or by its name in the result folder at `path`. Throws `Unreadable`, and
 * `NothingToDo`, with the names that there are, for a name that there is not, or none.
 */
export async function placeNamed(outside: Outside, path: string, name: string | undefined): Promise<Placed> {
  const absolute = outside.files.absolute(path)
  const isItem = (parseImageFolder(absolute) ?? parseVolumeFolder(absolute)) !== undefined
  const isResults = !isItem && (await outside.openStore(path).get(resultFiles.summary)) !== undefined
  if (name === undefined && !isResults) return placeOf(outside, path, ['image', 'volume'])
  const store = outside.openStore(path)
  const { images, volumes = [] } = await readSummary(store)
  if (volumes.some(({ id, tree }) => id === name && tree !== undefined)) return { of: 'volume', id: name!, store }
  if (images.some(({ id }) => id === name)) return { of: 'image', id: name!, store }
  const names = [...volumes.filter(({ tree }) => tree !== undefined), ...images].map(({ id }) => id)
  const what =
    name === undefined
      ? `${path} is a result folder, and nothing says which image is meant`
      : `${path} has no image called ${name}`
  throw new CutsError('NothingToDo', `${what}.`, { remedy: `Give one of its names: ${fewOf(names)}.` })
}
