/**
 * The interface of a method in the comparison. A method may train on all images once. It then turns each image into
 * predictions, one for every table row that it fills. The comparison chooses the mask, scores, caches and distributes
 * the work.
 */
import type { Image, LabelMap, Mask, MergeTree, Random } from '@cuts/core'
import type { Engine } from '@cuts/nn'
import type { Answer } from './protocol/clicking.ts'

/** One image with its truth. */
export interface Sample {
  /** File name without extension. */
  readonly id: string
  /** As read, non-finite values replaced; all images of a set have the same number of channels. */
  readonly image: Image
  /** Only supervised methods, and methods that are given a point (SAM), may read it. */
  readonly truth: Mask
}

/** The tree that regions were read from. What it holds is scored beside the regions. */
export interface PredictedTree {
  readonly tree: MergeTree
  /** The leaf of every pixel. */
  readonly leaves: LabelMap
  /** Nodes that are proposed without labels, best first. */
  readonly proposals: readonly number[]
  /** The number of regions of every level, and which level was chosen without labels, if one was. */
  readonly levels?: { readonly clusters: readonly number[]; readonly auto: number } | undefined
}

/** The prediction of a method for an image. */
export type Prediction =
  /** Regions: the hint of the protocol chooses one of them. */
  | { readonly kind: 'labels'; readonly map: LabelMap; readonly source?: PredictedTree | undefined }
  /** The mask itself. */
  | { readonly kind: 'mask'; readonly mask: Mask }
  /** Regions at several granularities, coarse to fine: the level with the highest Dice is an oracle's choice. */
  | {
      readonly kind: 'levels'
      /** The maps may be read more than once; only one is in memory at a time. */
      readonly maps: Iterable<LabelMap>
      /** Hint that replaces the protocol's. */
      readonly hint?: 'point'
      readonly source?: PredictedTree | undefined
    }
  /** A mask that is corrected click by click: the protocol clicks. `begin` starts anew, without any click. */
  | { readonly kind: 'clicks'; readonly begin: () => Answer }

/** A prediction for each row. */
export type Predictions = { readonly [row: string]: Prediction }

export interface MethodContext {
  /** Seed of the run, from which `random` is made. */
  readonly seed: number
  /** Forked for the method and the seed, the same on every call. */
  readonly random: Random
  /** One thread, so the result does not depend on the number of parallel tasks. */
  readonly engine: Engine
  /** Bytes of a file of weights the user supplied; those listed in `needs` are there. */
  readonly weights: (name: string) => Promise<Uint8Array>
  /** Raised on Ctrl-C: throw `Cancelled`, or let `signal.throwIfAborted()` do it. */
  readonly signal: AbortSignal
  /** For work of more than two seconds: `done` of `total`, in units of the method's choice. */
  readonly onProgress: (done: number, total: number) => void
}

export interface LearningContext extends MethodContext {
  /** A folder for this task alone, for instance for a checkpoint. It is kept if the run is interrupted. */
  readonly folder: string
  /** Folder of the images, for methods that read the files themselves. It may also hold images that are not samples. */
  readonly images: string
  /** The files of the samples, in the same order. */
  readonly files: readonly string[]
}

/** Segments one image. The same sample always gives the same predictions, in any order of calls. */
export type Segment = (sample: Sample) => Promise<Predictions>

export interface Method {
  /** Names the method in the cache and on the progress line. */
  readonly id: string
  /** Increased if results change, so that earlier results in the cache are not used. */
  readonly version: number
  /** The rows it fills, id to title, in the order of the table. */
  readonly rows: { readonly [row: string]: string }
  /** Seeds to run with: `none` if nothing is random, `first` if more would take too long, else `all`. */
  readonly seeds: 'none' | 'first' | 'all'
  /** Names of the weights that the method needs. If one is missing, its rows say so. */
  readonly needs?: readonly string[]
  /** Numbers the results depend on: they identify results in the cache, beside `version`. */
  readonly settings?: unknown
  /**
   * Learns from all samples, once for each seed. The returned bytes are stored and given to `open` in every process.
   */
  readonly learn?: (samples: readonly Sample[], context: LearningContext) => Promise<Uint8Array>
  /** Prepares for segmentation: loads networks, if there are any. */
  readonly open: (context: MethodContext, learnt: Uint8Array | undefined) => Promise<Segment>
}
