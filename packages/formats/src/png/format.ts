/** PNG: pictures in, label pictures, masks and intensities out. */
import type { Format } from '../format.ts'
import { decodePage } from '../picture/decode-with-itk.ts'
import { pictureReader } from '../picture/read-picture.ts'
import { flatLabels } from '../pixel-grid.ts'
import { inspectPng } from './inspect.ts'
import { refusalOf, writeIntensities } from './write-intensities.ts'
import { writeLabelPicture } from './write-label-picture.ts'

const signature = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]

export const png = {
  id: 'png',
  name: 'PNG',
  reader: {
    title: 'PNG',
    extensions: ['.png'],
    reads: '1 to 16 bits, grey, colour, palette; transparency left out',
    refuses: '',
    geometry: 'none',
    detect: head => (signature.every((byte, i) => head[i] === byte) ? 'signature' : undefined),
    ...pictureReader({
      inspect: (bytes, name) => ({ header: inspectPng(bytes, name) }),
      decode: (bytes, { header }, name) => decodePage('png', bytes, header, name),
    }),
  },
  writers: [
    {
      id: 'png',
      name: 'PNG',
      extensions: ['.png'],
      holds: 'labels and intensities',
      volumes: false,
      geometry: 'none',
      writeLabels: ({ map, regions }) => writeLabelPicture(flatLabels(map), regions),
      writeIntensities,
      refusalOf,
    },
  ],
} as const satisfies Format
