/** Clicks in the planes across the slices: the slice there is shown, and taken from as soon as it has regions. */
import { effect } from '@preact/signals'
import type { Command, Place } from '../engine/index.ts'
import type { createPlanes, Section } from './planes.ts'
import type { Studio } from './studio.ts'

interface Steps {
  readonly go: (place: Place) => Promise<void>
  readonly run: (command: Command) => boolean
}

export function createAcross(studio: Studio, planes: ReturnType<typeof createPlanes>, { go, run }: Steps) {
  const isShown = ({ image, slice }: Place): boolean => {
    const at = studio.shown.value?.place
    return at?.image === image && at.slice === slice
  }
  /** Resolves when the place has regions, or something else is shown; returns which. */
  const regionsOf = (place: Place): Promise<boolean> =>
    new Promise(resolve => {
      const stop = effect(() => {
        if (isShown(place) && studio.regions.value === undefined) return
        resolve(isShown(place))
        queueMicrotask(() => stop())
      })
    })
  return async (section: Section, at: Section['at'], takesAway: boolean): Promise<void> => {
    const [x, y, slice] = planes.voxelOf(section, at)
    const image = studio.shown.value?.place.image
    if (image === undefined) return
    const place = { image, slice }
    const { settings } = studio
    settings.pointed.value = { x, y }
    if (!isShown(place)) await go(place)
    if (!(await regionsOf(place))) return
    const points = [{ x: x + 0.5, y: y + 0.5 }]
    if (settings.tool.value === 'regions')
      run({ do: 'regions', place, points, erase: takesAway, structures: settings.structures.value })
    else run({ do: 'click', place, x, y, sign: takesAway ? -1 : 1 })
  }
}
