/** Opening images and finding their regions: plain colour at once, those of the encoder when they are ready. */
import { type CutsError, type Image, isCutsError, type Volume } from '@cuts/core'
import { asStored } from '@cuts/core/volume'
import { batch } from '@preact/signals'
import { addImage, frameKey, type Place, type Regions, setRegions } from '../engine/index.ts'
import { filesOfResult, listFolder, type ResultFolder, resultFolderIn } from '../files/result-folder.ts'
import { groupFiles, type NamedBlob, nameOfGroup } from '../files/sources.ts'
import { resultOf } from '../worker/list-results.ts'
import type { Connection, ImageSource } from '../worker/port.ts'
import { runSource } from './run-results.ts'
import type { Studio } from './studio.ts'
import { createVolumes } from './volumes.ts'

/** Values of frames whose regions are kept beside the one on the screen. */
const keptValues = 1 << 25
/** A slice that is passed sooner than this gets no regions, ms. */
const passing = 180

interface Group {
  readonly name: string
  readonly files: readonly NamedBlob[]
}

export interface Opening {
  /** Opens files as images after those that are open, and shows the first of them. */
  readonly open: (files: readonly NamedBlob[]) => Promise<void>
  /** Opens the images of a result folder, with their trees, but for those that are open. */
  readonly openResults: (folder: ResultFolder) => Promise<void>
  readonly go: (place: Place) => Promise<void>
  /** Stops the encoder for the frame on the screen. */
  readonly stop: () => void
  /** The intensities of a whole image. */
  /** One frame, with numbers only. */
  readonly frame: (place: Place) => Promise<Image>
  readonly whole: (id: string) => Promise<Volume>
  /** Stops all work and forgets what was read. */
  readonly close: () => void
}

export function createOpening(studio: Studio, onOpened: (source: ImageSource) => void): Opening {
  const volumes = createVolumes(studio, studio.workers.start())
  const quick = studio.workers.start()
  // The first image is the one that people wait for: the way is walked once before it comes.
  quick.ask('regions', { image: warmUp(), by: 'colour' }).catch(() => {})
  let slow: Connection | undefined
  /** Counts requests to show something: an answer to an earlier one comes too late. */
  let turn = 0
  const stopped = new Set<string>()

  const fail = (error: unknown, name?: string): void => {
    const { message, remedy } = error as CutsError
    if (isCutsError(error, 'Cancelled')) return
    const told = name === undefined || message.includes(name) ? message : `${name}: ${message}`
    studio.status.value = { kind: 'error', message: told, remedy }
  }
  const stopEncoder = (): void => {
    slow?.end()
    slow = undefined
  }

  const findRegions = async (place: Place, image: Image, mine: number): Promise<void> => {
    const key = frameKey(place)
    const session = studio.session()
    const isCurrent = (): boolean => mine === turn && studio.session() === session
    const take = (regions: Regions): void => {
      if (studio.session() !== session) return
      setRegions(session, place, withValues(regions, image))
      studio.changed()
    }
    try {
      const source = studio.sources.get(place.image)
      const isResult = source !== undefined && resultOf(source.files.map(([name]) => name)) !== undefined
      const ready =
        runSource(studio.run.value, source, place, studio.facts.value.get(place.image)?.view ?? asStored) ??
        (isResult ? source : undefined)
      const held = session.held.get(key)?.regions.origin
      // Regions of a run are those that a person asked for: they take the place of any others.
      if (ready !== undefined && held !== (ready.run === undefined ? 'results' : 'run'))
        take(await quick.ask('regions', { image, by: 'results', source: ready, slice: place.slice }))
      else if (held === undefined) {
        studio.progress.value = { kind: 'colour' }
        take(await quick.ask('regions', { image, by: 'colour' }))
      }
      if (!isCurrent()) return
      forget(studio, key)
      if (session.held.get(key)?.regions.origin === 'colour' && !stopped.has(key)) {
        studio.progress.value = { kind: 'encoder' }
        slow ??= studio.workers.start()
        const better = await slow.ask('regions', { image, by: 'encoder' }, share => {
          if (isCurrent()) studio.progress.value = { kind: 'encoder', share }
        })
        take(better)
      }
    } catch (error) {
      if (isCurrent()) fail(error)
    }
    if (isCurrent()) studio.progress.value = undefined
  }

  const go = async (place: Place): Promise<void> => {
    const mine = ++turn
    const before = studio.shown.value?.place.image
    // The encoder works for one frame at a time: what it does for an earlier one is not waited for.
    if (studio.progress.value?.kind === 'encoder') stopEncoder()
    studio.progress.value = { kind: 'reading' }
    try {
      const image = await volumes.slice(place.image, place.slice)
      if (mine !== turn) return
      batch(() => {
        studio.show(place, image)
        if (studio.status.value.kind !== 'error') studio.status.value = { kind: 'ready' }
        if (before !== place.image) studio.settings.fitted.value = true
      })
      if (before === place.image) await new Promise(resolve => setTimeout(resolve, passing))
      if (mine === turn) void findRegions(place, image, mine)
    } catch (error) {
      if (mine === turn) studio.progress.value = undefined
      fail(error, studio.sources.get(place.image)?.files[0]?.[0])
    }
  }

  /** Adds images one after the other; the first is worked on while the others are read. */
  const openAll = async (groups: AsyncIterable<Group> | Iterable<Group>): Promise<void> => {
    let isFirst = true
    for await (const { name, files } of groups) {
      const source = { id: freshId(studio, name), files }
      studio.sources.set(source.id, source)
      try {
        const { width, height, depth } = await volumes.volume(source.id)
        addImage(studio.session(), { id: source.id, name, width, height, depth })
        batch(() => {
          studio.images.value = [...studio.session().images]
          studio.changed()
        })
        onOpened(source)
        if (isFirst) void go({ image: source.id, slice: depth >> 1 })
        isFirst = false
      } catch (error) {
        studio.sources.delete(source.id)
        fail(error, name)
      }
    }
    if (isFirst) studio.progress.value = undefined
  }
  const begin = (): void => {
    studio.status.value = { kind: 'ready' }
    studio.progress.value = { kind: 'reading' }
  }
  const open = async (files: readonly NamedBlob[]): Promise<void> => {
    const folder = resultFolderIn(files)
    if (folder !== undefined) return openResults(folder)
    begin()
    await openAll((await groupFiles(files)).map(group => ({ name: nameOfGroup(group), files: group })))
  }
  const openResults = async (folder: ResultFolder): Promise<void> => {
    begin()
    try {
      const images = await listFolder(folder, quick)
      const known = new Set([...studio.sources.values()].map(({ files }) => resultKey(files)))
      await openAll(
        (async function* () {
          for (const image of images) {
            const files = await filesOfResult(folder, image)
            if (!known.has(resultKey(files))) yield { name: image.name, files }
          }
        })(),
      )
    } catch (error) {
      studio.progress.value = undefined
      fail(error)
    }
  }

  return {
    open,
    openResults,
    go,
    whole: volumes.volume,
    frame: ({ image, slice }) => volumes.slice(image, slice),
    stop: () => {
      const place = studio.shown.value?.place
      if (place !== undefined) stopped.add(frameKey(place))
      stopEncoder()
      studio.progress.value = undefined
    },
    close: () => {
      turn++
      stopEncoder()
      stopped.clear()
      volumes.clear()
      studio.progress.value = undefined
    },
  }
}

/** Regions from a worker come without the image, which the page has. */
function withValues(regions: Regions, { pixels }: Image): Regions {
  const { values } = regions.space
  return { ...regions, space: { ...regions.space, values: { ...values, data: pixels } } }
}

/** Drops regions of frames that were not looked at for longest, as far as memory asks; labels stay. */
function forget(studio: Studio, keep: string): void {
  const { held } = studio.session()
  const current = held.get(keep)
  if (current !== undefined) {
    held.delete(keep)
    held.set(keep, current)
  }
  let values = 0
  for (const [key, { regions }] of [...held].reverse()) {
    values += regions.space.values.data.length
    if (key !== keep && values > keptValues) held.delete(key)
  }
}

/** What tells one image of results from another; undefined for other files. */
function resultKey(files: readonly NamedBlob[]): string | undefined {
  return files.find(([name]) => resultOf([name]) !== undefined)?.[0]
}

/** A name that no image of the session has: it names its files too. */
function freshId({ sources }: Studio, name: string): string {
  const plain = name.replace(/[^\p{L}\p{N}._-]+/gu, '_')
  for (let n = 1; ; n++) {
    const id = n === 1 ? plain : `${plain}-${n}`
    if (!sources.has(id)) return id
  }
}

/** A small picture of nothing in particular. */
function warmUp(): Image {
  const [width, height] = [64, 64]
  const pixels = Float32Array.from({ length: width * height }, (_, i) => 9 * Math.sin(i * i) + 2 * (i % 64) + (i >> 10))
  return { width, height, channels: 1, sampleType: 'uint8', pixels }
}
