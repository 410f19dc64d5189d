/** What a result folder holds for the page, and which of its files each of its images needs. */
import type { Summary } from '@cuts/runtime'
import { resultLayout } from '@cuts/runtime/results'

export interface ResultImage {
  readonly name: string
  /** Files of the folder, by their keys. */
  readonly keys: readonly string[]
  /** Input files, by the paths that the results know; the first names the others. */
  readonly originals: readonly string[]
}

/** Of `inventory.json`, as far as it names files. */
export interface InventoryFiles {
  readonly files: readonly { readonly path: string }[]
}

const { imageFiles, imageFolder, labelsFile, resultFiles, volumeFolder } = resultLayout

/** `paths` are the files of the folder. Slices of a volume that has one tree are shown as that volume. */
export function listResults(
  { images, volumes = [] }: Summary,
  inventory: InventoryFiles | undefined,
  paths: ReadonlySet<string>,
): ResultImage[] {
  const known = inventory?.files.map(({ path }) => path) ?? []
  const common = [resultFiles.summary, resultFiles.inventory]
  const there = (keys: readonly string[]): string[] => keys.filter(key => paths.has(key))
  const found: ResultImage[] = []
  const whole = new Set<string>()
  for (const { id, path, files } of volumes) {
    const folder = volumeFolder(id)
    const keys = [`${folder}/${resultFiles.tree}`, `${folder}/${labelsFile('prototypes')}`]
    if (!keys.every(key => paths.has(key))) continue
    whole.add(id)
    found.push({
      name: nameOf(path),
      keys: there([...common, ...keys, `${folder}/${labelsFile('persistent')}`]),
      originals: files ?? withCompanions(path, known),
    })
  }
  for (const { id, path, tree, sliceOf } of images) {
    if (sliceOf !== undefined && whole.has(sliceOf.volume)) continue
    const folder = imageFolder(id)
    const own = [imageFiles.seal, imageFiles.tree, imageFiles.input, labelsFile('prototypes'), labelsFile('persistent')]
    const keys = [...common, ...own.map(name => `${folder}/${name}`), ...(tree === undefined ? [] : [tree])]
    const volume = volumes.find(other => other.id === sliceOf?.volume)
    const isAlone = images.filter(other => other.path === path).length === 1
    found.push({
      name: isAlone ? nameOf(path) : id,
      keys: there(keys),
      originals: volume?.files ?? withCompanions(path, known),
    })
  }
  return found
}

/** The image or volume that the files of a source are of; undefined for files that are no results. */
export function resultOf(
  names: Iterable<string>,
): { readonly of: 'image' | 'volume'; readonly id: string } | undefined {
  for (const name of names) {
    const [, of, id] = /^results\/(image|volume)s\/([^/]+)\//.exec(name) ?? []
    if (id !== undefined) return { of: of as 'image' | 'volume', id }
  }
  return undefined
}

/** A header and the file beside it that holds its pixels have one name. */
function withCompanions(path: string, known: readonly string[]): string[] {
  const stem = (file: string): string => file.replace(/(\.[^./]+){1,2}$/, '')
  return [path, ...known.filter(other => other !== path && stem(other) === stem(path))]
}

function nameOf(path: string): string {
  return path.split('/').at(-1)!
}
