/** Events of a comparison. */
import type { RemedyAction } from '@cuts/core'
import type { RunEvent } from '@cuts/runtime'

export type CompareEvent =
  | Extract<RunEvent, { type: 'notice' | 'failed' }>
  | {
      readonly type: 'started'
      readonly images: number
      readonly rows: number
      readonly seeds: readonly number[]
      readonly jobs: number
      /** Number of tasks, and how many of them were done before. */
      readonly tasks: number
      readonly cached: number
    }
  /** A row that cannot run, and why. */
  | { readonly type: 'skipped'; readonly row: string; readonly reason: string; readonly action?: RemedyAction }
  /** Progress of a method that learns, in units of the method. */
  | {
      readonly type: 'learning'
      readonly method: string
      readonly seed: number
      readonly done: number
      readonly total: number
      readonly etaSeconds: number
    }
  /** A piece of work is done. */
  | {
      readonly type: 'task'
      readonly method: string
      readonly seed: number
      /** Absent if the method trained. */
      readonly image?: string
      readonly done: number
      readonly total: number
      readonly etaSeconds: number
    }
  | { readonly type: 'done'; readonly out: string; readonly seconds: number }

export type OnCompareEvent = (event: CompareEvent) => void
