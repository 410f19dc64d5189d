/** The state of the page: the engine behind signals, and the workers that feed it. */
import type { Image } from '@cuts/core'
import type { View } from '@cuts/core/volume'
import { type DisplayWindow, displayWindow } from '@cuts/runtime/pictures'
import { batch, computed, signal } from '@preact/signals'
import {
  createSession,
  cutOf,
  type Document,
  emptyDocument,
  frameKey,
  imageOf,
  lookupOf,
  type Place,
  type Session,
  type SessionImage,
  type Title,
} from '../engine/index.ts'
import { type Pyramid, pyramidOf } from '../view/paint-image.ts'
import type { Connection, ImageSource } from '../worker/port.ts'
import type { FinishedRun } from './run-results.ts'
import { createSettings } from './settings.ts'

/** What the page knows of the frame on the screen. */
export interface Shown {
  readonly place: Place
  readonly image: Image
  readonly pyramid: Pyramid
}

export interface Facts {
  readonly format: string
  readonly channels: number
  readonly notices: readonly string[]
  /** Whether its values are Hounsfield units. */
  readonly isTomography: boolean
  /** How it is shown, in the grid of its file. */
  readonly view: View
}

export interface Progress {
  readonly kind: 'reading' | 'colour' | 'encoder'
  /** Share done, if it is known. */
  readonly share?: number | undefined
}

/** A message for the status line, worded by the dictionary of the language. */
export type Status =
  | { readonly kind: 'ready' }
  | { readonly kind: 'undone' | 'redone'; readonly title: Title }
  | { readonly kind: 'restored'; readonly steps: number }
  | { readonly kind: 'saved'; readonly name: string }
  | { readonly kind: 'found'; readonly count: number; readonly of: number }
  | { readonly kind: 'locked' }
  | { readonly kind: 'nothing to find' }
  | { readonly kind: 'waiting' }
  | { readonly kind: 'error'; readonly message: string; readonly remedy?: string | undefined }

export interface Workers {
  /** Starts a worker; one reads and finds plain regions, another runs the encoder. */
  readonly start: () => Connection
}

/** How regions are made, for everybody alike: the same image always gives the same regions. */
const origin = { preset: 'default', seed: 1 } as const

export function createStudio(workers: Workers, firstLabel: string) {
  let session: Session = createSession(emptyDocument(firstLabel))
  const sources = new Map<string, ImageSource>()
  const settings = createSettings()
  /** Counts changes of the engine: what is computed from it depends on this. */
  const revision = signal(0)
  const images = signal<readonly SessionImage[]>([])
  const shown = signal<Shown | undefined>(undefined)
  const facts = signal<ReadonlyMap<string, Facts>>(new Map())
  const windows = signal<ReadonlyMap<string, DisplayWindow>>(new Map())
  const progress = signal<Progress | undefined>(undefined)
  /** The last run with settings, if it finished. */
  const run = signal<FinishedRun | undefined>(undefined)
  const status = signal<Status>({ kind: 'ready' })
  /** The level while the slider is moved; a step of the log only when it is let go. */
  const previewed = signal<number | undefined>(undefined)

  const of = <T>(read: (session: Session) => T) =>
    computed(() => {
      revision.value
      return read(session)
    })
  const document = of(({ document }): Document => document)
  const log = of(({ log }) => log)
  const held = computed(() => {
    revision.value
    return shown.value && session.held.get(frameKey(shown.value.place))
  })
  const regions = computed(() => held.value?.regions)
  const selection = computed(() => held.value?.selection)
  const cut = computed(() => {
    const place = shown.value?.place
    if (regions.value === undefined || place === undefined) return undefined
    const frame = frameKey(place)
    return cutOf(regions.value, document.value, frame, previewed.value ?? document.value.levels[frame])
  })
  /** Regions of the level; with splits and fusions there may be more or fewer. */
  const level = computed(() => cut.value?.clusters ?? 0)
  const lookup = computed(() => {
    if (regions.value === undefined || cut.value === undefined) return undefined
    return settings.structures.value ? regions.value.structures : lookupOf(regions.value, cut.value)
  })
  const regionCount = computed(() => new Set(lookup.value).size)
  const shownImage = computed(() => shown.value && imageOf(session, shown.value.place.image))
  const shownWindow = computed(() => {
    const at = shown.value
    return at && (windows.value.get(at.place.image) ?? displayWindow(at.image))
  })

  const setWindow = (window: DisplayWindow): void => {
    const at = shown.value
    if (at !== undefined) windows.value = new Map(windows.value).set(at.place.image, window)
  }

  return {
    origin,
    workers,
    settings,
    sources,
    images,
    shown,
    shownImage,
    shownWindow,
    facts,
    windows,
    progress,
    run,
    status,
    previewed,
    revision,
    document,
    log,
    regions,
    selection,
    cut,
    level,
    regionCount,
    lookup,
    /** The engine. After a change of it, call `changed`. */
    session: () => session,
    changed: () => {
      revision.value++
    },
    replaceSession: (next: Session) => {
      session = next
      batch(() => {
        images.value = [...next.images]
        revision.value++
      })
    },
    setWindow,
    /** Shows the negative, or the positive again. */
    invertWindow: () => {
      const window = shownWindow.value
      if (window !== undefined) setWindow({ low: window.high, high: window.low })
    },
    show: (place: Place, image: Image) => {
      shown.value = { place, image, pyramid: pyramidOf(image) }
    },
  }
}

export type Studio = ReturnType<typeof createStudio>
