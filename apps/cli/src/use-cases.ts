/** The use cases that the command line calls, as one object. Tests pass their own. */

import type { OpenComparison } from '@cuts/compare'
import type * as compare from '@cuts/compare/node'
import type { SomeSettings, StageTable } from '@cuts/core/options'
import type { PublishedModel } from '@cuts/runtime'
import type * as node from '@cuts/runtime/node'

export interface Preset {
  readonly name: string
  readonly doc: string
  readonly settings: SomeSettings
}

export interface UseCases {
  readonly presets: { readonly [name: string]: Preset }
  readonly stages: StageTable
  readonly runFolder: typeof node.runFolder
  readonly trainFolder: typeof node.trainFolder
  readonly segmentFolder: typeof node.segmentFolder
  readonly evaluateResults: typeof node.evaluateResults
  readonly pickRegion: typeof node.pickRegion
  readonly lookInside: typeof node.lookInsideFolder
  readonly describeInput: typeof node.describeInput
  readonly publishedModels: { readonly [name: string]: PublishedModel }
  readonly pullModel: typeof node.pullModel
  readonly runBench: typeof compare.runBench
  /** Writes the tables and figures of a comparison into a folder. Returns their names. */
  readonly writeBench: (out: string, comparison: OpenComparison) => Promise<string[]>
  readonly exportResults: typeof node.exportResults
  readonly convertFile: typeof node.convertFile
  /** Writes report.html into a result folder. Returns its path. */
  readonly writeReport: (resultsFolder: string) => Promise<string>
}
