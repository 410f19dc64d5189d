/**
 * The result folder as a place to write to. Every file appears whole or not at all (temporary name, then rename), and
 * an image's folder appears only when all of its files are there.
 */
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { CutsError } from '@cuts/core'

/** The one system call that can run out of disk; injected so that this can be tested. */
export type WriteFile = (path: string, bytes: Uint8Array | string) => Promise<void>

export interface ResultFolder {
  readonly path: string
  /** Writes a file, given by its path inside the folder. Throws `Unwritable`. */
  write(name: string, bytes: Uint8Array | string): Promise<void>
  /** Writes `images/<id>/` as a whole. Throws `Unwritable`; then no such folder is left behind. */
  writeImage(id: string, files: ReadonlyMap<string, Uint8Array | string>): Promise<void>
  /** The bytes of a file inside the folder, or undefined where there is none. */
  read(name: string): Promise<Uint8Array | undefined>
  remove(name: string): Promise<void>
}

/**
 * Opens (and makes) a result folder. A folder that already holds results is refused with `Unwritable` unless `existing`
 * says what to do with them: replace them, or continue them.
 */
export async function openResultFolder(
  path: string,
  existing: 'refuse' | 'replace' | 'continue',
  write: WriteFile = writeFile,
): Promise<ResultFolder> {
  try {
    await mkdir(path, { recursive: true })
  } catch (cause) {
    throw unwritable(path, cause)
  }
  const held = (await readdir(path)).filter(name => ownNames.has(name))
  if (held.length > 0 && existing === 'refuse')
    throw new CutsError('Unwritable', `${path} already holds results (${held.join(', ')}).`, {
      remedy: 'Give another --out, or --overwrite to replace them, or --resume to continue them.',
    })
  if (existing === 'replace') for (const name of held) await rm(join(path, name), { recursive: true, force: true })

  return {
    path,
    write: (name, bytes) => writeFileWhole(join(path, name), bytes, write),
    writeImage: async (id, files) => {
      const target = join(path, 'images', id)
      // Hidden, as no image's own folder ever is: an image may well be called x.partial.
      const temporary = join(path, 'images', `.${id}.partial`)
      try {
        await rm(temporary, { recursive: true, force: true })
        for (const [name, bytes] of files) {
          const file = join(temporary, name)
          await mkdir(dirname(file), { recursive: true })
          await write(file, bytes)
        }
        await rm(target, { recursive: true, force: true })
        await rename(temporary, target)
      } catch (cause) {
        await rm(temporary, { recursive: true, force: true }).catch(() => {})
        throw unwritable(target, cause)
      }
    },
    read: async name => {
      try {
        return new Uint8Array(await readFile(join(path, name)))
      } catch (cause) {
        if ((cause as { code?: string }).code === 'ENOENT') return undefined
        throw new CutsError('Unreadable', `${join(path, name)} does not open: ${(cause as Error).message}.`, { cause })
      }
    },
    remove: name => rm(join(path, name), { recursive: true, force: true }),
  }
}

/** Writes a file under a temporary name and renames it, so that it is there whole or not at all. Throws `Unwritable`. */
export async function writeFileWhole(
  target: string,
  bytes: Uint8Array | string,
  write: WriteFile = writeFile,
): Promise<void> {
  const temporary = `${target}.partial`
  try {
    await mkdir(dirname(target), { recursive: true })
    await write(temporary, bytes)
    await rename(temporary, target)
  } catch (cause) {
    await rm(temporary, { force: true }).catch(() => {})
    throw unwritable(target, cause)
  }
}

/** What a run writes at the top of its folder, and so what it may replace. Nothing else there is ever touched. */
const ownNames = new Set([
  'summary.json',
  'report.html',
  'model.onnx',
  'train.json',
  'images',
  'checkpoint.bin',
  'run.json',
])

function unwritable(path: string, cause: unknown): CutsError {
  const code = (cause as { code?: string }).code
  if (code === 'ENOSPC')
    return new CutsError('Unwritable', `${path} could not be written: the disk is full.`, {
      remedy: 'Free some space and run the same command with --resume: what was finished is kept.',
      cause,
    })
  const why =
    code === 'EACCES' || code === 'EPERM' || code === 'EROFS'
      ? 'you may not write there'
      : code === 'ENOTDIR' || code === 'EEXIST'
        ? 'a file stands where a folder is needed'
        : (cause as Error).message
  return new CutsError('Unwritable', `${path} could not be written: ${why}.`, {
    remedy: 'Give another --out folder that you may write to.',
    cause,
  })
}
