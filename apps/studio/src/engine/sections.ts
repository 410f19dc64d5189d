/** Drawing in a plane across the slices of a volume: one step with a patch for every slice that it meets. */
import { type View, voxelsOfView } from '@cuts/core/volume'
import { fillFrom } from './fill.ts'
import type { Entry, Title } from './log.ts'
import type { Patch } from './patch.ts'
import { type Box, type FrameSize, runsOf } from './runs.ts'
import { lockOf } from './select-step.ts'
import { frameOf, imageOf, record, type Session } from './session.ts'
import { eachRunInCapsule, type Point, unite } from './strokes.ts'

/** A plane of an image: how it lies, and which one of those that lie so. */
export interface CrossPlane {
  readonly image: string
  readonly view: View
  readonly index: number
}

export interface SectionStroke {
  /** Labels of the plane as they will be, [rows][columns]. */
  readonly labels: Uint8Array
  /** Draws on to a point of the plane. */
  readonly to: (point: Point) => void
  /** Ends the stroke as one step; undefined if nothing changed. */
  readonly end: () => Entry | undefined
}

export interface SectionStrokeOptions {
  /** Columns of the plane. */
  readonly radius: number
  /** Height of a pixel of the plane in widths. */
  readonly aspect: number
  readonly erase: boolean
  /** Whether a pixel of the plane may be drawn on. */
  readonly accepts?: ((index: number) => boolean) | undefined
}

/** Begins a stroke of the label in use, or of none. Nothing of the session changes before it ends. */
export function openSectionStroke(
  session: Session,
  plane: CrossPlane,
  { radius, aspect, erase, accepts }: SectionStrokeOptions,
): SectionStroke {
  const { size, labels: before } = readSection(session, plane)
  const labels = before.slice()
  const value = erase ? 0 : session.document.active
  const mayChange = lockOf(session)
  const isClosed = !mayChange(value)
  let last: Point | undefined
  return {
    labels,
    to: point => {
      const from = last ?? point
      last = point
      if (isClosed) return
      eachRunInCapsule(
        from,
        point,
        radius,
        size,
        (start, end) => {
          for (let i = start; i < end; i++) if (mayChange(labels[i]!) && accepts?.(i) !== false) labels[i] = value
        },
        aspect,
      )
    },
    end: () => {
      const title = erase ? 'erase' : accepts === undefined ? 'brush' : 'threshold'
      return recordSection(session, plane, { before, after: labels }, title)
    },
  }
}

/** Fills what is connected in the plane and has the label of a pixel of it. */
export function fillSection(
  session: Session,
  plane: CrossPlane,
  { x, y, erase }: { readonly x: number; readonly y: number; readonly erase: boolean },
): Entry | undefined {
  const { size, labels: before } = readSection(session, plane)
  const value = erase ? 0 : session.document.active
  const mayChange = lockOf(session)
  if (!mayChange(value) || !mayChange(before[y * size.width + x]!)) return undefined
  const after = before.slice()
  fillFrom(after, size, { x, y }, value)
  return recordSection(session, plane, { before, after }, 'fill')
}

/** Labels of a plane, [rows][columns]. */
function readSection(session: Session, plane: CrossPlane): { readonly size: FrameSize; readonly labels: Uint8Array } {
  const { size, voxelAt } = gridOf(session, plane)
  const voxels = session.pixels.get(plane.image)!
  const labels = new Uint8Array(size.width * size.height)
  for (let i = 0; i < labels.length; i++) labels[i] = voxels[voxelAt(i)]!
  return { size, labels }
}

/** The voxel under every pixel of a plane. */
function gridOf(session: Session, { image, view, index }: CrossPlane) {
  const { size, first, steps } = voxelsOfView(imageOf(session, image), view)
  const start = first + index * steps[2]
  const { width } = size
  return { size, voxelAt: (i: number): number => start + Math.floor(i / width) * steps[1] + (i % width) * steps[0] }
}

function recordSection(
  session: Session,
  plane: CrossPlane,
  { before, after }: { readonly before: Uint8Array; readonly after: Uint8Array },
  title: Title,
): Entry | undefined {
  const { image } = plane
  const size = imageOf(session, image)
  const { voxelAt } = gridOf(session, plane)
  const area = size.width * size.height
  const changed = new Map<number, { box: Box; readonly pixels: [index: number, label: number][] }>()
  for (let i = 0; i < after.length; i++) {
    if (after[i] === before[i]) continue
    const voxel = voxelAt(i)
    const [slice, pixel] = [Math.floor(voxel / area), voxel % area]
    const box = { left: pixel % size.width, top: Math.floor(pixel / size.width), width: 1, height: 1 }
    const own = changed.get(slice) ?? { box, pixels: [] }
    own.box = unite(own.box, box)
    own.pixels.push([pixel, after[i]!])
    changed.set(slice, own)
  }
  if (changed.size === 0) return undefined
  const patches = [...changed].map(([slice, { box, pixels }]): Patch => {
    const frame = frameOf(session, { image, slice })
    const old = runsOf(frame, size, box)
    for (const [pixel, label] of pixels) frame[pixel] = label
    return { image, slice, box, before: old, after: runsOf(frame, size, box) }
  })
  const entry: Entry = { title, patches, before: {}, after: {} }
  record(session, entry)
  return entry
}
