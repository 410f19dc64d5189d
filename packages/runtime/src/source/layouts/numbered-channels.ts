/** Channels in separate files, marked by a four-digit number after the name, as in nnU-Net. */
import type { ListedFile } from './listing.ts'

/** Joins case_0000, case_0001 and so on into one image called case. Files must be sorted by path. */
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
