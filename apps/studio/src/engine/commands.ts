/** Everything a person can do to a session, as data: each is one step of the log. */
import { eachPolygonRun } from '@cuts/core'
import { walk } from '@cuts/core/selection'
import { type Asking, answerTo, questionOf } from './answering.ts'
import { type Change, changeDocument, type DocumentCommand } from './change-document.ts'
import type { Document } from './document.ts'
import { fillFrom } from './fill.ts'
import type { Entry, Shaping, Title } from './log.ts'
import { type Place, patchBetween } from './patch.ts'
import { cutOf, lookupOf } from './regions.ts'
import type { Box } from './runs.ts'
import { lockOf, type Snap, select, takeSnapped } from './select-step.ts'
import { leavesAt, leavesIn, takeSegments } from './selecting.ts'
import { frameKey, frameOf, imageOf, record, type Session } from './session.ts'
import { shapeLabel } from './shaping.ts'
import { openStroke } from './stroke.ts'
import { eachRunInCapsule, type Point, unite } from './strokes.ts'

export type Command =
  | Asking
  | { readonly do: 'walk'; readonly place: Place; readonly step: 1 | -1 }
  /** Takes nodes of the tree as they are. */
  | { readonly do: 'take'; readonly place: Place; readonly nodes: readonly number[]; readonly erase: boolean }
  | {
      readonly do: 'regions'
      readonly place: Place
      readonly points: readonly Point[]
      readonly erase: boolean
      /** Whether persistent structures are meant, rather than regions of the level. */
      readonly structures?: boolean
    }
  | {
      readonly do: 'brush'
      readonly place: Place
      readonly points: readonly Point[]
      readonly radius: number
      readonly erase: boolean
      readonly snap?: Snap | undefined
    }
  /** The inside of a closed line, corners in pixels with the centre of the first pixel at (0.5, 0.5). */
  | {
      readonly do: 'lasso'
      readonly place: Place
      readonly points: readonly Point[]
      readonly erase: boolean
      readonly snap?: Snap | undefined
    }
  | {
      readonly do: 'shape'
      readonly place: Place
      readonly how: Shaping
      /** Pixels; of growing, shrinking and smoothing. */
      readonly radius: number
    }
  | { readonly do: 'fill'; readonly place: Place; readonly x: number; readonly y: number; readonly erase: boolean }
  | { readonly do: 'clear'; readonly place: Place }
  | DocumentCommand

/** Carries a command out; returns its step, or undefined if it changes nothing. */
export function perform(session: Session, command: Command): Entry | undefined {
  switch (command.do) {
    case 'click':
      return asked(session, command)
    case 'walk':
      return select(session, command.place, 'walk', ({ selection }) => walk(selection, command.step))
    case 'box':
      return asked(session, command)
    case 'take':
      return select(session, command.place, 'take', ({ regions: { space }, selection }) =>
        takeSegments(space, selection, leavesIn(space, command.nodes), command.erase ? 0 : session.document.active),
      )
    case 'regions':
      return regions(session, command)
    case 'brush': {
      const stroke = openStroke(session, command.place, command)
      for (const point of command.points) stroke.to(point)
      return stroke.end()
    }
    case 'lasso':
      return lasso(session, command)
    case 'shape':
    case 'fill':
    case 'clear':
      return draw(session, command)
    default: {
      const after = changeDocument(session, command)
      return after && change(session, titleOf(command), after)
    }
  }
}

function titleOf({ do: kind }: Command): Title {
  return kind === 'level' || kind === 'done' || kind === 'split' || kind === 'fuse' || kind === 'even' ? kind : 'label'
}

function asked(session: Session, command: Asking): Entry | undefined {
  const question = questionOf(session, command)
  return (
    question &&
    select(session, command.place, question.title, ({ regions, selection }) =>
      answerTo(regions.space, selection, question),
    )
  )
}

function regions(
  session: Session,
  { place, points, erase, structures = false }: Extract<Command, { do: 'regions' }>,
): Entry | undefined {
  const size = imageOf(session, place.image)
  const touched = new Set<number>()
  for (const [k, point] of points.entries())
    eachRunInCapsule(points[k - 1] ?? point, point, 0.5, size, (from, to) => {
      for (let i = from; i < to; i++) touched.add(i)
    })
  return select(session, place, 'regions', ({ regions, selection }) => {
    const cut = cutOf(regions, session.document, frameKey(place))
    const lookup = structures ? regions.structures : lookupOf(regions, cut)
    const wanted = leavesAt(regions.space, lookup, touched)
    return takeSegments(regions.space, selection, wanted, erase ? 0 : session.document.active)
  })
}

function lasso(session: Session, { place, points, erase, snap }: Extract<Command, { do: 'lasso' }>): Entry | undefined {
  const frame = frameOf(session, place)
  const size = imageOf(session, place.image)
  const value = erase ? 0 : session.document.active
  const mayChange = lockOf(session)
  if (!mayChange(value)) return undefined
  const inside = snap && new Uint8Array(frame.length)
  const before = frame.slice()
  let box: Box | undefined
  const corners = points.map(({ x, y }) => ({ x: x - 0.5, y: y - 0.5 }))
  eachPolygonRun(corners, size, (row, from, to) => {
    const [start, end] = [row * size.width + from, row * size.width + to + 1]
    box = unite(box, { left: from, top: row, width: to - from + 1, height: 1 })
    if (inside !== undefined) inside.fill(1, start, end)
    else for (let i = start; i < end; i++) if (mayChange(frame[i]!)) frame[i] = value
  })
  if (snap !== undefined && inside !== undefined)
    return select(session, place, 'lasso', held => takeSnapped(session, place, held, inside, snap, value))
  const patch = box && patchBetween(place, before, frame, size, box)
  if (patch === undefined) return undefined
  const entry: Entry = { title: 'lasso', patches: [patch], before: {}, after: {} }
  record(session, entry)
  return entry
}

function draw(session: Session, command: Extract<Command, { do: 'fill' | 'clear' | 'shape' }>): Entry | undefined {
  const { place } = command
  const frame = frameOf(session, place)
  const size = imageOf(session, place.image)
  const before = frame.slice()
  const mayChange = lockOf(session)
  if (command.do === 'shape') {
    const { active } = session.document
    if (!mayChange(active)) return undefined
    shapeLabel(frame, size, active, command.how, command.radius)
  } else if (command.do === 'clear') {
    for (let i = 0; i < frame.length; i++) if (mayChange(frame[i]!)) frame[i] = 0
  } else {
    const value = command.erase ? 0 : session.document.active
    if (!mayChange(value) || !mayChange(frame[command.y * size.width + command.x]!)) return undefined
    fillFrom(frame, size, command, value)
  }
  const patch = patchBetween(place, before, frame, size)
  if (patch === undefined) return undefined
  const entry: Entry = {
    title: command.do === 'shape' ? command.how : command.do,
    patches: [patch],
    before: {},
    after: {},
  }
  record(session, entry)
  return entry
}

function change(session: Session, title: Title, { after, patches = [] }: Change): Entry {
  const before = Object.fromEntries(
    Object.keys(after).map(key => [key, session.document[key as keyof Document]]),
  ) as Partial<Document>
  const entry: Entry = { title, patches, before, after }
  record(session, entry)
  return entry
}
