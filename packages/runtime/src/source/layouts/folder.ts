/** Lists all images of a folder and its subfolders, with the masks if they are in a folder of their own. */
import { isCutsError } from '@cuts/core'
import type { SourceFiles } from '../files.ts'
import { join } from '../paths.ts'
import type { Notice } from '../source.ts'
import { type ListedFile, type Listing, nameInside } from './listing.ts'
import { joinNumbered } from './numbered-channels.ts'
import { splitMasks } from './pair-masks.ts'
import { isImageFile } from './recognise.ts'

/**
 * Folder names for images and masks (the first pair as in nnU-Net). Files around a folder of masks count as images,
 * too.
 */
const layouts: readonly { readonly images?: RegExp; readonly masks: RegExp; readonly isNumbered?: boolean }[] = [
  { images: /^imagesTr$/, masks: /^labelsTr$/, isNumbered: true },
  { images: /^image_with_GA$/, masks: /^label_with_GA$/ },
  { images: /^(images?|imgs?)$/i, masks: /^(masks?|labels?)$/i },
  { masks: /^(masks?|labels?)$/i },
]

/**
 * Lists a folder, sorted by path. Hidden files and folders, files that are not images, and results of runs are left
 * out. If the folder holds `images/` and `masks/`, these are the images and the masks. If it holds `masks/` alone,
 * everything else is an image. Otherwise `a_mask.png` is the mask of `a.png`. Throws `Unreadable`.
 */
export async function listFolder(source: SourceFiles, path: string): Promise<Listing> {
  const folders = (await source.list(path)).filter(({ kind }) => kind === 'folder').map(({ name }) => name)
  for (const { images, masks, isNumbered = false } of layouts) {
    const maskFolder = folders.find(name => masks.test(name))
    const imageFolder = images === undefined ? undefined : folders.find(name => images.test(name))
    if (maskFolder === undefined || (images !== undefined && imageFolder === undefined)) continue
    const place = join(path, maskFolder)
    const root = imageFolder === undefined ? path : join(path, imageFolder)
    const notices: Notice[] = [{ message: `images are taken from ${root} and masks from ${place}` }]
    const files = await listFiles(source, root, notices, place)
    const maskFiles = await listFiles(source, place, notices)
    if (files.length === 0 || maskFiles.length === 0) continue
    return { files: isNumbered ? joinNumbered(files) : files, masks: { place, files: maskFiles }, notices }
  }
  const notices: Notice[] = []
  const { images, masks } = splitMasks(await listFiles(source, path, notices))
  if (masks.length === 0) return { files: images, notices }
  notices.push({
    message: `masks in ${path} are told by their names: ${masks.length} of ${images.length + masks.length} files`,
  })
  return { files: images, masks: { place: path, files: masks }, notices }
}

/**
 * Lists the images below `root`, except those below `without`. A folder inside that does not open is left out with a
 * notice: `lost+found` of a disk, say. Throws `Unreadable` if the folder itself does not open.
 */
export async function listFiles(
  source: SourceFiles,
  root: string,
  notices: Notice[],
  without?: string,
): Promise<ListedFile[]> {
  const found: string[] = []
  const seen = new Set<string>()
  const leaveOut = (folder: string) => (error: unknown) => {
    if (!isCutsError(error, 'Unreadable')) throw error
    notices.push({ message: `${error.message} It is left out.`, file: folder })
  }
  const walk = async (folder: string): Promise<void> => {
    const real = await source.real(folder)
    if (seen.has(real)) return // a link back to where we are
    seen.add(real)
    const entries = await source.list(folder)
    if (entries.some(({ name }) => name === 'run.json') && entries.some(({ name }) => name === 'images')) return
    for (const entry of entries) {
      const path = join(folder, entry.name)
      if (entry.name.startsWith('.') || path === without) continue
      if (entry.kind === 'special')
        notices.push({ message: `${path} is a pipe, a device or a socket. It is left out.`, file: path })
      else if (entry.kind === 'folder') await walk(path).catch(leaveOut(path))
      else if (await isImageFile(source, path)) found.push(path)
    }
  }
  await walk(root)
  return found.toSorted().map(path => ({ path, name: nameInside(root, path) }))
}
