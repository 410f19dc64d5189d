/** A comparison whose images can still be read, for drawing figures. */
import type { SettingsOverrides } from '@cuts/runtime'
import type { Segmentation, SegmentPlot } from '@cuts/runtime/pipeline'
import type { Comparison } from './comparison.ts'
import type { Sample } from './method.ts'

/** CUTS on one image, with the data that figures show and tables do not keep. */
export interface Granularities {
  readonly segmentation: Segmentation
  readonly plot: SegmentPlot
}

export interface OpenComparison extends Comparison {
  /** Preset of CUTS and of its controls. */
  readonly preset: string
  /** Settings of CUTS in place of the presets' own. */
  readonly settings: SettingsOverrides
  /** Ids of the rows of the whole table, requested or not. Other rows were imported. */
  readonly standardRows: readonly string[]
  /** Reads an image and its truth again. */
  readonly sample: (image: string) => Promise<Sample>
  /** Returns all levels of CUTS on an image with the first seed, or undefined if CUTS was not compared. */
  readonly granularities: (image: string) => Promise<Granularities | undefined>
}
