/** Files as a source lists them, before they are named and paired with masks. */
import { basename, dirname, inside } from '../paths.ts'
import type { Notice, Rejected, SourceImage } from '../source.ts'

export interface ListedFile extends Omit<SourceImage, 'id'> {
  /** Path inside the source, without its extension, with `/` between folders. */
  readonly name: string
}

/** Masks that lie apart from the images. */
export interface MaskListing {
  /** Where they were found, for messages. */
  readonly place: string
  readonly files: readonly ListedFile[]
}

export interface Listing {
  readonly files: readonly ListedFile[]
  /** Masks that lie beside the images, to be paired by name. */
  readonly masks?: MaskListing
  readonly rejected?: readonly Rejected[]
  readonly notices?: readonly Notice[]
}

/** `path` without its extension, or without both where it is a packed one. What follows a dot and is no word is no extension. */
export function withoutExtension(path: string): string {
  return path.replace(/(\.(nii|mgh|img|hdr|dcm))?\.[a-z][a-z0-9]{0,4}$/i, (whole, packed, inner) =>
    packed === undefined || whole.toLowerCase().endsWith('.gz') ? '' : `.${inner}`,
  )
}

/** The name of a file inside `root`. */
export function nameInside(root: string, path: string): string {
  return withoutExtension(inside(root, path))
}

/** The name of a file that is a source by itself. */
export function nameAlone(path: string): string {
  return withoutExtension(basename(path))
}

/** The deepest folder that holds all of `paths`, which are absolute. */
export function commonFolder(paths: readonly string[]): string {
  const [first = '', ...others] = paths
  let folder = dirname(first)
  const holds = (path: string): boolean => path.startsWith(folder.endsWith('/') ? folder : `${folder}/`)
  while (!others.every(holds) && folder !== dirname(folder)) folder = dirname(folder)
  return folder
}

/** What an image is called: its name without folders between. */
export function idOf({ name }: ListedFile): string {
  return name.replaceAll('/', '_')
}
