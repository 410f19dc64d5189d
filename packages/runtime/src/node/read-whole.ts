/** Whatever is at a path as one image: a file with those that its header names, or all files of a folder. */
import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { type DecodedImage, type NamedFile, readImage } from '@cuts/formats'
import { readPlace } from '../dataset/image-files.ts'
import { readBytes } from '../source/source.ts'
import { unreadable } from './system-error.ts'

/** Throws as `readImage`, and `Unreadable` where the path does not open. */
export async function readWhole(path: string): Promise<DecodedImage> {
  const info = await stat(path).catch(cause => {
    throw unreadable(path, cause)
  })
  if (!info.isDirectory()) return readImage(await readPlace({ path }))
  const entries = await readdir(path, { withFileTypes: true })
  const names = entries.filter(entry => entry.isFile() && !entry.name.startsWith('.')).map(({ name }) => name)
  const files: NamedFile[] = []
  for (const name of names.sort()) files.push({ name: join(path, name), bytes: await readBytes(join(path, name)) })
  return readImage(files)
}
