/** The label in use in all other slices and images: what is like it is looked for one frame after the other. */
import { isCutsError } from '@cuts/core'
import { type Exemplar, exemplarOf } from '@cuts/core/selection'
import { signal } from '@preact/signals'
import { type Entry, type FoundMask, frameOf, type Place, paintMasks } from '../engine/index.ts'
import type { Connection } from '../worker/port.ts'
import type { Opening } from './opening.ts'
import type { Studio } from './studio.ts'

/** What is less like the label than this is not taken. */
const leastConfidence = 0.1

export function createEverywhere(studio: Studio, opening: Opening, made: (entry: Entry | undefined) => void) {
  /** Share of the frames that are done, while it works. */
  const share = signal<number | undefined>(undefined)
  let worker: Connection | undefined

  /** What the label looks like where regions are at hand. */
  const exemplars = (label: number): Exemplar[] =>
    [...studio.session().held.values()].flatMap(
      ({ regions, selection }) =>
        exemplarOf(
          regions.space,
          selection.owner.map(owner => (owner === label ? 1 : 0)),
        ) ?? [],
    )

  const find = async (): Promise<void> => {
    const session = studio.session()
    const { active } = session.document
    const known = exemplars(active)
    if (known.length === 0) {
      studio.status.value = { kind: 'nothing to find' }
      return
    }
    const places = session.images.flatMap(({ id, depth }) =>
      Array.from({ length: depth }, (_, slice): Place => ({ image: id, slice })),
    )
    const open = places.filter(place => !frameOf(session, place).includes(active))
    const found: FoundMask[] = []
    worker?.end()
    worker = studio.workers.start()
    try {
      for (const [index, place] of open.entries()) {
        share.value = index / open.length
        const image = await opening.frame(place)
        const answer = await worker.ask('recognise', { image, exemplars: known })
        if (answer !== undefined && answer.confidence >= leastConfidence) found.push({ place, inside: answer.inside })
      }
      if (studio.session() !== session) return
      made(paintMasks(session, active, found))
      studio.status.value = { kind: 'found', count: found.length, of: open.length }
    } catch (error) {
      if (!isCutsError(error, 'Cancelled')) studio.status.value = { kind: 'error', message: (error as Error).message }
    } finally {
      share.value = undefined
    }
  }
  return {
    share,
    find,
    stop: () => {
      worker?.end()
      worker = undefined
    },
  }
}
