/** Finds the arrays of a NumPy archive that hold images and masks. */
import { isCutsError } from '@cuts/core'
import { arraysInNpz } from '@cuts/formats'
import type { SourceFiles } from '../files.ts'
import type { SourceImage } from '../source.ts'

/** Array names for images and for their masks. Plural names, and those of the method's authors, are sets. */
const pairs: readonly { readonly images: string; readonly masks: readonly string[]; readonly isSet: boolean }[] = [
  { images: 'data', masks: ['label', 'labels'], isSet: true },
  { images: 'images', masks: ['labels', 'masks', 'label'], isSet: true },
  { images: 'image', masks: ['label', 'mask', 'seg'], isSet: false },
  { images: 'img', masks: ['label', 'mask', 'seg'], isSet: false },
  { images: 'vol', masks: ['label', 'mask', 'seg'], isSet: false },
]

/**
 * Returns the arrays to read if the file is an archive with these names. Reading a damaged archive reports the error.
 */
export async function arraysOf(
  files: SourceFiles,
  path: string,
): Promise<Pick<SourceImage, 'array' | 'isSet' | 'mask' | 'maskArray'>> {
  if (!/\.npz$/i.test(path)) return {}
  const names = await namesIn(files, path)
  const found = pairs.find(({ images }) => names.includes(images))
  if (found === undefined) return {}
  const { images, masks, isSet } = found
  const mask = masks.find(name => names.includes(name))
  return {
    array: images,
    ...(isSet ? { isSet } : {}),
    ...(mask === undefined ? {} : { mask: path, maskArray: mask }),
  }
}

async function namesIn(files: SourceFiles, path: string): Promise<readonly string[]> {
  try {
    return arraysInNpz(await files.bytes(path), path)
  } catch (error) {
    if (isCutsError(error)) return []
    throw error
  }
}
