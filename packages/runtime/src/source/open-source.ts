/** Opens images given as a folder, one file, or a list of files, and pairs them with masks. */
import { CutsError } from '@cuts/core'
import type { OnEvent } from '../events.ts'
import { nameKey } from '../store/portable-name.ts'
import { notAFile, type SourceFiles } from './files.ts'
import type { Inputs } from './inputs.ts'
import { arraysOf } from './layouts/archive.ts'
import { gatherSeries } from './layouts/dicom-series.ts'
import { listFiles, listFolder } from './layouts/folder.ts'
import { idOf, type ListedFile, type Listing, type MaskListing, nameAlone } from './layouts/listing.ts'
import { fewOf, pairMasks, tellLeftOver } from './layouts/pair-masks.ts'
import { listSeveral } from './layouts/several.ts'
import { isList, listTable } from './layouts/table.ts'
import { createReadingProgress } from './reading-progress.ts'
import type { Notice, Rejected, Source, SourceImage } from './source.ts'

/** The listing of a source, before any file is read as a whole. */
export interface ListedSource {
  /** What was given, for messages. */
  readonly images: string
  readonly listing: Listing
  readonly masks: MaskListing | undefined
  /** All listed files, including masks. */
  readonly paths: readonly string[]
}

/**
 * Lists the images of a folder, a list file or a table, one image, or several of these. Masks come from `masks`, else from the source
 * itself. Throws `NothingToDo` if there are no images or no masks, `Unreadable` if a path does not open.
 */
export async function listSource(files: SourceFiles, inputs: Inputs, masks?: string): Promise<ListedSource> {
  const images = typeof inputs === 'string' ? inputs : fewOf(inputs)
  const listing =
    typeof inputs === 'string' ? await list(files, inputs) : await listSeveral(files, inputs, path => list(files, path))
  if (listing.files.length + (listing.rejected?.length ?? 0) === 0)
    throw new CutsError('NothingToDo', `${images} holds no images.`, {
      remedy:
        'Give a folder with PNG, JPEG, TIFF, NIfTI, NRRD, MetaImage, MGH, NumPy or DICOM files, or a list of such files.',
      action: { do: 'read guide', page: 'datasets' },
    })
  const given = masks === undefined ? listing.masks : await listMasks(files, masks)
  const listed = [...listing.files, ...(given?.files ?? [])]
  const paths = listed.flatMap(({ path, channelFiles = [], mask }) => [path, ...channelFiles, ...(mask ? [mask] : [])])
  return { images, listing, masks: given, paths }
}

/** Lists images and pairs them with masks, see `listSource` and `gatherSource`. */
export async function openSource(
  files: SourceFiles,
  images: Inputs,
  masks?: string,
  onEvent: OnEvent = () => {},
  signal?: AbortSignal,
  first?: number,
): Promise<Source> {
  return gatherSource(files, await listSource(files, images, masks), onEvent, signal, first)
}

/**
 * Gathers the files of DICOM series, names the images and pairs them with masks. Reads DICOM files and NumPy archives.
 * With `first`, only so many images are kept, with a notice.
 * Throws `Cancelled` if the signal is raised.
 */
export async function gatherSource(
  files: SourceFiles,
  { images, listing, masks: given }: ListedSource,
  onEvent: OnEvent,
  signal?: AbortSignal,
  first = Number.POSITIVE_INFINITY,
): Promise<Source> {
  const progress = createReadingProgress(listing.files.length, onEvent, signal)
  const gathered = await gatherSeries(files, listing.files, progress)
  const rejected = [...(listing.rejected ?? []), ...gathered.rejected]
  const notices = [...(listing.notices ?? []), ...(given?.notices ?? []), ...gathered.notices]
  const pair = given && pairMasks(given)
  const imagePaths = new Set(gathered.files.map(({ path }) => files.absolute(path)))

  const taken = new Map<string, string>()
  const keys = new Set<string>()
  const kept: SourceImage[] = []
  let masksThatAreImages = 0
  for (const file of gathered.files) {
    if (kept.length === first) {
      notices.push({ message: `only the first ${first} of ${gathered.files.length} images are used, as asked` })
      break
    }
    const named = idOf(file)
    const refusal = refuse(file, named, taken.get(named))
    if (refusal !== undefined) {
      rejected.push(refusal)
      continue
    }
    taken.set(named, file.path)
    const id = unlike(named, keys)
    const { name: _, ...image } = file
    const mask = file.mask ?? (pair && theOnly(pair(named), file, notices))
    if (mask !== undefined && imagePaths.has(files.absolute(mask))) masksThatAreImages++
    const arrays = await arraysOf(files, file.path)
    kept.push({ id, ...image, ...arrays, ...(mask === undefined ? {} : { mask, maskArray: undefined }) })
  }
  if (given !== undefined && kept.every(image => image.mask === undefined))
    notices.push({ message: `no file in ${given.place} is named like an image in ${images}: nothing is scored` })
  const leftOver = given && tellLeftOver(given, pairMasks(given), gathered.files.map(idOf))
  if (leftOver !== undefined) notices.push({ message: leftOver })
  if (masksThatAreImages > 0) notices.push({ message: sameAsImages(masksThatAreImages) })
  return { images: kept, rejected, notices }
}

/**
 * Finds the masks of an image by its id in a folder of masks or in one mask file. Throws the errors of {@link
 * openSource}.
 */
export async function openMasks(files: SourceFiles, masks: string): Promise<OpenedMasks> {
  const listing = await listMasks(files, masks)
  const of = pairMasks(listing)
  return { of, tellLeftOver: ids => tellLeftOver(listing, of, ids) }
}

export interface OpenedMasks {
  /** Returns the masks of an image by its id. */
  readonly of: (id: string) => readonly string[]
  /** Returns a sentence about the masks that belong to none of the images, or undefined if all do. */
  readonly tellLeftOver: (ids: readonly string[]) => string | undefined
}

/** The sentence for masks that are the images themselves. Scores of them mean nothing. */
export function sameAsImages(count: number): string {
  return `${count === 1 ? 'one mask is its image itself' : `${count} masks are the images themselves`}: are the masks in another folder?`
}

async function list(files: SourceFiles, path: string): Promise<Listing> {
  if (await isFolder(files, path, 'image')) return listFolder(files, path)
  if (await isSingleFile(files, path)) return { files: [{ path, name: nameAlone(path) }] }
  return listTable(files, path)
}

/** Returns whether a path is neither a folder nor a list of files. Throws `Unreadable`. */
export async function isSingleFile(files: SourceFiles, path: string): Promise<boolean> {
  return !(await isFolder(files, path, 'image')) && !(await isList(files, path))
}

async function listMasks(source: SourceFiles, path: string): Promise<MaskListing> {
  const notices: Notice[] = []
  const files = (await isFolder(source, path, 'mask'))
    ? await listFiles(source, path, notices)
    : [{ path, name: nameAlone(path) }]
  if (files.length > 0) return { place: path, files, notices }
  throw new CutsError('NothingToDo', `${path} holds no masks.`, {
    action: { do: 'choose masks' },
  })
}

async function isFolder(files: SourceFiles, path: string, what: 'image' | 'mask'): Promise<boolean> {
  const kind = await files.kindOf(path)
  if (kind === 'special') throw notAFile(path)
  if (kind !== undefined) return kind === 'folder'
  throw new CutsError('Unreadable', `${path} does not open: there is no such file or folder.`, {
    remedy: `Check the path of the ${what} folder.`,
  })
}

/** Returns the one mask of an image. Adds a notice if there is no mask or more than one. */
function theOnly(masks: readonly string[], { name, path }: ListedFile, notices: Notice[]): string | undefined {
  if (masks.length === 1) return masks[0]
  const why =
    masks.length === 0
      ? `no mask is named ${name}.*`
      : `${masks.length === 2 ? masks.join(' and ') : fewOf(masks)} have the same name`
  notices.push({ message: `${why}: ${path} is segmented but not scored`, file: path })
  return undefined
}

/** The name, with a number behind it if it differs from one before by case alone; it joins `keys`. */
function unlike(name: string, keys: Set<string>): string {
  let id = name
  for (let number = 2; keys.has(nameKey(id)); number++) id = `${name}~${number}`
  keys.add(nameKey(id))
  return id
}

/** Bytes of an id: file systems allow 255, and slices and unfinished folders have longer names than their image. */
const longestId = 230

/** Returns the reason if a file cannot be part of the run. */
function refuse({ path }: ListedFile, id: string, earlier: string | undefined): Rejected | undefined {
  if (id === '..' || id === '.')
    return { path, message: `${path} has no name that a result folder could have.`, remedy: 'Rename it.' }
  const length = new TextEncoder().encode(id).length
  if (length > longestId)
    return {
      path,
      message: `${path} has a name of ${length} bytes, of at most ${longestId} with its folders.`,
      remedy: 'Give it or its folders a shorter name.',
    }
  if (earlier === undefined) return undefined
  if (earlier === path) return { path, message: `${path} is listed twice.`, remedy: 'Leave one of the two out.' }
  const message =
    nameAlone(earlier) === nameAlone(path)
      ? `${path} differs from ${earlier} only in its extension.`
      : `${path} gets the same name as ${earlier}, because "/" becomes "_" in names.`
  return {
    path,
    message,
    remedy: 'Rename one of the two: results and masks are found by that name.',
  }
}
