/** MetaImage: volumes in, labels and intensities out. */
import type { Format } from '../format.ts'
import { textAt } from '../head.ts'
import { labelGrid } from '../pixel-grid.ts'
import { volumeReader } from '../volume/read-volume.ts'
import { metaDataFiles, openMetaImage, readMetaText } from './open.ts'
import { writeMetaImage } from './write-metaimage.ts'

export const metaimage = {
  id: 'metaimage',
  name: 'MetaImage',
  reader: {
    title: 'MetaImage',
    extensions: ['.mha', '.mhd'],
    reads: 'raw, zlib, text; data in the file, in another or in several; channels',
    refuses: '',
    geometry: 'spacing, origin, direction',
    detect: head => (/^\s*(ObjectType|NDims|Comment)\s*=/.test(textAt(head, 0, 64)) ? 'signature' : undefined),
    companions: bytes => metaDataFiles(readMetaText(bytes)),
    ...volumeReader(({ main, companions }) => openMetaImage(main.bytes, companions, main.name)),
  },
  writers: [
    {
      id: 'mha',
      name: 'MetaImage',
      extensions: ['.mha'],
      holds: 'labels and intensities',
      volumes: true,
      geometry: 'spacing, origin, direction',
      writeLabels: ({ map }) => writeMetaImage(labelGrid(map)),
      writeIntensities: writeMetaImage,
    },
  ],
} as const satisfies Format
