/** The bytes of an image: its file and whatever lies beside a header. */
import { basename, dirname, join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { companionsOf, detectVolume, type NamedFile } from '@cuts/formats'
import { type Place, readBytes } from './source.ts'

/** The first is the image or its header. Throws `Unreadable`. */
export async function readPlace({ path, files: series }: Place): Promise<NamedFile[]> {
  if (series !== undefined) return Promise.all(series.map(async name => ({ name, bytes: await readBytes(name) })))
  const bytes = await readBytes(path)
  const files = [{ name: path, bytes }]
  const kind = detectVolume(bytes)
  if (kind === undefined) return files
  for (const name of companionsOf(bytes, kind, basename(path))) {
    const found = await readBytes(join(dirname(path), name)).catch(() => undefined)
    if (found !== undefined) files.push({ name: join(dirname(path), name), bytes: found })
  }
  return files
}

/** The same with packed files unpacked: of several volumes each would be unpacked from the start again. */
export function unpacked(files: readonly NamedFile[]): NamedFile[] {
  return files.map(({ name, bytes }) => ({
    name,
    bytes: bytes[0] === 0x1f && bytes[1] === 0x8b ? new Uint8Array(gunzipSync(bytes)) : bytes,
  }))
}
