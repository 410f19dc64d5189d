/** GeoJSON outlines out. */
import type { Format } from '../format.ts'
import { flatLabels } from '../pixel-grid.ts'
import { writeGeoJson } from './write-geojson.ts'

export const geojson = {
  id: 'geojson',
  name: 'GeoJSON',
  writers: [
    {
      id: 'geojson',
      name: 'GeoJSON',
      extensions: ['.geojson'],
      holds: 'labels',
      volumes: false,
      geometry: 'spacing',
      writeLabels: ({ map, regions }, { units }) => writeGeoJson(flatLabels(map), regions, units),
    },
  ],
} as const satisfies Format
