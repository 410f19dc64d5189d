/** The use cases that the command line drives, as one object: the real ones, or a test's. */
import type { OptionTable } from '@cuts/core'
import type { MetricMeans, MetricRow, MetricRowName, OnEvent, Summary, TrainSummary } from '@cuts/runtime'

export type SettingValue = number | string | boolean
/** Settings by stage and option: `{ training: { learningRate: 0.001 } }`. */
export type Settings = { readonly [stage: string]: { readonly [option: string]: SettingValue } }

export interface Preset {
  readonly name: string
  readonly doc: string
  readonly settings: Settings
}

export interface CommonOptions {
  readonly seed: number
  readonly preset: string
  readonly settings?: Settings
  readonly device: 'auto' | 'cpu' | 'webgpu' | 'cuda'
  readonly threads?: number
  readonly signal?: AbortSignal
  readonly onEvent: OnEvent
}

export interface FolderOptions extends CommonOptions {
  readonly images: string
  readonly out: string
  readonly resume: boolean
  readonly overwrite: boolean
}

export interface EvaluatedResults {
  readonly images: readonly { readonly id: string; readonly metrics: { readonly [row in MetricRowName]?: MetricRow } }[]
  readonly failed: readonly { readonly path: string; readonly error: string; readonly remedy?: string | undefined }[]
  readonly metrics: { readonly [row in MetricRowName]?: MetricMeans }
}

export interface PickedRegion {
  readonly level: number
  readonly clusters: number
  readonly label: number
  readonly areaPixels: number
  readonly out: string
}

export interface FileDescription {
  readonly path: string
  readonly format: string
  readonly width: number
  readonly height: number
  readonly channels: number
  readonly sampleType: string
  readonly pages?: number | undefined
  readonly spacingMm?: readonly number[] | undefined
  readonly min: number
  readonly max: number
  readonly notices: readonly string[]
}

export interface Runtime {
  readonly presets: { readonly [name: string]: Preset }
  readonly stages: { readonly [stage: string]: OptionTable }
  readonly runFolder: (options: FolderOptions & { masks?: string }) => Promise<Summary>
  readonly trainFolder: (options: FolderOptions) => Promise<TrainSummary & { model: string }>
  readonly segmentFolder: (options: FolderOptions & { model: string; masks?: string }) => Promise<Summary>
  readonly evaluateResults: (o: { results: string; masks: string; onEvent: OnEvent }) => Promise<EvaluatedResults>
  readonly pickRegion: (options: {
    image: string
    at: readonly [number, number]
    level?: number
    out: string
    overwrite: boolean
  }) => Promise<PickedRegion>
  readonly describeFile: (path: string) => Promise<FileDescription>
  /** Writes report.html into a result folder and returns its path. */
  readonly writeReport: (resultsFolder: string) => Promise<string>
}
