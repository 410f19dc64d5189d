/** The formats in which each image or volume gets a file of its own. */
import type { LabelMap, LabelVolume } from '@cuts/core'
import {
  labelGrid,
  type Segment,
  writeGeoJson,
  writeLabelPicture,
  writeMetaImage,
  writeNifti,
  writeNpz,
  writeNrrd,
  writers,
  writeTiff,
} from '@cuts/formats'
import { writeDicomSegmentation } from './dicom-segmentation.ts'
import type { Numbered, WriteContext } from './numbered.ts'

export type OwnFileFormat = 'png' | 'tiff' | 'nifti' | 'nrrd' | 'mha' | 'dicom-seg' | 'geojson' | 'npz'

type Write = (regions: Numbered, context: WriteContext) => Uint8Array | string | Promise<Uint8Array>

/** Formats without volumes get slices. */
export const ownFiles: { readonly [format in OwnFileFormat]: Write } = {
  png: ({ map, segments }) => writeLabelPicture(map as LabelMap, segments),
  geojson: ({ map, segments }, { units }) => writeGeoJson(map as LabelMap, segments, units),
  tiff: ({ map }) => writeTiff(labelGrid(map)),
  nifti: ({ map }) => writeNifti(labelGrid(map), { isLabels: true }),
  nrrd: ({ map, segments }) => writeNrrd(labelGrid(map), present(map, segments)),
  mha: ({ map }) => writeMetaImage(labelGrid(map)),
  npz: ({ map }) => writeNpz(labelGrid(map), 'labels'),
  'dicom-seg': writeDicomSegmentation,
}

export function isOwnFile(format: string): format is OwnFileFormat {
  return Object.hasOwn(ownFiles, format)
}

export function ownFileName(id: string, format: OwnFileFormat): string {
  return `${id}${writers[format].extensions[0]}`
}

/** The segments that the map holds: images that share a tree need not hold all. */
function present({ labels }: LabelMap | LabelVolume, segments: readonly Segment[]): Segment[] {
  const held = new Set(labels)
  return segments.filter(({ label }) => held.has(label))
}
