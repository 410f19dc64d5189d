/** Options of an export: its regions and units. */
import { choice } from '@cuts/core/options'
import type { OutlineUnits } from '@cuts/formats'

/** Regions that have a name instead of the index of a level. */
export const namedLevels = {
  auto: 'the level chosen without labels',
  persistent: 'the persistent structures',
  kmeans: 'the clusters of spectral k-means',
}

/** Regions to export: those of a level (0 is the coarsest), or a named set. */
export type ExportLevel = number | keyof typeof namedLevels

const unitDocs: { readonly [unit in OutlineUnits]: string } = {
  px: 'pixels',
  mm: 'millimetres, if the spacing is known',
}

export const unitsOption = choice('px', {
  title: 'Units',
  doc: 'units of the coordinates of geojson',
  level: 'basic',
  choices: unitDocs,
})
