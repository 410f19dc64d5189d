/** Requests to a worker and their answers, with progress on the way. */
import {
  CutsError,
  type ErrorCode,
  type Image,
  type MergeTree,
  type PrototypeCloud,
  type Remedies,
  type Volume,
} from '@cuts/core'
import type { Exemplar, Selection, SelectionSpace } from '@cuts/core/selection'
import type { View } from '@cuts/core/volume'
import type { SegmentPlot } from '@cuts/runtime/pipeline'
import type { Question, Regions } from '../engine/index.ts'
import type { ResultImage } from './list-results.ts'

/** Files that hold one image together, in memory or on disk: sending them costs nothing. */
export interface ImageSource {
  /** Unique in the session. */
  readonly id: string
  readonly files: readonly (readonly [name: string, file: Blob])[]
  /** Results of the page's own run that show it, if it is they that are meant. */
  readonly run?: { readonly store: string; readonly of: 'image' | 'volume'; readonly id: string; readonly view: View }
}

export interface ReadImage {
  /** As it is shown: see `view`. */
  readonly volume: Volume
  /** How it lies in the grid of its file. */
  readonly view: View
  readonly format: string
  /** Whether its values are Hounsfield units. */
  readonly isTomography: boolean
  readonly notices: readonly string[]
}

export interface Requests {
  readonly read: { readonly ask: { readonly source: ImageSource }; readonly answer: ReadImage }
  /** The values of their selection space are left out: they are the image's own. */
  readonly regions: {
    readonly ask:
      | { readonly image: Image; readonly by: 'colour' | 'encoder' }
      | { readonly image: Image; readonly by: 'results'; readonly source: ImageSource; readonly slice: number }
    readonly answer: Regions
  }
  /** What a click or a box selects. The space lies in shared memory for the most part. */
  readonly select: {
    readonly ask: { readonly space: SelectionSpace; readonly selection: Selection; readonly question: Question }
    readonly answer: Selection
  }
  /** What is like earlier picks, by regions of plain colour. */
  readonly recognise: {
    readonly ask: { readonly image: Image; readonly exemplars: readonly Exemplar[] }
    readonly answer: { readonly inside: Uint8Array; readonly confidence: number } | undefined
  }
  /** The segments of an image in a plane, alike ones close together. */
  readonly plot: {
    readonly ask: { readonly tree: MergeTree; readonly cloud: PrototypeCloud }
    readonly answer: SegmentPlot
  }
  /** The images of a result folder; `paths` are all of its files. */
  readonly 'list results': {
    readonly ask: { readonly summary: Blob; readonly inventory: Blob | undefined; readonly paths: readonly string[] }
    readonly answer: readonly ResultImage[]
  }
}

export type RequestName = keyof Requests
export type Ask<Name extends RequestName> = Requests[Name]['ask']
export type Answer<Name extends RequestName> = Requests[Name]['answer']

export interface ToWorker {
  readonly ticket: number
  readonly name: RequestName
  readonly ask: Ask<RequestName>
}

export type FromWorker =
  | { readonly ticket: number; readonly type: 'answer'; readonly answer: Answer<RequestName> }
  | { readonly ticket: number; readonly type: 'work'; readonly share: number }
  | ({
      readonly ticket: number
      readonly type: 'error'
      readonly code?: ErrorCode | undefined
      readonly message: string
    } & Remedies)

export interface Connection {
  readonly ask: <Name extends RequestName>(
    name: Name,
    ask: Ask<Name>,
    onWork?: (share: number) => void,
  ) => Promise<Answer<Name>>
  /** Ends the worker; what was asked fails with `Cancelled`. */
  readonly end: () => void
}

interface Pending {
  readonly resolve: (answer: never) => void
  readonly reject: (error: Error) => void
  readonly onWork?: ((share: number) => void) | undefined
}

export function connect(worker: Worker): Connection {
  const pending = new Map<number, Pending>()
  let tickets = 0
  const failAll = (error: Error): void => {
    for (const { reject } of pending.values()) reject(error)
    pending.clear()
  }
  worker.addEventListener('message', ({ data }: MessageEvent<FromWorker>) => {
    const asked = pending.get(data.ticket)
    if (asked === undefined) return
    if (data.type === 'work') {
      asked.onWork?.(data.share)
      return
    }
    pending.delete(data.ticket)
    if (data.type === 'answer') asked.resolve(data.answer as never)
    else if (data.code === undefined) asked.reject(new Error(data.message))
    else asked.reject(new CutsError(data.code, data.message, { remedy: data.remedy, action: data.action }))
  })
  worker.addEventListener('error', event => failAll(new Error(`a worker of this page failed: ${event.message}`)))
  return {
    ask: (name, ask, onWork) =>
      new Promise((resolve, reject) => {
        const ticket = tickets++
        pending.set(ticket, { resolve, reject, onWork })
        worker.postMessage({ ticket, name, ask } satisfies ToWorker)
      }),
    end: () => {
      worker.terminate()
      failAll(new CutsError('Cancelled', 'stopped.'))
    },
  }
}
