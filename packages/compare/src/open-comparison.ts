/** A comparison whose images can still be looked at: what figures are drawn from. */
import type { Segmentation, SegmentPlot, SettingsOverrides } from '@cuts/runtime'
import type { Comparison } from './comparison.ts'
import type { Sample } from './method.ts'

/** CUTS on one image with all that figures show of it and tables do not keep. */
export interface Granularities {
  readonly segmentation: Segmentation
  readonly plot: SegmentPlot
}

export interface OpenComparison extends Comparison {
  /** Preset of CUTS and of its controls. */
  readonly preset: string
  /** Settings of CUTS in place of the presets' own. */
  readonly settings: SettingsOverrides
  /** Ids of the rows of the whole table, whether they were asked for or not; other rows came in by themselves. */
  readonly standardRows: readonly string[]
  /** Reads an image and its truth again. */
  readonly sample: (image: string) => Promise<Sample>
  /** All granularities of CUTS on an image, with the first seed; undefined where it was not compared. */
  readonly granularities: (image: string) => Promise<Granularities | undefined>
}
