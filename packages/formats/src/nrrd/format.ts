/** NRRD: volumes in, segmentations for 3D Slicer and intensities out. */
import type { LabelMap, LabelVolume } from '@cuts/core'
import type { Format } from '../format.ts'
import { textAt } from '../head.ts'
import { labelGrid, type RegionStyle } from '../pixel-grid.ts'
import { volumeReader } from '../volume/read-volume.ts'
import { nrrdDataFiles, readNrrdText } from './fields.ts'
import { openNrrd } from './open.ts'
import { writeNrrd } from './write-nrrd.ts'

export const nrrd = {
  id: 'nrrd',
  name: 'NRRD',
  reader: {
    title: 'NRRD',
    extensions: ['.nrrd', '.nhdr'],
    reads: 'raw, gzip, bzip2, text, hex; data in the file, in another or in several; lines and bytes skipped; channels',
    refuses: 'blocks, more than five axes',
    geometry: 'spacing, origin, direction',
    detect: head => (textAt(head, 0, 4) === 'NRRD' ? 'signature' : undefined),
    companions: (bytes, name) => nrrdDataFiles(readNrrdText(bytes, name)) ?? [],
    ...volumeReader(({ main, companions }) => openNrrd(main.bytes, companions, main.name)),
  },
  writers: [
    {
      id: 'nrrd',
      name: 'NRRD segmentation',
      extensions: ['.seg.nrrd'],
      holds: 'labels',
      volumes: true,
      geometry: 'spacing, origin, direction',
      writeLabels: ({ map, regions }) => writeNrrd(labelGrid(map), present(map, regions)),
    },
    {
      id: 'nrrd-image',
      name: 'NRRD',
      extensions: ['.nrrd'],
      holds: 'labels and intensities',
      volumes: true,
      geometry: 'spacing, origin, direction',
      writeIntensities: grid => writeNrrd(grid),
    },
  ],
} as const satisfies Format

/** Returns the regions that the map holds: images that share a tree need not hold all. */
function present({ labels }: LabelMap | LabelVolume, regions: readonly RegionStyle[]): RegionStyle[] {
  const held = new Set(labels)
  return regions.filter(({ label }) => held.has(label))
}
