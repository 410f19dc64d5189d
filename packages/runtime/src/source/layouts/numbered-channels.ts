/** Channels in files of their own, told by a number of four digits behind the name: the way of nnU-Net. */
import type { ListedFile } from './listing.ts'

/** Joins case_0000, case_0001 and so on to one image called case. Files must be in the order of their paths. */
export function joinNumbered(files: readonly ListedFile[]): ListedFile[] {
  const images = new Map<string, readonly string[]>()
  for (const { name, path } of files) {
    const image = name.replace(/_\d{4}$/, '')
    images.set(image, [...(images.get(image) ?? []), path])
  }
  return [...images].map(([name, [path, ...channelFiles]]) => ({
    name,
    path: path!,
    ...(channelFiles.length === 0 ? {} : { channelFiles }),
  }))
}
