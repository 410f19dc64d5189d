/** DICOM: files and series in, segmentations out. */
import { CutsError } from '@cuts/core'
import type { Certainty, Format, LabelledPixels, WriteOptions } from '../format.ts'
import { textAt } from '../head.ts'
import { isDicom } from './open.ts'
import { dicomInfo, readDicom } from './read/read-dicom.ts'
import { writeSegmentation } from './write/write-segmentation.ts'

export const dicom = {
  id: 'dicom',
  name: 'DICOM',
  reader: {
    title: 'DICOM',
    extensions: ['.dcm', '.dcm.gz', 'none'],
    reads:
      'files, frames and series; with or without file header; little- and big-endian, deflated; RLE, JPEG (baseline, extended, lossless), JPEG-LS, JPEG 2000, HTJ2K; grey, palette, RGB, YBR, single bits, floats',
    refuses: 'video; files without an image (reports, plans, contours, waveforms, palettes) are refused by name',
    geometry: 'spacing, origin, direction',
    kind: 'volume',
    isSeries: true,
    detect,
    inspect: ({ series }, options) => dicomInfo(series, options),
    read: ({ series }, options) => readDicom(series, options),
  },
  writers: [
    {
      id: 'dicom-seg',
      name: 'DICOM segmentation',
      extensions: ['.dcm'],
      holds: 'labels',
      volumes: true,
      geometry: 'spacing, origin, direction',
      writeLabels,
    },
  ],
} as const satisfies Format

/** The mark behind the preamble. Files without a header begin with an element that is valid as the first one. */
function detect(head: Uint8Array): Certainty | undefined {
  if (textAt(head, 128, 4) === 'DICM') return 'signature'
  return isDicom(head) ? 'guess' : undefined
}

function writeLabels({ map, regions }: LabelledPixels, { segmentation }: WriteOptions): Uint8Array {
  if (segmentation === undefined)
    throw new CutsError('InvalidArgument', 'a DICOM segmentation needs identifiers and a time, and none were given.', {
      remedy: 'Give the option `segmentation`.',
    })
  return writeSegmentation(map, { ...segmentation, segments: regions })
}
