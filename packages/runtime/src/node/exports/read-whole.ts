/** Whatever is at a path as one image: a file with those that its header names, or all files of a folder. */
import { readdir, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { companionsOf, detectVolume, type MedicalImage, type NamedFile, readMedicalImage } from '@cuts/formats'
import { readBytes, unreadable } from '../source.ts'

/** Throws as `readMedicalImage`, and `Unreadable` where the path does not open. */
export async function readWhole(path: string): Promise<MedicalImage> {
  const info = await stat(path).catch(cause => {
    throw unreadable(path, cause)
  })
  if (!info.isDirectory()) return readMedicalImage(await withCompanions(path))
  const entries = await readdir(path, { withFileTypes: true })
  const names = entries.filter(entry => entry.isFile() && !entry.name.startsWith('.')).map(({ name }) => name)
  const files: NamedFile[] = []
  for (const name of names.sort()) files.push({ name: join(path, name), bytes: await readBytes(join(path, name)) })
  return readMedicalImage(files)
}

async function withCompanions(path: string): Promise<NamedFile[]> {
  const bytes = await readBytes(path)
  const kind = detectVolume(bytes)
  const files = [{ name: path, bytes }]
  for (const name of kind === undefined ? [] : companionsOf(bytes, kind, path)) {
    const companion = join(dirname(path), name)
    // Where it is missing, the reader says so.
    const found = await readBytes(companion).catch(() => undefined)
    if (found !== undefined) files.push({ name: companion, bytes: found })
  }
  return files
}
