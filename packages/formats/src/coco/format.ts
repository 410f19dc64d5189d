/** COCO annotations out. */
import type { Format } from '../format.ts'
import { flatLabels } from '../pixel-grid.ts'
import { writeCoco } from './write-coco.ts'

export const coco = {
  id: 'coco',
  name: 'COCO',
  writers: [
    {
      id: 'coco',
      name: 'COCO',
      extensions: ['.json'],
      holds: 'labels',
      volumes: false,
      geometry: 'none',
      writeLabels: ({ map, regions }, { imageName = 'image' }) =>
        writeCoco([{ fileName: imageName, map: flatLabels(map) }], regions),
    },
  ],
} as const satisfies Format
