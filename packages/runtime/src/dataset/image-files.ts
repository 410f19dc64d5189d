/** The bytes of an image: its file and whatever lies beside a header. */
import { basename, dirname, join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { companionsOf, type ImageInfo, type NamedFile } from '@cuts/formats'
import { type Place, readBytes } from '../source/source.ts'

/** The first is the image or its header. Throws `Unreadable`. */
export async function readPlace({ path, files: series }: Place): Promise<NamedFile[]> {
  if (series !== undefined) return Promise.all(series.map(async name => ({ name, bytes: await readBytes(name) })))
  const bytes = await readBytes(path)
  const files = [{ name: path, bytes }]
  for (const name of companionsOf(bytes, basename(path))) {
    const found = await readBytes(join(dirname(path), name)).catch(() => undefined)
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
    if (file.bytes[0] !== 0x1f || file.bytes[1] !== 0x8b) return file
    try {
      return { ...file, bytes: new Uint8Array(gunzipSync(file.bytes, { maxOutputLength: mostBytes })) }
    } catch {
      return file
    }
  })
}

/** What the file of an image may hold unpacked: eight bytes a value, and room for headers. */
export function mostUnpackedBytes({ pixelBytes, timepoints }: ImageInfo): number {
  return 2 * pixelBytes * timepoints + 2 ** 20
}
