/** A run from a folder of images into a result folder, as callers ask for it. */
import type { OnEvent } from '../events.ts'
import type { ProjectOptions, RunOptions } from '../presets/run-options.ts'
import type { SettingsOverrides } from '../presets/stages.ts'
import type { Inputs } from '../source/inputs.ts'
import type { Store } from '../store/store.ts'

export interface FolderRun extends RunOptions {
  /** A folder, a list, a table or one file, or several of these. */
  readonly images: Inputs
  readonly out: string
  /** Settings that differ from the preset, by stage and option. */
  readonly settings?: SettingsOverrides | undefined
  /** Continues the run in the folder. */
  readonly resume: boolean
  /** Replaces the results in the folder. */
  readonly overwrite: boolean
  readonly signal?: AbortSignal | undefined
  readonly onEvent: OnEvent
  /** Whether to keep a log in the folder. */
  readonly log?: boolean | undefined
  /** Replaces the system call that writes files, for tests. */
  readonly writeFile?: ((path: string, bytes: Uint8Array | string) => Promise<void>) | undefined
}

/** A run that segments. */
export interface SegmentingRun extends FolderRun {
  readonly masks?: string | undefined
  /** Adds a report to the finished results. No other process writes to the folder before it is done. */
  readonly report?: ((store: Store) => Promise<unknown>) | undefined
}

/** The options that results depend on, without the rest of the request. */
export function projectOptionsOf(run: RunOptions): ProjectOptions {
  const { seed, preset, grouping, plane, keepIdentifiers, first, pictures, maskLabel } = run
  return { seed, preset, grouping, plane, keepIdentifiers, first, pictures, maskLabel }
}
