/** The bytes of an image: its file and whatever lies beside a header. */
import { companionsOf, type ImageInfo, type NamedFile, unpackGzip } from '@cuts/formats'
import type { SourceFiles } from '../source/files.ts'
import { basename, dirname, join } from '../source/paths.ts'
import type { Place } from '../source/source.ts'

/** The first is the image or its header. Throws `Unreadable`. */
export async function readPlace(source: SourceFiles, { path, files: series }: Place): Promise<NamedFile[]> {
  if (series !== undefined) return Promise.all(series.map(async name => ({ name, bytes: await source.bytes(name) })))
  const bytes = await source.bytes(path)
  const files = [{ name: path, bytes }]
  for (const name of companionsOf(bytes, basename(path))) {
    const found = await source.bytes(join(dirname(path), name)).catch(() => undefined)
    if (found !== undefined) files.push({ name: join(dirname(path), name), bytes: found })
  }
  return files
}

/**
 * The same with packed files unpacked: of several volumes each would be unpacked from the start again. What does not unpack, or
 * to more than `mostBytes`, stays as it is: reading it will tell.
 */
export function unpacked(files: readonly NamedFile[], mostBytes: number): NamedFile[] {
  return files.map(file => {
    const bytes = unpackGzip(file.bytes, mostBytes)
    return bytes === undefined ? file : { ...file, bytes }
  })
}

/** What the file of an image may hold unpacked: eight bytes a value, and room for headers. */
export function mostUnpackedBytes({ pixelBytes, timepoints }: ImageInfo): number {
  return 2 * pixelBytes * timepoints + 2 ** 20
}
