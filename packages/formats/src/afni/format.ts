/** AFNI data sets: volumes in. */
import type { Format } from '../format.ts'
import { namesBeside, textAt } from '../head.ts'
import { volumeReader } from '../volume/read-volume.ts'
import { openAfni } from './open.ts'

export const afni = {
  id: 'afni',
  name: 'AFNI',
  reader: {
    title: 'AFNI',
    extensions: ['.HEAD + .BRIK'],
    reads: 'bytes, shorts, floats, factors, gzip; one sub-brick at a time',
    refuses: 'complex numbers, colour, bricks of several types',
    geometry: 'spacing, origin, direction',
    detect: head => (signature.test(textAt(head, 0, 256)) ? 'signature' : undefined),
    companions: (_, name) => namesBeside(name, /\.HEAD$/i, '.BRIK', '.BRIK.gz'),
    ...volumeReader(({ main, companions }) => openAfni(main.bytes, [...companions.values()][0], main.name)),
  },
} as const satisfies Format

const signature = /^\s*type\s*=\s*(string|integer|float)-attribute\s+name\s*=/
