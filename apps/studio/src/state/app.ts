/** Everything that the page can do, put together once. */
import type { Store } from '@cuts/runtime'
import { computed, effect } from '@preact/signals'
import {
  type Command,
  createSession,
  emptyDocument,
  floodByValue,
  openStroke,
  type Place,
  type Point,
  type Snap,
  type Stroke,
  withinRange,
} from '../engine/index.ts'
import { fetchOpened, type Opened } from '../files/opened.ts'
import { servedResults } from '../files/result-folder.ts'
import { type NamedBlob, sampleFiles } from '../files/sources.ts'
import { createAcross } from './across.ts'
import { createAnswering } from './answering.ts'
import { createEditing } from './editing.ts'
import { createEverywhere } from './everywhere.ts'
import { createOpening } from './opening.ts'
import { createPlanes } from './planes.ts'
import { createPlot } from './plot.ts'
import { createSaving } from './saving.ts'
import { packSession, sessionEnding, unpackSession } from './session-file.ts'
import { createStudio, type Workers } from './studio.ts'
import { createThumbnails } from './thumbnails.ts'
import { createTraining, type RunWorker } from './training.ts'
import { createTree } from './tree.ts'

export function createApp(
  workers: Workers & { readonly startRun: () => RunWorker },
  store: Store | undefined,
  firstLabel: string,
) {
  const studio = createStudio(workers, firstLabel)
  const fail = (error: unknown): void => {
    const { message, remedy } = error as Error & { remedy?: string }
    studio.status.value = { kind: 'error', message, remedy }
  }
  const saving = createSaving(studio, store, fail)
  const opening = createOpening(studio, saving.saved)
  const go = async (place: Place): Promise<void> => {
    await opening.go(place)
    saving.step()
  }
  const answering = createAnswering(studio)
  effect(() => {
    if (studio.regions.value !== undefined && answering.isAway()) answering.prepare()
  })
  const editing = createEditing(studio, answering, { onStep: saving.step, go: place => void go(place) })
  const place = (): Place | undefined => studio.shown.value?.place
  const planes = createPlanes(studio, opening.whole, { go: place => void go(place), made: editing.made })
  const training = createTraining(studio, store, workers.startRun, () => {
    const at = place()
    if (at !== undefined) void go(at)
  })
  const here = (command: (place: Place) => Command): boolean => {
    const at = place()
    return at !== undefined && editing.run(command(at))
  }
  const tree = createTree(studio)
  const atPointed = (kind: 'split' | 'fuse') => (): void => {
    const pixel = tree.pointed.value
    if (pixel !== undefined) here(place => ({ do: kind, place, x: pixel.x, y: pixel.y }))
  }
  /** What is about as bright as a pixel, by the tolerance that is set. */
  const likeAt = ({ x, y }: Point): ((index: number) => boolean) => {
    const [image, window] = [studio.shown.value!.image, studio.shownWindow.value!]
    const [column, row] = [x, y].map((value, axis) =>
      Math.max(0, Math.min((axis === 0 ? image.width : image.height) - 1, Math.floor(value))),
    ) as [number, number]
    const tolerance = studio.settings.tolerance.value * Math.abs(window.high - window.low)
    return withinRange(image.pixels, image.width * image.height, row * image.width + column, tolerance)
  }
  const take = (nodes: readonly number[], erase = false): boolean =>
    here(place => ({ do: 'take', place, nodes, erase }))
  const plot = createPlot(studio)

  const open = async (files: readonly NamedBlob[]): Promise<void> => {
    const session = files.find(([name]) => name.endsWith(sessionEnding))
    if (session === undefined) return opening.open(files)
    try {
      const saved = unpackSession(studio, new Uint8Array(await session[1].arrayBuffer()), session[0])
      opening.close()
      await saving.clear()
      for (const source of studio.sources.values()) saving.saved(source)
      if (saved.place !== undefined) await go(saved.place)
    } catch (error) {
      fail(error)
    }
  }
  const step = (by: 1 | -1): void => {
    const images = studio.images.value
    const at = images.findIndex(({ id }) => id === place()?.image)
    const next = images[at + by]
    if (next !== undefined) void go({ image: next.id, slice: next.depth >> 1 })
  }
  const slice = (by: number): void => {
    const [at, image] = [place(), studio.shownImage.value]
    if (at === undefined || image === undefined) return
    const to = Math.max(0, Math.min(image.depth - 1, at.slice + by))
    if (to !== at.slice) void go({ image: at.image, slice: to })
  }

  return {
    studio,
    saving,
    training,
    planes,
    /** Uses a tool that takes regions at a place of a plane across the slices. */
    takeAcross: createAcross(studio, planes, { go, run: editing.run }),
    thumbnails: createThumbnails(studio, opening.whole),
    opening: { ...opening, open, go },
    editing,
    nextImage: step,
    nextSlice: slice,
    /** A command about the frame on the screen. */
    here,
    tree,
    plot,
    /** Leaves that are to be seen as one in the image. */
    lit: computed(() => tree.lit.value ?? plot.lit.value),
    /** Gives what is picked in the plot to the label in use, or takes it away. */
    takePlotted: (erase: boolean): void => {
      if (take(plot.nodes(), erase)) plot.clear()
    },
    everywhere: createEverywhere(studio, opening, editing.made),
    split: atPointed('split'),
    fuse: atPointed('fuse'),
    /** Gives nodes of the tree to the label in use. */
    take,
    /** Takes what the finder looks at, and goes on to the next. */
    accept: (): void => {
      const node = tree.current.value
      if (node === undefined) return
      take([node])
      tree.step(1)
    },
    findSimilar: (): void => {
      if (!tree.findSimilar()) studio.status.value = { kind: 'nothing to find' }
    },
    /** Begins a stroke of brush, eraser or threshold at a pixel. */
    stroke: (erase: boolean, start: Point): Stroke | undefined => {
      const at = place()
      const { radius, snap, tool } = studio.settings
      const isThreshold = tool.value === 'threshold'
      const follows = snap.value === 'none' || isThreshold || studio.regions.value === undefined
      return (
        at &&
        openStroke(studio.session(), at, {
          radius: radius.value,
          erase,
          accepts: isThreshold ? likeAt(start) : undefined,
          snap: follows ? undefined : (snap.value as Snap),
        })
      )
    },
    lasso: (points: readonly Point[], erase: boolean): void => {
      const { snap } = studio.settings
      const follows = snap.value === 'none' || studio.regions.value === undefined
      here(place => ({ do: 'lasso', place, points, erase, snap: follows ? undefined : (snap.value as Snap) }))
    },
    /** Gives everything of about the intensity of a pixel that is connected to it. */
    floodAt: (x: number, y: number, erase: boolean): void => {
      const at = place()
      if (at !== undefined) editing.made(floodByValue(studio.session(), at, { x, y, erase }, likeAt({ x, y })))
    },
    setLevel: (clusters: number): void => {
      const [at, regions] = [place(), studio.regions.value]
      studio.previewed.value = undefined
      studio.settings.structures.value = false
      if (at === undefined || regions === undefined) return
      const wanted = Math.max(1, Math.min(regions.tree.leaves, Math.round(clusters)))
      if (wanted !== studio.level.value) editing.run({ do: 'level', place: at, clusters: wanted })
    },
    restore: async (): Promise<void> => {
      try {
        const saved = await saving.restore()
        if (saved === undefined) return
        await training.restore()
        const [first] = saved.images
        await opening.go(saved.place ?? { image: first!.id, slice: first!.depth >> 1 })
        studio.status.value = { kind: 'restored', steps: saved.position }
      } catch (error) {
        fail(error)
      }
    },
    /** Opens what the server was asked to, but for what is open already. */
    openGiven: async (given: Opened): Promise<void> => {
      const { kind, files } = given
      if (kind === 'nothing') return
      if (kind === 'results') return opening.openResults(servedResults(given))
      const known = new Set([...studio.sources.values()].flatMap(source => source.files.map(([name]) => name)))
      studio.progress.value ??= { kind: 'reading' }
      const named =
        kind === 'samples' ? await sampleFiles() : await fetchOpened('opened', files, path => !known.has(path))
      const fresh = named.filter(([name]) => !known.has(name))
      const [before, images] = [studio.status.value, studio.images.value.length]
      if (fresh.length > 0) await open(fresh)
      else if (studio.progress.value?.kind === 'reading') studio.progress.value = undefined
      // What could not be read the last time is not told again.
      if (before.kind === 'restored' && studio.images.value.length === images) studio.status.value = before
    },
    packSession: () => packSession(studio),
    /** Closes everything and forgets it. */
    reset: async (): Promise<void> => {
      opening.close()
      studio.sources.clear()
      training.cancel()
      studio.run.value = undefined
      studio.shown.value = undefined
      studio.replaceSession(createSession(emptyDocument(firstLabel)))
      await saving.clear()
    },
  }
}

export type App = ReturnType<typeof createApp>
