/** Events of a run. Shells print them, a queue forwards them, tests collect them. */
import type { RemedyAction } from '@cuts/core'
import type { MetricRow } from './results/summary.ts'

export type RunEvent =
  | {
      readonly type: 'started'
      readonly images: number
      readonly preset: string
      readonly seed: number
      readonly device: string
    }
  /** Progress of reading, if it takes long. */
  | {
      readonly type: 'read'
      readonly id: string
      readonly done: number
      readonly total: number
      readonly etaSeconds: number
    }
  /** Something the user should know that stops nothing. */
  | { readonly type: 'notice'; readonly message: string; readonly file?: string; readonly action?: RemedyAction }
  | {
      readonly type: 'train'
      readonly step: number
      readonly steps: number
      readonly reconstruction: number
      readonly contrastive: number
      readonly etaSeconds: number
    }
  /** The encoder is normalised over the images. */
  | { readonly type: 'statistics'; readonly share: number; readonly etaSeconds: number }
  | { readonly type: 'checkpoint'; readonly step: number; readonly path: string }
  | { readonly type: 'trained'; readonly steps: number; readonly seconds: number }
  /** One image's segments are found; it is painted when those of all are, for they share a tree. */
  | {
      readonly type: 'embedded'
      readonly id: string
      readonly done: number
      readonly total: number
      readonly etaSeconds: number
    }
  /** A volume is worked on as a whole. */
  | {
      readonly type: 'volume'
      readonly id: string
      readonly step: 'reading' | 'voxels' | 'tree' | 'writing'
      /** Share of the work that is done, 0 to 1. */
      readonly share: number
      readonly etaSeconds: number
    }
  | {
      readonly type: 'image'
      readonly id: string
      readonly done: number
      readonly total: number
      readonly seconds: number
      readonly etaSeconds: number
      readonly levels: number
      readonly metrics?: { readonly [row: string]: MetricRow }
    }
  /** An image is worked on: told at its steps, so that nobody takes a long one for a halt. */
  | {
      readonly type: 'working'
      readonly id: string
      /** Share of the work on all images that is done, 0 to 1. */
      readonly share: number
      /** 0 as long as nothing is known. */
      readonly etaSeconds: number
    }
  /** One image's or volume's regions are written in another format. */
  | {
      readonly type: 'exported'
      readonly id: string
      readonly done: number
      readonly total: number
      readonly etaSeconds: number
    }
  /** What was picked elsewhere was looked for in one image. */
  | {
      readonly type: 'applied'
      readonly id: string
      readonly done: number
      readonly total: number
      readonly etaSeconds: number
    }
  /** One image could not be read or segmented; the run goes on. */
  | {
      readonly type: 'failed'
      readonly file: string
      readonly message: string
      readonly remedy?: string
      readonly action?: RemedyAction
    }
  | {
      readonly type: 'done'
      readonly out: string
      readonly succeeded: number
      readonly failed: number
      readonly seconds: number
    }

export type OnEvent = (event: RunEvent) => void
