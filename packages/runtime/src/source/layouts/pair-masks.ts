/** Pairs masks with images by their names. */
import { basename } from '../paths.ts'
import { idOf, type ListedFile, type MaskListing } from './listing.ts'

/** Suffixes that often mark the mask of an image. */
const maskWord = /[ _-](masks?|labels?|seg|segmentation|gt)$/i

/** The retina set of the method's authors: image00001.png has its mask in label_with_GA/label00001.npy. */
const authorsMasks = 'label_with_GA'
const authorsPrefix = 'image'.length

/**
 * Finds the masks of an image by its id: files with the same id, else files with the id and `_mask`, `-seg` and similar
 * suffixes. In the authors' folder of masks, the first five characters of both names are ignored.
 */
export function pairMasks({ place, files }: MaskListing): (id: string) => readonly string[] {
  const keyOf = (id: string): string => (basename(place) === authorsMasks ? id.slice(authorsPrefix) : id)
  const named = collect(files, file => keyOf(idOf(file)))
  const marked = collect(files, file => keyOf(idOf(file).replace(maskWord, '')))
  return id => named.get(keyOf(id)) ?? marked.get(keyOf(id)) ?? []
}

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
