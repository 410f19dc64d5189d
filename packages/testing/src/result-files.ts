/** What a result folder holds, so that runs that were done in different ways can be compared. */
import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'

const timed = /(^|\/)(result|summary|train)\.json$/

/**
 * Returns the hash of every file by its name. Times are left out of those that hold some; the notes of processes that
 * divided a run, the log, and the list of files in the order in which they were written, are left out whole.
 */
export async function resultHashes(folder: string): Promise<{ [name: string]: string }> {
  const hashes: { [name: string]: string } = {}
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    const name = join(entry.parentPath, entry.name).slice(folder.length + 1)
    if (!entry.isFile() || /^(shards|sets)\//.test(name) || ['manifest.sha256', 'run.log'].includes(name)) continue
    const bytes = await readFile(join(folder, name))
    const content = timed.test(name) ? withoutTimes(bytes.toString()) : bytes
    hashes[name] = createHash('sha256').update(content).digest('hex')
  }
  return hashes
}

/**
 * Returns the seals of all images that are there, by their ids, with the seconds that their making took: of an image
 * that is made again, the seal differs.
 */
export async function sealsOf(folder: string): Promise<{ [id: string]: string }> {
  const seals: { [id: string]: string } = {}
  for (const id of await readdir(join(folder, 'images')).catch(() => [])) {
    if (id.startsWith('.')) continue
    const seal = await readFile(join(folder, 'images', id, 'result.json'), 'utf8').catch(() => undefined)
    if (seal !== undefined) seals[id] = seal
  }
  return seals
}

function withoutTimes(text: string): string {
  return JSON.stringify(JSON.parse(text, (key, value) => (key === 'seconds' ? undefined : value)))
}
