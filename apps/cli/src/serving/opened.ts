/** What a page is given to open: files of images or of a result folder, listed once, so that no other file is ever served. */
import { basename } from 'node:path'
import { CutsError } from '@cuts/core'
import { diskFiles } from '@cuts/runtime/node'
import { resultLayout } from '@cuts/runtime/results'

export interface OpenedFile {
  /** Path as the page shows it: inside what was given. */
  readonly path: string
  readonly bytes: number
  /** Where it lies on the disk; the page is not told. */
  readonly place: string
}

export interface Opened {
  /** What to show at first: nothing, the samples of the page, or the files. */
  readonly kind: 'nothing' | 'samples' | 'images' | 'results'
  /** What was given, in a word. */
  readonly name: string
  readonly files: readonly OpenedFile[]
  /** Of results: the files that they were made from, by the paths that the results know them by. */
  readonly originals: readonly OpenedFile[]
}

/** A folder with more files is most likely not the one that was meant. */
const mostFiles = 20_000

/** Lists a folder or a file. Throws `Unreadable`, and `InvalidArgument` for a folder with too many files. */
export async function listOpened(path: string): Promise<Opened> {
  const name = basename(diskFiles.absolute(path))
  const kind = await diskFiles.kindOf(path)
  if (kind === undefined)
    throw new CutsError('Unreadable', `${path} does not open: there is no such file or folder.`, {
      remedy: 'Check the path.',
    })
  if (kind === 'file') return { kind: 'images', name, files: await filesOfImage(path), originals: [] }
  const files = await filesBelow(path)
  if (files.length === 0)
    throw new CutsError('NothingToDo', `${path} holds no files.`, { remedy: 'Give a folder of images or of results.' })
  const isResults = files.some(file => file.path === resultLayout.resultFiles.summary)
  return isResults
    ? { kind: 'results', name, files, originals: await originalsOf(path) }
    : { kind: 'images', name, files, originals: [] }
}

/** An image file, and those beside it that have its name: they may hold its pixels. */
async function filesOfImage(path: string): Promise<OpenedFile[]> {
  const place = diskFiles.absolute(path)
  const folder = place.slice(0, place.lastIndexOf('/'))
  const stem = (file: string): string => file.replace(/\.[^.]*$/, '').replace(/\.(raw|img)$/i, '')
  const own = basename(place)
  const beside = (await diskFiles.list(folder)).filter(
    entry => entry.kind === 'file' && (entry.name === own || isBeside(stem(own), stem(entry.name), entry.name)),
  )
  return sized(beside.map(entry => [entry.name, `${folder}/${entry.name}`]))
}

const pixelFile = /\.(img|raw|zraw|gz|brik|rec)$/i

function isBeside(own: string, other: string, name: string): boolean {
  return own === other && pixelFile.test(name)
}

/** All files below a folder but hidden ones. Links are followed, each folder once. */
async function filesBelow(top: string): Promise<OpenedFile[]> {
  const seen = new Set<string>()
  const found: [path: string, place: string][] = []
  const walk = async (folder: string, inside: string): Promise<void> => {
    const real = await diskFiles.real(folder)
    if (seen.has(real)) return
    seen.add(real)
    for (const { name, kind } of await diskFiles.list(folder)) {
      if (name.startsWith('.')) continue
      const [place, path] = [`${folder}/${name}`, `${inside}${name}`]
      if (kind === 'folder') await walk(place, `${path}/`)
      else found.push([path, place])
    }
    if (found.length > mostFiles)
      throw new CutsError('InvalidArgument', `${top} holds more than ${mostFiles} files.`, {
        remedy: 'Give the folder of the images.',
      })
  }
  await walk(diskFiles.absolute(top), '')
  return sized(found)
}

/** Input files of a run that are still where it found them. */
async function originalsOf(results: string): Promise<OpenedFile[]> {
  const key = `${results}/${resultLayout.resultFiles.inventory}`
  if ((await diskFiles.kindOf(key)) !== 'file') return []
  try {
    const { files } = JSON.parse(new TextDecoder().decode(await diskFiles.bytes(key))) as {
      readonly files: readonly { readonly path: string }[]
    }
    return await sized(files.map(({ path }) => [path, diskFiles.absolute(path)]))
  } catch {
    // Results can be looked at without them.
    return []
  }
}

async function sized(files: readonly (readonly [path: string, place: string])[]): Promise<OpenedFile[]> {
  const listed: OpenedFile[] = []
  for (const [path, place] of files.toSorted(([a], [b]) => (a < b ? -1 : 1))) {
    const stamp = await diskFiles.stamp(place)
    if (stamp !== undefined && (await diskFiles.kindOf(place)) === 'file')
      listed.push({ path, bytes: stamp.bytes, place })
  }
  return listed
}
