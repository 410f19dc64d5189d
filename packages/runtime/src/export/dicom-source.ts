/** The DICOM files that a segmentation refers to, and the identifiers that are made for it. */
import { createHash } from 'node:crypto'
import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { CutsError } from '@cuts/core'
import { detectFormat } from '@cuts/formats'
import { readSourceInstance, type SourceInstance } from '@cuts/formats/dicom'
import { unreadable } from '../node/system-error.ts'
import { readBytes } from '../source/source.ts'

/**
 * The DICOM files at `path`, one or all in a folder and its folders, by series. Other files are passed over. Throws
 * `Unreadable` where the path does not open, `NothingToDo` where there are none.
 */
export async function readSources(path: string): Promise<SourceInstance[][]> {
  const series = await readInstances(await filesAt(path))
  if (series.length > 0) return series
  throw new CutsError('NothingToDo', `${path} holds no DICOM files.`, {
    remedy: 'Give the folder of the series that was segmented.',
  })
}

/** Those among `files` that are DICOM, by series; none where the image came from another format. */
export async function readInstances(files: readonly string[]): Promise<SourceInstance[][]> {
  const series = new Map<string, SourceInstance[]>()
  for (const file of files) {
    const bytes = await readBytes(file)
    if (detectFormat(bytes) !== 'DICOM') continue
    const instance = readSourceInstance(bytes, { name: file })
    const key = instance.seriesInstanceUid ?? ''
    series.set(key, [...(series.get(key) ?? []), instance])
  }
  return [...series.values()]
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

/** Unique identifiers from names (PS3.5 B.2: 2.25 and a UUID as a number; here of version 8, from a SHA-256 hash). */
export function uidOf(...names: readonly string[]): string {
  const bytes = createHash('sha256').update(JSON.stringify(names)).digest().subarray(0, 16)
  bytes[6] = (bytes[6]! & 0x0f) | 0x80
  bytes[8] = (bytes[8]! & 0x3f) | 0x80
  return `2.25.${BigInt(`0x${bytes.toString('hex')}`)}`
}
