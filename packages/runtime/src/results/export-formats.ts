/** The export formats: those with a file for each image or volume, and those with one file for all. */
import { type WriterId, writers } from '@cuts/formats'

/** COCO holds all images in one file, and `nrrd-image` intensities. */
const notOwn = ['coco', 'nrrd-image'] as const satisfies readonly WriterId[]

export type OwnFileFormat = Exclude<WriterId, (typeof notOwn)[number]>

const sharedFileFormats = ['coco', 'coco-polygons', 'csv', 'json'] as const

export type SharedFileFormat = (typeof sharedFileFormats)[number]

export type ExportFormat = OwnFileFormat | SharedFileFormat

const ownFileFormats: readonly OwnFileFormat[] = writers.map(({ id }) => id).filter(isOwnFile)

/** All of them by name, in the order in which the command line offers them. */
export const exportFormats: readonly ExportFormat[] = [...ownFileFormats, ...sharedFileFormats]

/** Whether each image or volume gets a file of its own. */
export function isOwnFile(format: ExportFormat | WriterId): format is OwnFileFormat {
  return !([...notOwn, ...sharedFileFormats] as readonly string[]).includes(format)
}
