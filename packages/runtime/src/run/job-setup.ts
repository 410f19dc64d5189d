import type { NodeDevice } from '@cuts/nn/node'
import type { Settings } from '../presets/stages.ts'
import type { ProjectOptions } from './project.ts'
import type { RunPart } from './run-part.ts'

/** The data that another process needs to do jobs of a run. The rest is in the result folder. */
export interface JobSetup {
  readonly out: string
  readonly options: ProjectOptions
  readonly settings: Settings
  readonly part?: Omit<RunPart, 'takes'> | undefined
  readonly device: NodeDevice
  readonly threads: number
  /** Path of a trained model; absent if the run trained its own. */
  readonly model?: string | undefined
}
