/** MINC 1: volumes in. */
import type { Format } from '../format.ts'
import { textAt } from '../head.ts'
import { volumeReader } from '../volume/read-volume.ts'
import { openMinc } from './open.ts'

export const minc = {
  id: 'minc',
  name: 'MINC',
  reader: {
    title: 'MINC 1',
    extensions: ['.mnc', '.mnc.gz'],
    reads: 'all sample types, ranges by slice, any order of axes; volumes of a series one at a time',
    refuses: 'MINC 2',
    geometry: 'spacing, origin, direction',
    detect: head => (textAt(head, 0, 3) === 'CDF' && (head[3] === 1 || head[3] === 2) ? 'signature' : undefined),
    ...volumeReader(({ main }) => openMinc(main.bytes, main.name)),
  },
} as const satisfies Format
