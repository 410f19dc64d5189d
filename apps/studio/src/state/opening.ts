/** Opening images and finding their regions: plain colour at once, those of the encoder when they are ready. */
import { type CutsError, isCutsError, type Volume } from '@cuts/core'
import { batch } from '@preact/signals'
import { addImage, frameKey, type Place, setRegions } from '../engine/index.ts'
import { groupFiles, type NamedBlob } from '../files/sources.ts'
import type { Connection, ImageSource } from '../worker/port.ts'
import type { Studio } from './studio.ts'

/** Pixels, times channels, of frames whose regions are kept beside the one on the screen. */
const keptValues = 1 << 25

export interface Opening {
  /** Opens files as images after those that are open, and shows the first of them. */
  readonly open: (files: readonly NamedBlob[]) => Promise<void>
  readonly go: (place: Place) => Promise<void>
  /** Stops the encoder for the frame on the screen. */
  readonly stop: () => void
  /** The intensities of a whole image. */
  readonly whole: (id: string) => Promise<Volume>
  /** Asks the encoder again. */
  readonly again: () => void
}

export function createOpening(studio: Studio, onOpened: (source: ImageSource) => void): Opening {
  const quick = studio.workers.start()
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

  const findRegions = async (place: Place, mine: number): Promise<void> => {
    const key = frameKey(place)
    const source = studio.sources.get(place.image)!
    const session = studio.session()
    const isCurrent = (): boolean => mine === turn && studio.session() === session
    try {
      if (!session.held.has(key)) {
        studio.progress.value = { kind: 'colour' }
        const regions = await quick.ask('regions', { source, slice: place.slice, by: 'colour' })
        if (studio.session() === session && !session.held.has(key)) setRegions(session, place, regions)
        studio.changed()
      }
      if (!isCurrent()) return
      forget(studio, key)
      const wantsEncoder = session.held.get(key)?.regions.origin === 'colour' && !stopped.has(key)
      if (!wantsEncoder) {
        studio.progress.value = undefined
        return
      }
      studio.progress.value = { kind: 'encoder' }
      slow ??= studio.workers.start()
      const better = await slow.ask('regions', { source, slice: place.slice, by: 'encoder' }, share => {
        if (isCurrent()) studio.progress.value = { kind: 'encoder', share }
      })
      if (studio.session() === session && session.held.has(key)) {
        setRegions(session, place, better)
        studio.changed()
      }
    } catch (error) {
      if (isCurrent()) fail(error)
    }
    if (isCurrent()) studio.progress.value = undefined
  }

  const go = async (place: Place): Promise<void> => {
    const mine = ++turn
    const source = studio.sources.get(place.image)
    if (source === undefined) return
    // The encoder works for one frame at a time: what it does for an earlier one is not waited for.
    if (studio.progress.value?.kind === 'encoder') {
      slow?.end()
      slow = undefined
    }
    studio.progress.value = { kind: 'reading' }
    try {
      if (!studio.facts.value.has(place.image)) {
        const { format, channels, notices } = await quick.ask('open', { source })
        studio.facts.value = new Map(studio.facts.value).set(place.image, { format, channels, notices })
      }
      const image = await quick.ask('slice', { source, slice: place.slice })
      if (mine !== turn) return
      const isOther = studio.shown.value?.place.image !== place.image
      batch(() => {
        studio.show(place, image)
        if (isOther) studio.settings.fitted.value = true
      })
      await findRegions(place, mine)
    } catch (error) {
      if (mine === turn) studio.progress.value = undefined
      fail(error, source.files[0]?.[0])
    }
  }

  const open = async (files: readonly NamedBlob[]): Promise<void> => {
    let first: Place | undefined
    studio.progress.value = { kind: 'reading' }
    for (const group of await groupFiles(files)) {
      const name =
        group.length > 1 && !/\.[a-z]+$/i.test(group[0]![0]) ? folderName(group[0]![0]) : baseName(group[0]![0])
      const source = { id: freshId(studio, name), files: group }
      try {
        const { width, height, depth, slice, image, format, channels, notices } = await quick.ask('open', { source })
        studio.sources.set(source.id, source)
        addImage(studio.session(), { id: source.id, name, width, height, depth })
        batch(() => {
          studio.images.value = [...studio.session().images]
          studio.facts.value = new Map(studio.facts.value).set(source.id, { format, channels, notices })
          studio.changed()
        })
        onOpened(source)
        if (first !== undefined) continue
        first = { image: source.id, slice }
        // The first image is worked on while the others are read.
        turn++
        studio.settings.fitted.value = true
        studio.show(first, image)
        void findRegions(first, turn)
      } catch (error) {
        fail(error, name)
      }
    }
    if (first === undefined) studio.progress.value = undefined
  }

  return {
    open,
    go,
    stop: () => {
      const place = studio.shown.value?.place
      if (place !== undefined) stopped.add(frameKey(place))
      slow?.end()
      slow = undefined
      studio.progress.value = undefined
    },
    whole: id => quick.ask('whole', { source: studio.sources.get(id)! }),
    again: () => {
      const place = studio.shown.value?.place
      if (place === undefined || studio.progress.value !== undefined) return
      stopped.delete(frameKey(place))
      void findRegions(place, ++turn)
    },
  }
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

/** A name that no image of the session has: it names its files too. */
function freshId({ sources }: Studio, name: string): string {
  const plain = name.replace(/[^\p{L}\p{N}._-]+/gu, '_')
  for (let n = 1; ; n++) {
    const id = n === 1 ? plain : `${plain}-${n}`
    if (!sources.has(id)) return id
  }
}

function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1)
}

function folderName(path: string): string {
  return path.split('/').at(-2) ?? baseName(path)
}
