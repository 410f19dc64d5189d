/** The formats in which each image or volume gets a file of its own. */
import { type Written, writerOf } from '@cuts/formats'
import type { OwnFileFormat } from '../results/export-formats.ts'
import { writeDicomSegmentation } from './dicom-segmentation.ts'
import type { Numbered, WriteContext } from './numbered.ts'

export function ownFileName(id: string, format: OwnFileFormat): string {
  return `${id}${writerOf(format).extensions[0]}`
}

/** Returns the content of a file for these regions. Formats without volumes get slices. */
export async function writeOwnFile(
  format: OwnFileFormat,
  { map, segments, ...numbered }: Numbered,
  context: WriteContext,
): Promise<Written> {
  // A segmentation refers to DICOM files, which the package formats does not open.
  if (format === 'dicom-seg') return writeDicomSegmentation({ map, segments, ...numbered }, context)
  return writerOf(format).writeLabels!({ map, regions: segments }, { units: context.units })
}
