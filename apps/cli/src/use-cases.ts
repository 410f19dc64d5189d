/** The use cases that the command line calls, as one object. Tests pass their own. */

import type * as cluster from '@cuts/cluster/node'
import type { OpenComparison } from '@cuts/compare'
import type { PublishedModel } from '@cuts/compare/models'
import type * as compare from '@cuts/compare/node'
import type { SomeSettings, StageTable } from '@cuts/core/options'
import type * as queue from '@cuts/queue'
import type { FileDescription, OnEvent, SetDescription } from '@cuts/runtime'
import type * as node from '@cuts/runtime/node'
import type * as serving from './serving/open-studio.ts'

export interface Preset {
  readonly name: string
  readonly doc: string
  readonly settings: SomeSettings
}

export interface UseCases {
  readonly presets: { readonly [name: string]: Preset }
  readonly stages: StageTable
  /** Writes the report too. */
  readonly runFolder: typeof node.runFolder
  readonly previewFolder: typeof node.previewFolder
  /** Writes the report too. */
  readonly segmentFolder: typeof node.segmentFolder
  readonly trainFolder: typeof node.trainFolder
  /** Writes the report too. */
  readonly segmentShared: typeof cluster.segmentShared
  /** The queue, which is a package that need not be installed. Throws `Unsupported` without it. */
  readonly openQueue: () => Promise<Pick<typeof queue, 'submitRun' | 'queueStatus' | 'cancelRun'>>
  readonly measureWork: typeof cluster.measureWork
  readonly segmentShard: typeof cluster.segmentShard
  /** Writes the report too. */
  readonly mergeFolder: typeof cluster.mergeFolder
  /** Writes the report of finished results as one file. Throws `Unreadable` and `Unwritable`. */
  readonly writeReport: (options: {
    readonly results: string
    readonly out: string
    readonly overwrite: boolean
  }) => Promise<void>
  readonly evaluateResults: typeof node.evaluateResults
  readonly pickRegion: typeof node.pickRegion
  readonly proposalsOf: typeof node.proposalsOf
  readonly applyExemplars: typeof node.applyExemplars
  readonly lookInside: typeof node.lookInsideFolder
  readonly describeInput: (
    path: string,
    onEvent: OnEvent,
    signal?: AbortSignal,
    maxMemory?: number,
  ) => Promise<FileDescription | SetDescription>
  readonly publishedModels: { readonly [name: string]: PublishedModel }
  readonly pullModel: typeof compare.pullModel
  readonly runComparison: typeof compare.runComparison
  /** Writes the tables and figures of a comparison into a folder. Returns their names. */
  readonly writeComparison: (out: string, comparison: OpenComparison) => Promise<string[]>
  readonly exportResults: typeof node.exportResults
  readonly convertFile: typeof node.convertFile
  readonly openStudio: typeof serving.openStudio
  readonly showInBrowser: typeof serving.showInBrowser
}
