/** The DICOM files that a segmentation refers to, and the identifiers that are made for it. */
import { CutsError } from '@cuts/core'
import { detectFormat } from '@cuts/formats'
import { readSourceInstance, type SourceInstance } from '@cuts/formats/dicom'
import type { SourceFiles } from '../source/files.ts'
import { sha256 } from '../source/sha256.ts'
import { filesAt } from './read-whole.ts'

/**
 * The DICOM files at `path`, one or all in a folder and its folders, by series. Other files are passed over. Throws
 * `Unreadable` where the path does not open, `NothingToDo` where there are none.
 */
export async function readSources(source: SourceFiles, path: string): Promise<SourceInstance[][]> {
  const series = await readInstances(source, await filesAt(source, path))
  if (series.length > 0) return series
  throw new CutsError('NothingToDo', `${path} holds no DICOM files.`, {
    remedy: 'Give the folder of the series that was segmented.',
  })
}

/** Those among `files` that are DICOM, by series; none where the image came from another format. */
export async function readInstances(source: SourceFiles, files: readonly string[]): Promise<SourceInstance[][]> {
  const series = new Map<string, SourceInstance[]>()
  for (const file of files) {
    const bytes = await source.bytes(file)
    if (detectFormat(bytes) !== 'DICOM') continue
    const instance = readSourceInstance(bytes, { name: file })
    const key = instance.seriesInstanceUid ?? ''
    series.set(key, [...(series.get(key) ?? []), instance])
  }
  return [...series.values()]
}

/** Unique identifiers from names (PS3.5 B.2: 2.25 and a UUID as a number; here of version 8, from a SHA-256 hash). */
export async function uidOf(...names: readonly string[]): Promise<string> {
  const digits = (await sha256(JSON.stringify(names))).slice(0, 32)
  const bytes = Array.from({ length: 16 }, (_, i) => Number.parseInt(digits.slice(2 * i, 2 * i + 2), 16))
  bytes[6] = (bytes[6]! & 0x0f) | 0x80
  bytes[8] = (bytes[8]! & 0x3f) | 0x80
  return `2.25.${BigInt(`0x${bytes.map(byte => byte.toString(16).padStart(2, '0')).join('')}`)}`
}
