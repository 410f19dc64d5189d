/**
 * The names of all files in a result folder. No other module spells them. They are keys of a `Store`, or names inside
 * the folder of an image or volume. `docs/guide/results-folder.md` describes each file.
 */
import { portableName } from '../store/portable-name.ts'
import type { MetricRowName } from './summary.ts'

/** Files at the top. */
export const resultFiles = {
  summary: 'summary.json',
  report: 'report.html',
  model: 'model.onnx',
  train: 'train.json',
  run: 'run.json',
  /** The inventory of the input files. */
  inventory: 'inventory.json',
  checkpoint: 'checkpoint.bin',
  /** What happened when, without names of files. */
  log: 'run.log',
  /** The tree that all images share, if they share one. */
  tree: 'tree.json',
} as const

/** Additional files of a folder on disk: its lock and its manifest. */
export const folderFiles = { manifest: 'manifest.sha256', lock: 'run.lock' } as const

/** Files of an image beside its label maps, levels and masks. */
export const imageFiles = {
  /** The summary of the image and the list of its other files. It is written last. */
  seal: 'result.json',
  tree: 'tree.json',
  /** Of a volume too. */
  proposals: 'proposals.json',
  input: 'input.png',
  persistent: 'persistent.png',
  kmeans: 'kmeans.png',
  overlay: 'overlay.png',
} as const

/** Label maps of an image: of all levels, of persistent structures, of k-means, and the leaves of the tree. */
export const labelMapNames = ['labels', 'persistent', 'kmeans', 'prototypes'] as const
export type LabelMapName = (typeof labelMapNames)[number]

/** Metric rows with a picture of the outlines. */
export const contourRows = ['kmeans', 'persistent', 'best'] as const satisfies readonly MetricRowName[]

const folders = { images: 'images', volumes: 'volumes', groups: 'groups', units: 'units', parts: 'shards' } as const

export { folders as resultFolders }

/** Returns the names that a run may write at the top of its folder. */
export function topNames(): ReadonlySet<string> {
  return new Set([...Object.values(resultFiles), ...Object.values(folders)])
}

export function imageFolder(id: string): string {
  return `${folders.images}/${id}`
}

/** Returns the image whose folder has this path, or undefined if it is not the folder of an image. */
export function parseImageFolder(path: string): string | undefined {
  return new RegExp(`(?:^|/)${folders.images}/([^/]+)$`).exec(path)?.[1]
}

export function volumeFolder(id: string): string {
  return `${folders.volumes}/${id}`
}

/** Returns the volume whose folder has this path, or undefined if it is not the folder of a volume. */
export function parseVolumeFolder(path: string): string | undefined {
  return new RegExp(`(?:^|/)${folders.volumes}/([^/]+)$`).exec(path)?.[1]
}

/** Returns the folder of a group. Any group name gives a valid folder of its own. */
export function groupFolder(group: string): string {
  return `${folders.groups}/${encoded(group)}`
}

/** Any text as a name that every system takes; different for every text. */
function encoded(text: string): string {
  const name = encodeURIComponent(text).replace(/^\.|\.$|[*]/g, hex)
  return portableName(name) === name ? name : `${hex(name)}${name.slice(1)}`
}

function hex(text: string): string {
  return `%${text.charCodeAt(0).toString(16).toUpperCase()}`
}

/** The record of images that were segmented together, or of one that failed. */
export function unitFile(unit: string): string {
  return `${folders.units}/${encoded(unit)}.json`
}

/** In the folder of an image; in that of a volume there are `persistent` and `kmeans`. */
export function labelsFile(name: LabelMapName): string {
  return `${name}.nii.gz`
}

/** In the folder of a volume: a level of all its slices. */
export function levelVolume(index: number, clusters: number): string {
  return `levels/${levelName(index, clusters)}.nii.gz`
}

/** Planes of the patient, or of the grid if the file does not say how it lies. */
export const volumePlanes = ['axial', 'coronal', 'sagittal', 'slice', 'row', 'column'] as const
export type VolumePlane = (typeof volumePlanes)[number]

/** In the folder of a volume: a plane through its middle, plain or with the outlines of a level and its regions. */
export function planePicture(plane: VolumePlane, level?: readonly [index: number, clusters: number]): string {
  return `planes/${plane}${level === undefined ? '' : `-${levelName(...level)}`}.png`
}

/** In the folder of a volume: some of its slices side by side, with the outlines of the automatic level. */
export const sheetPicture = 'planes/sheet.png'

/** Returns what the picture of a plane shows, from its key; without `clusters` it has no outlines. */
export function parsePlanePicture(
  key: string,
): { readonly plane: VolumePlane; readonly index: number; readonly clusters?: number } | undefined {
  const [, name, index, clusters] = /(?:^|\/)planes\/([a-z]+)(?:-(\d+)-(\d+))?\.png$/.exec(key) ?? []
  const plane = volumePlanes.find(known => known === name)
  if (plane === undefined) return undefined
  return clusters === undefined ? { plane, index: -1 } : { plane, index: Number(index), clusters: Number(clusters) }
}

/** In the folder of an image: a level in colours. */
export function levelPicture(index: number, clusters: number): string {
  return `levels/${levelName(index, clusters)}.png`
}

/** In the folder of an image: the segments of a level as dots. */
export function levelPlot(index: number, clusters: number): string {
  return `plots/${levelName(index, clusters)}.svg`
}

/** In the folder of an image: its proposal of that rank, outlined in a small picture of the image. */
export function proposalPicture(rank: number): string {
  return `proposals/${String(rank).padStart(2, '0')}.png`
}

/** Returns the rank of a proposal's picture from its key, or undefined if the key is not one. */
export function parseProposalPicture(key: string): number | undefined {
  const [, rank] = /(?:^|\/)proposals\/(\d+)\.png$/.exec(key) ?? []
  return rank === undefined ? undefined : Number(rank)
}

/** Returns the level of a picture from its key, or undefined if the key is not a level. */
export function parseLevelPicture(key: string): { readonly index: number; readonly clusters: number } | undefined {
  const [, index, clusters] = /(?:^|\/)levels\/(\d+)-(\d+)\.png$/.exec(key) ?? []
  return index === undefined ? undefined : { index: Number(index), clusters: Number(clusters) }
}

/** In the folder of an image: the mask that was scored for a metric row. */
export function maskFile(row: MetricRowName): string {
  return `mask-${row}.png`
}

/** In the folder of an image: outlines of the truth and of a row's mask. */
export function contoursFile(row: (typeof contourRows)[number]): string {
  return `contours-${row}.png`
}

/** Level 0 is the coarsest. */
function levelName(index: number, clusters: number): string {
  return `${String(index).padStart(2, '0')}-${clusters}`
}
