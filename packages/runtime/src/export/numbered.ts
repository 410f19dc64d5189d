/** The input of the writers of an export. */
import type { LabelMap, LabelVolume } from '@cuts/core'
import type { OutlineUnits, RegionStyle } from '@cuts/formats'
import type { SourceFiles } from '../source/files.ts'
import type { ExportItem } from './region-maps.ts'

/** An item with its regions numbered. */
export interface Numbered {
  readonly item: ExportItem
  readonly map: LabelMap | LabelVolume
  /** From the result folder's labels to the numbers of the map. */
  readonly numbers: ReadonlyMap<number, number>
  readonly segments: readonly RegionStyle[]
}

export interface WriteContext {
  /** Unit of outline coordinates. */
  readonly units: OutlineUnits
  readonly source: string | undefined
  readonly originals: SourceFiles
  readonly keepIdentifiers: boolean
  /** Identifies this export of these results. The same identity gives the same generated identifiers. */
  readonly run: string
  /** When the results were made, ISO 8601. */
  readonly made: string
  readonly onNotice: (message: string, file: string) => void
}
