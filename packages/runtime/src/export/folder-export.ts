/** An export from one folder to another. */
import type { FailedImage } from '../results/summary.ts'
import type { ExportOptions } from './export-results.ts'

export interface FolderExport extends Omit<ExportOptions, 'store' | 'originals' | 'made'> {
  /** The result folder. */
  readonly results: string
  readonly out: string
  readonly overwrite: boolean
}

export interface Exported {
  readonly files: readonly string[]
  /** Number of exported images and volumes. */
  readonly exported: number
  readonly failed: readonly FailedImage[]
}
