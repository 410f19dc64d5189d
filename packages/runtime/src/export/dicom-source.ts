/** The DICOM files of a segmentation's source, and the generated identifiers. */
import { CutsError } from '@cuts/core'
import { detectFormat, type NamedFile } from '@cuts/formats'
import { readSourceInstance, type SourceInstance } from '@cuts/formats/dicom'
import { readPlace } from '../dataset/image-files.ts'
import { hexOf, sha256 } from '../sha256.ts'
import type { SourceFiles } from '../source/files.ts'
import { filesAt } from './read-whole.ts'

/**
 * Returns the DICOM files at `path` by series: one file, or all files in a folder and its subfolders. Other files are
 * skipped. Throws `Unreadable` if the path does not open, `NothingToDo` if there are no DICOM files.
 */
export async function readSources(path: string, originals: SourceFiles): Promise<SourceInstance[][]> {
  const each = async function* (): AsyncGenerator<NamedFile> {
    for (const name of await filesAt(originals, path)) yield { name, bytes: await originals.bytes(name) }
  }
  const series = await readInstances(each())
  if (series.length > 0) return series
  throw new CutsError('NothingToDo', `${path} holds no DICOM files.`, {
    remedy: 'Give the folder of the series that was segmented.',
  })
}

/** Returns the DICOM files of an image by series, or an empty list if the image came from another format. */
export function readOwn(
  { path, files = [path] }: { readonly path: string; readonly files?: readonly string[] | undefined },
  originals: SourceFiles,
): Promise<SourceInstance[][]> {
  const each = async function* (): AsyncGenerator<NamedFile> {
    // Files are read one by one: of a long series only the references are kept.
    for (const file of files) yield* await readPlace(originals, { path: file })
  }
  return readInstances(each())
}

async function readInstances(files: AsyncIterable<NamedFile>): Promise<SourceInstance[][]> {
  const series = new Map<string, SourceInstance[]>()
  for await (const { name, bytes } of files) {
    if (detectFormat(bytes) !== 'DICOM') continue
    const instance = readSourceInstance(bytes, { name })
    const key = instance.seriesInstanceUid ?? ''
    series.set(key, [...(series.get(key) ?? []), instance])
  }
  return [...series.values()]
}

/** Unique identifiers from names (PS3.5 B.2: 2.25 and a UUID as a number; here of version 8, from a SHA-256 hash). */
export async function uidOf(...names: readonly string[]): Promise<string> {
  const bytes = (await sha256(JSON.stringify(names))).subarray(0, 16)
  bytes[6] = (bytes[6]! & 0x0f) | 0x80
  bytes[8] = (bytes[8]! & 0x3f) | 0x80
  return `2.25.${BigInt(`0x${hexOf(bytes)}`)}`
}
