/** A result folder that was dropped or is served: one image after the other, each with the files that it needs. */
import { resultLayout } from '@cuts/runtime/results'
import type { Answer, Connection } from '../worker/port.ts'
import { fetchOpened, type Opened } from './opened.ts'
import type { NamedBlob } from './sources.ts'

export interface ResultFolder {
  /** Keys of its files. */
  readonly paths: readonly string[]
  /** The files with these keys, as far as they are there. */
  readonly get: (keys: readonly string[]) => Promise<readonly NamedBlob[]>
  /** The input files with these paths, as far as they are there. */
  readonly originals: (paths: readonly string[]) => Promise<readonly NamedBlob[]>
}

const { summary, inventory } = resultLayout.resultFiles

/** The result folder among dropped files, if there is one; files beside it may be its originals. */
export function resultFolderIn(files: readonly NamedBlob[]): ResultFolder | undefined {
  const [top] = files.find(([path]) => /(^|\/)images\/[^/]+\/result\.json$/.test(path)) ?? []
  const prefix = top?.replace(/images\/[^/]+\/result\.json$/, '')
  if (prefix === undefined || !files.some(([path]) => path === `${prefix}${summary}`)) return undefined
  const inside = new Map<string, Blob>()
  const beside = new Map<string, Blob>()
  for (const [path, file] of files) {
    if (path.startsWith(prefix)) inside.set(path.slice(prefix.length), file)
    else beside.set(nameOf(path), file)
  }
  return {
    paths: [...inside.keys()],
    get: async keys => pick(inside, keys, key => key),
    originals: async paths => pick(beside, paths, nameOf),
  }
}

export function servedResults({ files, originals }: Opened): ResultFolder {
  const among = (wanted: readonly string[]) => {
    const set = new Set(wanted)
    return (path: string): boolean => set.has(path)
  }
  return {
    paths: files.map(({ path }) => path),
    get: keys => fetchOpened('opened', files, among(keys)),
    originals: paths => fetchOpened('originals', originals, among(paths)),
  }
}

/** The images of a folder, in the order of the run. */
export async function listFolder(folder: ResultFolder, worker: Connection): Promise<Answer<'list results'>> {
  const found = new Map(await folder.get([summary, inventory]))
  return worker.ask('list results', {
    summary: found.get(summary) ?? new Blob(),
    inventory: found.get(inventory),
    paths: folder.paths,
  })
}

/** The files of one image as the worker reads them. */
export async function filesOfResult(
  folder: ResultFolder,
  { keys, originals }: Answer<'list results'>[number],
): Promise<NamedBlob[]> {
  const [results, inputs] = await Promise.all([folder.get(keys), folder.originals(originals)])
  return [
    ...results.map(([key, file]) => [`results/${key}`, file] as const),
    ...inputs.map(([path, file]) => [`original/${path}`, file] as const),
  ]
}

function pick(files: ReadonlyMap<string, Blob>, wanted: readonly string[], name: (path: string) => string) {
  return wanted.flatMap((path): NamedBlob[] => {
    const file = files.get(name(path))
    return file === undefined ? [] : [[path, file]]
  })
}

function nameOf(path: string): string {
  return path.split('/').at(-1)!
}
