/** Reads everything at a path as one image: a file with those that its header names, or all files of a folder. */
import { CutsError } from '@cuts/core'
import { type DecodedImage, inspectImage, type NamedFile, readImage } from '@cuts/formats'
import { readPlace } from '../dataset/image-files.ts'
import { expectRoom } from '../dataset/memory-need.ts'
import type { SourceFiles } from '../source/files.ts'
import { join } from '../source/paths.ts'

/** Throws as `readImage`, and `Unreadable` if the path does not open. */
export async function readWhole(source: SourceFiles, path: string): Promise<DecodedImage> {
  if ((await source.kindOf(path)) !== 'folder') return decode(source, path, await readPlace(source, { path }))
  const entries = await source.list(path)
  const names = entries.filter(({ name, kind }) => kind === 'file' && !name.startsWith('.')).map(({ name }) => name)
  const files: NamedFile[] = []
  for (const name of names.sort()) files.push({ name: join(path, name), bytes: await source.bytes(join(path, name)) })
  return decode(source, path, files)
}

function decode(source: SourceFiles, path: string, files: readonly NamedFile[]): Promise<DecodedImage> {
  expectRoom(inspectImage(files), path, source.mostBytes, 'read')
  return readImage(files)
}

/**
 * All files at `path`, hidden ones left out: itself, or those of a folder and its folders in order. Throws
 * `Unreadable`.
 */
export async function filesAt(source: SourceFiles, path: string): Promise<string[]> {
  const kind = await source.kindOf(path)
  if (kind === undefined)
    throw new CutsError('Unreadable', `${path} does not open: there is no such file or folder.`, {
      remedy: 'Check that the path is right and that you may read it.',
    })
  if (kind === 'file') return [path]
  const found: string[] = []
  for (const { name, kind } of await source.list(path)) {
    if (kind === 'folder') found.push(...(await filesAt(source, join(path, name))))
    else if (!name.startsWith('.')) found.push(join(path, name))
  }
  return found.sort()
}
