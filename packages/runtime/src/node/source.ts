/** A folder of images, and a folder of masks paired with it by file name without extension. */
import { createHash } from 'node:crypto'
import { open, readdir, readFile, stat } from 'node:fs/promises'
import { basename, extname, join, parse } from 'node:path'
import { CutsError } from '@cuts/core'
import { detectFormat } from '@cuts/formats'

export interface SourceImage {
  /** File name without extension: names the result folder and finds the mask. */
  readonly id: string
  readonly path: string
  readonly mask?: string
}

export interface Source {
  readonly images: readonly SourceImage[]
  /** Files that cannot be part of the run, and why. */
  readonly rejected: readonly { readonly path: string; readonly message: string; readonly remedy: string }[]
  readonly notices: readonly { readonly message: string; readonly file?: string }[]
}

const imageExtensions = new Set(['.png', '.jpg', '.jpeg', '.tif', '.tiff'])
/** Of volumes; their names may end in two of them. */
const volumeExtension = /\.(nii|nii\.gz|nrrd|nhdr|mha|mhd|mgh|mgz)$/i

/**
 * Lists the images of a folder (or one file) in name order and pairs them with masks. Hidden files and files that are
 * not images are left out. Throws `NothingToDo` when nothing is left, `Unreadable` when the path does not open.
 */
export async function openSource(images: string, masks?: string): Promise<Source> {
  const notices: { message: string; file?: string }[] = []
  const rejected: { path: string; message: string; remedy: string }[] = []
  const files = await listImages(images, 'image')
  if (files.length === 0)
    throw new CutsError('NothingToDo', `${images} holds no images.`, {
      remedy: 'Give a folder with PNG, JPEG, TIFF, NIfTI, NRRD, MetaImage or MGH files.',
    })
  const masksByStem = masks === undefined ? undefined : groupByStem(await listImages(masks, 'mask'))
  if (masksByStem?.size === 0)
    throw new CutsError('NothingToDo', `${masks} holds no masks.`, {
      remedy: 'Give a folder of mask files named like the images, or leave --masks out.',
    })

  const taken = new Map<string, string>()
  const kept: SourceImage[] = []
  for (const path of files) {
    const id = stemOf(path)
    if (id === '..' || id === '.') {
      rejected.push({ path, message: `${path} has no name that a result folder could have.`, remedy: 'Rename it.' })
      continue
    }
    const earlier = taken.get(id)
    if (earlier !== undefined) {
      rejected.push({
        path,
        message: `${path} has the same name as ${earlier} but for its extension.`,
        remedy: 'Rename one of the two: results and masks are found by that name.',
      })
      continue
    }
    taken.set(id, path)
    const candidates = masksByStem?.get(id) ?? []
    if (masksByStem !== undefined && candidates.length === 0)
      notices.push({ message: `no mask is named ${id}.*: ${path} is segmented but not scored`, file: path })
    if (candidates.length > 1)
      notices.push({
        message: `${candidates.join(' and ')} have the same name: ${path} is segmented but not scored`,
        file: path,
      })
    const mask = candidates.length === 1 ? candidates[0] : undefined
    kept.push(mask === undefined ? { id, path } : { id, path, mask })
  }
  if (masksByStem !== undefined && kept.every(image => image.mask === undefined))
    notices.push({ message: `no file in ${masks} is named like an image in ${images}: nothing is scored` })
  return { images: kept, rejected, notices }
}

/** File name without its extension, or without both of a volume's. */
export function stemOf(path: string): string {
  const name = basename(path)
  return volumeExtension.test(name) ? name.replace(volumeExtension, '') : parse(path).name
}

/** Bytes of a file; `Unreadable` with the system's reason when it does not open. */
export async function readBytes(path: string): Promise<Uint8Array> {
  try {
    return new Uint8Array(await readFile(path))
  } catch (cause) {
    throw unreadable(path, cause)
  }
}

/** Identifies the inputs of a run: names and contents, in order; files that do not open count by name alone. */
export async function fingerprintFiles(paths: readonly string[]): Promise<string> {
  const hash = createHash('sha256')
  for (const path of paths) {
    hash.update(basename(path))
    const bytes = await readFile(path).catch(() => undefined)
    if (bytes !== undefined) hash.update(bytes)
  }
  return hash.digest('hex')
}

async function listImages(path: string, what: 'image' | 'mask'): Promise<string[]> {
  const info = await stat(path).catch(cause => {
    throw new CutsError('Unreadable', `${path} does not open: ${reason(cause)}.`, {
      remedy: `Check the path of the ${what} folder.`,
      cause,
    })
  })
  if (info.isFile()) return [path]
  const entries = await readdir(path, { withFileTypes: true }).catch(cause => {
    throw unreadable(path, cause)
  })
  const files: string[] = []
  for (const entry of entries.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
    if (entry.isDirectory() || entry.name.startsWith('.')) continue
    const file = join(path, entry.name)
    if (
      imageExtensions.has(extname(entry.name).toLowerCase()) ||
      volumeExtension.test(entry.name) ||
      (await looksLikeImage(file))
    )
      files.push(file)
  }
  return files
}

/** Images with an unusual name are known by their first bytes. */
async function looksLikeImage(path: string): Promise<boolean> {
  const file = await open(path).catch(() => undefined)
  if (file === undefined) return false
  try {
    const head = new Uint8Array(64)
    const { bytesRead } = await file.read(head, 0, head.length, 0)
    return detectFormat(head.subarray(0, bytesRead)) !== undefined
  } catch {
    return false
  } finally {
    await file.close()
  }
}

function groupByStem(files: readonly string[]): Map<string, string[]> {
  const groups = new Map<string, string[]>()
  for (const file of files) {
    const stem = stemOf(file)
    groups.set(stem, [...(groups.get(stem) ?? []), file])
  }
  return groups
}

function unreadable(path: string, cause: unknown): CutsError {
  return new CutsError('Unreadable', `${path} does not open: ${reason(cause)}.`, {
    remedy: 'Check that the path is right and that you may read it.',
    cause,
  })
}

function reason(cause: unknown): string {
  const code = (cause as { code?: string }).code
  if (code === 'ENOENT') return 'there is no such file or folder'
  if (code === 'EACCES') return 'you may not read it'
  if (code === 'EISDIR') return 'it is a folder'
  return (cause as Error).message
}
