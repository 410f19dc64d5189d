/** What is done with finished results by paths: what it needs of the place where the paths lead. */
import { CutsError } from '@cuts/core'
import { imageFolder, parseImageFolder, parseVolumeFolder, volumeFolder } from '../results/result-layout.ts'
import type { SourceFiles } from '../source/files.ts'
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
