/** Files from a drop, a folder or a picker, grouped into images: a DICOM series or a header with its pixels is one. */

export type NamedBlob = readonly [path: string, file: Blob]

/** Files beside a header that hold its pixels. */
const pixelFile = /\.(img|raw|zraw|raw\.gz|img\.gz|brik|brik\.gz|rec)$/i
const ignored = /(^|\/)(\.|__MACOSX|Thumbs\.db|desktop\.ini)/

/** Files that lie beside images and are none; a single one that a person chose is tried all the same. */
const beside =
  /\.(txt|csv|tsv|json|md|pdf|html?|xml|ya?ml|toml|docx?|xlsx?|pptx?|py|ipynb|r|m|log|sh|zip|tar|onnx|bin|svg|sha256|lock|pth?|pkl)$|(^|\/)(readme|licen[cs]e|dicomdir)$/i

/** Each group holds one image. Files of a DICOM series are told by their content, and belong together by folder. */
export async function groupFiles(files: readonly NamedBlob[]): Promise<NamedBlob[][]> {
  const series = new Map<string, NamedBlob[]>()
  const groups: NamedBlob[][] = []
  const companions: NamedBlob[] = []
  const shown = files.filter(([path]) => !ignored.test(path))
  const images = shown.filter(([path]) => !beside.test(path))
  for (const named of images.length === 0 ? shown : images) {
    const [path, file] = named
    if (await isDicom(file)) series.set(folderOf(path), [...(series.get(folderOf(path)) ?? []), named])
    else if (pixelFile.test(path)) companions.push(named)
    else groups.push([named])
  }
  for (const companion of companions) {
    const owner = groups.find(([header]) => stemOf(header![0]) === stemOf(companion[0]))
    if (owner === undefined) groups.push([companion])
    else owner.push(companion)
  }
  const byName = ([a]: NamedBlob[], [b]: NamedBlob[]): number => a![0].localeCompare(b![0], 'en', { numeric: true })
  return [...groups, ...series.values()].sort(byName)
}

/** What a person calls such an image: its file, or the folder of a series. */
export function nameOfGroup(group: readonly NamedBlob[]): string {
  const [path] = group[0]!
  const names = path.split('/')
  const isSeries = group.length > 2
  return (isSeries ? names.at(-2) : undefined) ?? names.at(-1)!
}

async function isDicom(file: Blob): Promise<boolean> {
  const head = new Uint8Array(await file.slice(128, 132).arrayBuffer())
  return String.fromCharCode(...head) === 'DICM'
}

function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/') + 1)
}

function stemOf(path: string): string {
  return path
    .replace(pixelFile, '')
    .replace(/\.(hdr|mhd|nhdr|head|par)$/i, '')
    .toLowerCase()
}

/** The files of a drop, folders opened. To be called while the drop is handled: its list is gone afterwards. */
export async function droppedFiles(transfer: DataTransfer): Promise<NamedBlob[]> {
  const entries = [...transfer.items].map(item => item.webkitGetAsEntry?.() ?? undefined)
  const plain = [...transfer.files]
  if (entries.every(entry => entry === undefined)) return plain.map(file => [file.name, file])
  const found: NamedBlob[] = []
  for (const entry of entries) if (entry !== undefined) await walkEntry(entry, '', found)
  return found
}

async function walkEntry(entry: FileSystemEntry, folder: string, found: NamedBlob[]): Promise<void> {
  const path = `${folder}${entry.name}`
  if (entry.isFile) {
    found.push([
      path,
      await new Promise<File>((resolve, reject) => (entry as FileSystemFileEntry).file(resolve, reject)),
    ])
    return
  }
  const reader = (entry as FileSystemDirectoryEntry).createReader()
  // A reader gives a hundred entries at a time.
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject))
    if (some.length === 0) return
    for (const child of some) await walkEntry(child, `${path}/`, found)
  }
}

export function pickedFiles(files: Iterable<File>): NamedBlob[] {
  return [...files].map(file => [file.webkitRelativePath || file.name, file])
}

/** The sample images that were built into the page. */
export async function sampleFiles(): Promise<NamedBlob[]> {
  const names = (await (await fetch('samples/list.json')).json()) as string[]
  return Promise.all(names.map(async name => [name, await (await fetch(`samples/${name}`)).blob()] as const))
}
