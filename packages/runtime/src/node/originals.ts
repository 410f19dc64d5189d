/** Images and series on a disk, as exports ask for them. */
import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { readPlace } from '../dataset/image-files.ts'
import type { Originals } from '../export/originals.ts'
import { readBytes } from '../source/source.ts'
import { unreadable } from './system-error.ts'

export const originalsOnDisk: Originals = {
  read: ({ path, files }) => readPlace(files === undefined ? { path } : { path, files }),
  readAll: async function* (path) {
    for (const file of await filesAt(path)) yield { name: file, bytes: await readBytes(file) }
  },
}

async function filesAt(path: string): Promise<string[]> {
  const info = await stat(path).catch(cause => {
    throw unreadable(path, cause)
  })
  if (!info.isDirectory()) return [path]
  const entries = await readdir(path, { withFileTypes: true, recursive: true })
  return entries
    .filter(entry => entry.isFile() && !entry.name.startsWith('.'))
    .map(entry => join(entry.parentPath, entry.name))
    .sort()
}
