/** Messages between a page and its worker about a run: one for each event, not one for each tensor. */
import type { ErrorCode, Remedies } from '@cuts/core'
import type { WebEngineOptions } from '@cuts/nn/web'
import type { RunEvent } from '../events.ts'
import type { SettingsOverrides } from '../presets/stages.ts'
import type { Summary } from '../results/summary.ts'
import type { ProjectOptions } from '../run/project.ts'

export interface RunRequest {
  /** Files that were dropped or chosen, by paths that may hold folders. */
  readonly files: readonly (readonly [path: string, file: Blob & { readonly lastModified?: number }])[]
  /** The images among them: a folder, a list, a table, or one file; `.` is all of them. */
  readonly images: string
  readonly masks?: string | undefined
  /** A trained model; without one the run trains its own. */
  readonly model?: Uint8Array | undefined
  readonly options: ProjectOptions
  readonly settings?: SettingsOverrides | undefined
  /** Names the store of the results in the browser's private file system. */
  readonly store: string
  /** How to treat results in the store. */
  readonly existing: 'new' | 'continue' | 'replace'
  readonly engine?: Pick<WebEngineOptions, 'device' | 'threads' | 'wasmPaths'> | undefined
}

export type ToWorker = { readonly type: 'run'; readonly request: RunRequest } | { readonly type: 'stop' }

export type FromWorker =
  | { readonly type: 'event'; readonly event: RunEvent }
  | { readonly type: 'done'; readonly summary: Summary }
  /** Without a code it is a fault of ours. */
  | ({ readonly type: 'error'; readonly code?: ErrorCode | undefined; readonly message: string } & Remedies)

/** The part of a worker, or of its inside, that messages pass through. */
export interface RunPort {
  postMessage(message: unknown): void
  addEventListener(type: 'message' | 'error', listener: (event: Event) => void): void
  removeEventListener(type: 'message' | 'error', listener: (event: Event) => void): void
}
