/** The planes of the volume on the screen, the cross that they meet in, and shapes between slices. */

import type { Image, Volume } from '@cuts/core'
import { computed, type ReadonlySignal, signal } from '@preact/signals'
import {
  type Entry,
  fillSection,
  masksBetween,
  openSectionStroke,
  type Place,
  type Point,
  paintMasks,
  type SectionStroke,
  withinRange,
} from '../engine/index.ts'
import {
  type EdgeLetters,
  edgeLetters,
  fromView,
  inView,
  labelsOf,
  type Plane,
  planesOf,
  sectionOf,
} from '../view/planes.ts'
import type { Studio } from './studio.ts'

type Voxel = readonly [column: number, row: number, slice: number]

/** A plane across the slices, ready to be painted. */
export interface Section {
  readonly plane: Plane
  readonly image: Image
  /** Labels of its pixels. */
  readonly labels: Uint8Array
  /** Where the cross is: column, row and section of the plane. */
  readonly at: Voxel
  readonly sections: number
  /** Distance between columns and between rows; equal where the file states none. */
  readonly spacing: readonly [number, number]
  readonly letters: EdgeLetters | undefined
}

interface Steps {
  readonly go: (place: Place) => void
  readonly made: (entry: Entry | undefined) => void
}

export function createPlanes(studio: Studio, whole: (id: string) => Promise<Volume>, { go, made }: Steps) {
  const { settings, shown, shownImage } = studio
  const volume = signal<{ readonly id: string; readonly volume: Volume } | undefined>(undefined)
  const load = async (): Promise<void> => {
    const image = shownImage.value
    if (image === undefined || image.depth < 2 || volume.value?.id === image.id) return
    const read = await whole(image.id)
    if (shownImage.value?.id === image.id) volume.value = { id: image.id, volume: read }
  }
  const current = computed(() => (volume.value?.id === shownImage.value?.id ? volume.value?.volume : undefined))
  const cross = computed((): Voxel | undefined => {
    const [at, of] = [shown.value, current.value]
    if (at === undefined || of === undefined) return undefined
    const { x, y } = settings.pointed.value ?? { x: of.width >> 1, y: of.height >> 1 }
    return [Math.min(of.width - 1, x), Math.min(of.height - 1, y), at.place.slice]
  })
  const planes = computed(() => {
    const of = current.value
    // The volume is in the order in which it is shown; its first plane is that of its slices.
    return of && planesOf(of.geometry)
  })
  const sections: ReadonlySignal<readonly Section[]> = computed(() => {
    const [of, at, place] = [current.value, cross.value, shown.value?.place]
    if (of === undefined || at === undefined || place === undefined) return []
    // Labels change without a signal of their own.
    studio.revision.value
    const labels = studio.session().pixels.get(place.image)!
    return planes.value!.slice(1).map(plane => {
      const inPlane = inView(at, of, plane.view)
      const { axes } = plane.view
      const spacing = of.geometry?.spacingMm ?? [1, 1, 1]
      return {
        plane,
        image: sectionOf(of, plane.view, inPlane[2]),
        labels: labelsOf(labels, of, plane.view, inPlane[2]),
        at: inPlane,
        sections: [of.width, of.height, of.depth][axes[2]]!,
        spacing: [spacing[axes[0]]!, spacing[axes[1]]!],
        letters: edgeLetters(of.geometry, of, plane.view),
      }
    })
  })
  /** A stroke in progress, by the name of its plane; a new object whenever it has drawn. */
  const drawn = signal<{ readonly name: string; readonly labels: Uint8Array } | undefined>(undefined)
  let stroke: { readonly section: Section; readonly drawing: SectionStroke } | undefined
  const planeOf = ({ plane, at }: Section, image: string) => ({ image, view: plane.view, index: at[2] })
  const isLocked = (): boolean => {
    const { labels, active } = studio.document.value
    const locked = labels.find(({ id }) => id === active)?.locked === true
    if (locked) studio.status.value = { kind: 'locked' }
    return locked
  }
  const draw = (point: Point): void => {
    if (stroke === undefined) return
    stroke.drawing.to(point)
    drawn.value = { name: stroke.section.plane.name, labels: stroke.drawing.labels }
  }
  /** Begins a stroke of the tool in hand in a plane; returns whether that tool draws strokes. */
  const begin = (section: Section, start: Point, takesAway: boolean): boolean => {
    const [tool, place, window] = [settings.tool.value, shown.value?.place, studio.shownWindow.value]
    if (place === undefined || window === undefined) return false
    if (tool !== 'brush' && tool !== 'eraser' && (tool !== 'threshold' || settings.connected.value)) return false
    if (isLocked()) return true
    const { image, spacing } = section
    const pixels = image.width * image.height
    const under = Math.floor(start.y) * image.width + Math.floor(start.x)
    const tolerance = settings.tolerance.value * Math.abs(window.high - window.low)
    const drawing = openSectionStroke(studio.session(), planeOf(section, place.image), {
      // As wide as in the slices.
      radius: (settings.radius.value * (current.value?.geometry?.spacingMm[0] ?? 1)) / spacing[0],
      aspect: spacing[1] / spacing[0],
      erase: tool === 'eraser' || takesAway,
      accepts: tool === 'threshold' ? withinRange(image.pixels, pixels, under, tolerance) : undefined,
    })
    stroke = { section, drawing }
    draw(start)
    return true
  }

  return {
    load,
    drawn,
    begin,
    draw,
    /** Ends the stroke as one step; `undone` takes it back. */
    end: (undone = false): void => {
      const ended = stroke
      stroke = undefined
      drawn.value = undefined
      if (ended !== undefined && !undone) made(ended.drawing.end())
    },
    fill: (section: Section, [x, y]: Voxel, erase: boolean): void => {
      const place = shown.value?.place
      if (place !== undefined && !isLocked())
        made(fillSection(studio.session(), planeOf(section, place.image), { x, y, erase }))
    },
    sections,
    cross,
    /** Distances between voxels; undefined if the file states none. */
    spacing: computed(() => current.value?.geometry?.spacingMm),
    /** Letters of the slices themselves. */
    letters: computed(() => {
      const of = current.value
      return of && edgeLetters(of.geometry, of, planes.value![0]!.view)
    }),
    /** The voxel at a column, row and section of a plane. */
    voxelOf: ({ plane }: Section, at: Voxel): Voxel => fromView(at, current.value!, plane.view),
    /** Moves the cross to a column, row and section of a plane: the slice that it lies in is shown. */
    point: ({ plane }: Section, at: Voxel): void => {
      const [of, place] = [current.value, shown.value?.place]
      if (of === undefined || place === undefined) return
      const [x, y, slice] = fromView(at, of, plane.view)
      settings.pointed.value = { x, y }
      if (slice !== place.slice) go({ image: place.image, slice })
    },
    /** Gives the label in use the shapes between its slices. */
    fillBetween: (): void => {
      const at = shown.value
      if (at === undefined) return
      const session = studio.session()
      const [dx, dy] = at.image.geometry?.spacingMm ?? [1, 1]
      const { active } = studio.document.value
      made(paintMasks(session, active, masksBetween(session, at.place.image, active, [dx, dy]), 'between'))
    },
  }
}
