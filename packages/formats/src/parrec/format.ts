/** Philips PAR/REC: volumes in. */
import type { Format } from '../format.ts'
import { namesBeside, textAt } from '../head.ts'
import { volumeReader } from '../volume/read-volume.ts'
import { openParRec } from './open.ts'

export const parrec = {
  id: 'parrec',
  name: 'PAR/REC',
  reader: {
    title: 'Philips PAR/REC',
    extensions: ['.PAR + .REC'],
    reads: 'versions 4 to 4.2, values as displayed; volumes of a series one at a time',
    refuses: 'images of several sizes',
    geometry: 'spacing',
    detect: head => (/^#\s*===\s*DATA DESCRIPTION FILE/.test(textAt(head, 0, 64)) ? 'signature' : undefined),
    companions: (_, name) => namesBeside(name, /\.PAR$/i, '.REC', '.rec'),
    ...volumeReader(({ main, companions }) => openParRec(main.bytes, [...companions.values()][0], main.name)),
  },
} as const satisfies Format
