/**
 * The result folder as a place to write to. Every file appears whole or not at all (temporary name, then rename), and
 * an image's folder appears only when all of its files are there.
 */
import { mkdir, readdir, readFile, realpath, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join, relative, resolve, sep } from 'node:path'
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
  /** Removes what a run wrote; nothing else in the folder is touched. */
  clear(): Promise<void>
}

/**
 * Opens (and makes) a result folder; nothing in it changes yet. A folder that holds results is refused with `Unwritable`
 * unless `existing` says that they are to be replaced (by `clear`) or continued. Files of those names that no run wrote,
 * and a folder in which one of `inputs` lies where results would go, are refused whatever `existing` says: they are the
 * user's own.
 */
export async function openResultFolder(
  path: string,
  existing: 'refuse' | 'replace' | 'continue',
  {
    inputs = [],
    write = writeFile,
  }: { readonly inputs?: readonly string[]; readonly write?: WriteFile | undefined } = {},
): Promise<ResultFolder> {
  try {
    await mkdir(path, { recursive: true })
  } catch (cause) {
    throw unwritable(path, cause)
  }
  const held = (await readdir(path)).filter(name => ownNames.has(name))
  await expectInputsOutside(path, inputs)
  if (held.length > 0 && !held.includes(marker))
    throw new CutsError('Unwritable', `${path} holds ${held.join(', ')}, which no run wrote.`, {
      remedy: 'Give another --out folder, so that nothing of yours is replaced.',
    })
  if (held.length > 0 && existing === 'refuse')
    throw new CutsError('Unwritable', `${path} already holds results (${held.join(', ')}).`, {
      remedy: 'Give another --out, or --overwrite to replace them, or --resume to continue them.',
    })

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
    clear: async () => {
      // The mark that all this is a run's goes last: a clearing that was cut short can be done again.
      for (const name of ownNames) if (name !== marker) await rm(join(path, name), { recursive: true, force: true })
      await rm(join(path, marker), { force: true })
    },
  }
}

/** Throws `Unwritable` when an input lies in a place that a run writes to, or is that place. */
async function expectInputsOutside(path: string, inputs: readonly string[]): Promise<void> {
  const folder = await realpath(path)
  for (const input of inputs) {
    const inside = relative(folder, await realpath(input).catch(() => resolve(input)))
    const [first] = inside.split(sep)
    if (!ownNames.has(first ?? '')) continue
    throw new CutsError('Unwritable', `${input} lies in ${path}, where this run would write its own ${first}.`, {
      remedy: 'Give another --out folder, so that nothing of yours is replaced.',
    })
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

/** Written when a run begins: where it stands, the files of a run are a run's. */
const marker = 'run.json'

/** What a run writes at the top of its folder, and so what it may replace. Nothing else there is ever touched. */
const ownNames = new Set([
  'summary.json',
  'report.html',
  'model.onnx',
  'train.json',
  'images',
  'tree.json',
  'volumes',
  'groups',
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
