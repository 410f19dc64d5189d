/** The files of a source, before they are named and paired with masks. */
import { portableName } from '../../store/portable-name.ts'
import { basename, dirname, inside } from '../paths.ts'
import type { Notice, Rejected, SourceImage } from '../source.ts'

export interface ListedFile extends Omit<SourceImage, 'id'> {
  /** Path inside the source, without its extension, with `/` between folders. */
  readonly name: string
}

/** Masks that are stored apart from the images. */
export interface MaskListing {
  /** Path of the masks, for messages. */
  readonly place: string
  readonly files: readonly ListedFile[]
  readonly notices?: readonly Notice[]
}

export interface Listing {
  readonly files: readonly ListedFile[]
  /** Masks that are stored beside the images and are paired by name. */
  readonly masks?: MaskListing
  readonly rejected?: readonly Rejected[]
  readonly notices?: readonly Notice[]
}

/**
 * Returns `path` without its extension, or without both extensions of a packed file. A suffix that is not a word is not
 * an extension.
 */
export function withoutExtension(path: string): string {
  return path.replace(/(\.(nii|mgh|img|hdr|dcm))?\.[a-z][a-z0-9]{0,4}$/i, (whole, packed, inner) =>
    packed === undefined || whole.toLowerCase().endsWith('.gz') ? '' : `.${inner}`,
  )
}

/** Returns the name of a file inside `root`. */
export function nameInside(root: string, path: string): string {
  return withoutExtension(inside(root, path))
}

/** Returns the name of a file that is a source by itself. */
export function nameAlone(path: string): string {
  return withoutExtension(basename(path))
}

/** Returns the deepest folder that holds all of `paths`, which are absolute. */
export function commonFolder(paths: readonly string[]): string {
  const [first = '', ...others] = paths
  let folder = dirname(first)
  const holds = (path: string): boolean => path.startsWith(folder.endsWith('/') ? folder : `${folder}/`)
  while (!others.every(holds) && folder !== dirname(folder)) folder = dirname(folder)
  return folder
}

/** Returns the name of an image without its folders, as every file system takes it. */
export function idOf({ name }: ListedFile): string {
  return portableName(name.replaceAll('/', '_'))
}
