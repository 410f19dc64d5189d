/** What the server was asked to open. The page asks once; its files are fetched as they are needed. */
import type { NamedBlob } from './sources.ts'

interface Listed {
  readonly path: string
  readonly bytes: number
}

export interface Opened {
  /** `nothing` on any server but that of the command line. */
  readonly kind: 'nothing' | 'samples' | 'images' | 'results'
  readonly name: string
  readonly files: readonly Listed[]
  /** Of results: the files that they were made from, by the paths that the results know. */
  readonly originals: readonly Listed[]
}

/** Files fetched at a time. */
const together = 4

/** Without a network, and on servers that know nothing of it, nothing is to be opened. */
export async function readOpened(): Promise<Opened> {
  const nothing = { kind: 'nothing', name: '', files: [], originals: [] } as const
  try {
    const response = await fetch('opened.json')
    return response.ok ? ((await response.json()) as Opened) : nothing
  } catch {
    return nothing
  }
}

/** Fetches the files of a list that `isWanted`, in their order. */
export async function fetchOpened(
  list: 'opened' | 'originals',
  files: readonly Listed[],
  isWanted: (path: string) => boolean = () => true,
): Promise<NamedBlob[]> {
  const wanted = [...files.keys()].filter(index => isWanted(files[index]!.path))
  const fetched = new Map<number, Blob>()
  const queue = wanted.values()
  const work = async (): Promise<void> => {
    for (const index of queue) {
      const response = await fetch(`${list}/${index}`)
      if (response.ok) fetched.set(index, await response.blob())
    }
  }
  await Promise.all(Array.from({ length: together }, work))
  return wanted.flatMap(index => {
    const blob = fetched.get(index)
    return blob === undefined ? [] : [[files[index]!.path, blob] as const]
  })
}
