/** NumPy arrays and archives: volumes in, archives of labels and intensities out. */
import type { Format } from '../format.ts'
import { textAt } from '../head.ts'
import { labelGrid } from '../pixel-grid.ts'
import { volumeReader } from '../volume/read-volume.ts'
import { npySignature } from './npy.ts'
import { openNpy, openNpz } from './open.ts'
import { writeNpz } from './write-npz.ts'

export const numpy = {
  id: 'numpy',
  name: 'NumPy',
  reader: {
    title: 'NumPy',
    extensions: ['.npy', '.npz'],
    reads:
      'integers, floats, both byte orders, rows or columns first; one array of an archive, with the grid that CUTS writes',
    refuses: 'objects, text, records, complex numbers',
    geometry: 'spacing, origin, direction',
    detect: head => (isArray(head) || isArchive(head) ? 'signature' : undefined),
    ...volumeReader(({ main: { bytes, name } }, { array }) =>
      bytes[0] === 0x50 ? openNpz(bytes, name, array) : openNpy(bytes, name),
    ),
  },
  writers: [
    {
      id: 'npz',
      name: 'NumPy archive',
      extensions: ['.npz'],
      holds: 'labels and intensities',
      volumes: true,
      geometry: 'spacing, origin, direction',
      writeLabels: ({ map }) => writeNpz(labelGrid(map), 'labels'),
      writeIntensities: grid => writeNpz(grid, 'image'),
    },
  ],
} as const satisfies Format

function isArray(head: Uint8Array): boolean {
  return npySignature.every((byte, i) => head[i] === byte)
}

/** A ZIP archive whose first entry is an array. */
function isArchive(head: Uint8Array): boolean {
  return textAt(head, 0, 4) === 'PK\x03\x04' && /^[^\0]*\.npy/.test(textAt(head, 30, 200))
}
