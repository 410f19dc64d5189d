/** The bytes of an image: its file and the files that its header names. */
import { companionsOf, type ImageInfo, type NamedFile, unpackGzip } from '@cuts/formats'
import type { SourceFiles } from '../source/files.ts'
import { basename, dirname, join } from '../source/paths.ts'
import type { Place } from '../source/source.ts'

/** The first is the image or its header. Throws `Unreadable`. */
export async function readPlace(source: SourceFiles, { path, files: series }: Place): Promise<NamedFile[]> {
  if (series !== undefined) return Promise.all(series.map(async name => ({ name, bytes: await source.bytes(name) })))
  const bytes = await source.bytes(path)
  const files = [{ name: path, bytes }]
  let missing = 0
  for (const name of companionsOf(bytes, basename(path))) {
    const found = await source.bytes(join(dirname(path), name)).catch(() => undefined)
    if (found !== undefined) files.push({ name: join(dirname(path), name), bytes: found })
    else if (++missing > mostAlternatives) break
  }
  return files
}

/** Names of which any one will do. A header that names more files needs all of them, and reading it reports the first that is missing. */
const mostAlternatives = 8

/**
 * Returns the same with packed files unpacked, because each of several volumes would be unpacked from the start again.
 * Files that do not unpack, or exceed `mostBytes`, are left as they are; reading them reports the error.
 */
export function unpacked(files: readonly NamedFile[], mostBytes: number): NamedFile[] {
  return files.map(file => {
    const bytes = unpackGzip(file.bytes, mostBytes)
    return bytes === undefined ? file : { ...file, bytes }
  })
}

/** Maximum unpacked size of an image file: eight bytes per value, and room for headers. */
export function mostUnpackedBytes({ pixelBytes, timepoints }: ImageInfo): number {
  return 2 * pixelBytes * timepoints + 2 ** 20
}
