/** Pairs masks with images by their names. */
import { basename } from '../paths.ts'
import { idOf, type ListedFile, type MaskListing } from './listing.ts'

/** Suffixes and prefixes that often mark the mask of an image. */
const maskWord = /[ _-](masks?|labels?|seg|segmentation|gt)$|^(masks?|labels?|seg|segmentation|gt)[ _-]/i

/** The retina set of the method's authors: image00001.png has its mask in label_with_GA/label00001.npy. */
const authorsMasks = 'label_with_GA'
const authorsPrefix = 'image'.length

/**
 * Finds the masks of an image by its id: files with the same id, else files with the id and `_mask`, `-seg`, `mask_` and
 * similar suffixes and prefixes. In the authors' folder of masks, the first five characters of both names are ignored.
 */
export function pairMasks({ place, files }: MaskListing): (id: string) => readonly string[] {
  const keyOf = (id: string): string => (basename(place) === authorsMasks ? id.slice(authorsPrefix) : id)
  const named = collect(files, file => keyOf(idOf(file)))
  const marked = collect(files, file => keyOf(idOf(file).replace(maskWord, '')))
  return id => named.get(keyOf(id)) ?? marked.get(keyOf(id)) ?? []
}

/** Returns a sentence about the masks that belong to none of the images, or undefined if all do. */
export function tellLeftOver(
  { files }: MaskListing,
  pair: (id: string) => readonly string[],
  ids: readonly string[],
): string | undefined {
  const used = new Set(ids.flatMap(pair))
  const left = files.filter(({ path }) => !used.has(path)).map(({ path }) => basename(path))
  if (left.length === 0 || used.size === 0) return undefined
  return `${left.length} of ${files.length} masks ${left.length === 1 ? 'is' : 'are'} named like no image: ${fewOf(left)}`
}

/** The first of several names, and how many follow. */
export function fewOf(names: readonly string[]): string {
  const more = names.length - mostNamed
  return `${names.slice(0, mostNamed).join(', ')}${more > 0 ? ` and ${more} more` : ''}`
}

const mostNamed = 5

/** Splits the files of one folder into images and masks: a file named as the mask of another is a mask. */
export function splitMasks(files: readonly ListedFile[]): { images: ListedFile[]; masks: ListedFile[] } {
  const names = new Set(files.map(({ name }) => name))
  const isMask = ({ name }: ListedFile): boolean => maskWord.test(name) && names.has(name.replace(maskWord, ''))
  return { images: files.filter(file => !isMask(file)), masks: files.filter(isMask) }
}

function collect(files: readonly ListedFile[], keyOf: (file: ListedFile) => string): Map<string, string[]> {
  const found = new Map<string, string[]>()
  for (const file of files) found.set(keyOf(file), [...(found.get(keyOf(file)) ?? []), file.path])
  return found
}
