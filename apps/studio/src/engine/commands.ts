/** Everything a person can do to a session, as data: each is one step of the log. */
import { fuseRegion, mixedRegion, splitRegion } from '@cuts/core'
import { clickAt, type Selection, selectBox, walk } from '@cuts/core/selection'
import { type Document, freeId, type Label, newLabel } from './document.ts'
import { fillFrom } from './fill.ts'
import type { Entry, Title } from './log.ts'
import { type Patch, type Place, patchBetween } from './patch.ts'
import { cutOf, lookupOf, treeName } from './regions.ts'
import type { Box } from './runs.ts'
import { leavesAt, leavesIn, paintChange, takeSegments } from './selecting.ts'
import { frameKey, frameOf, imageOf, record, type Session } from './session.ts'
import { lockOf, openStroke } from './stroke.ts'
import { eachInCapsule, type Point } from './strokes.ts'

export type Command =
  | { readonly do: 'click'; readonly place: Place; readonly x: number; readonly y: number; readonly sign: 1 | -1 }
  | { readonly do: 'walk'; readonly place: Place; readonly step: 1 | -1 }
  | { readonly do: 'box'; readonly place: Place; readonly box: Box }
  /** Takes nodes of the tree as they are. */
  | { readonly do: 'take'; readonly place: Place; readonly nodes: readonly number[]; readonly erase: boolean }
  | { readonly do: 'regions'; readonly place: Place; readonly points: readonly Point[]; readonly erase: boolean }
  | {
      readonly do: 'brush'
      readonly place: Place
      readonly points: readonly Point[]
      readonly radius: number
      readonly erase: boolean
    }
  | { readonly do: 'fill'; readonly place: Place; readonly x: number; readonly y: number; readonly erase: boolean }
  | { readonly do: 'clear'; readonly place: Place }
  | { readonly do: 'level'; readonly place: Place; readonly clusters: number }
  /** Splits the region at a pixel, or fuses it with what it merges with next; the rest of the level stays. */
  | { readonly do: 'split' | 'fuse'; readonly place: Place; readonly x: number; readonly y: number }
  /** The plain level again, without splits and fusions. */
  | { readonly do: 'even'; readonly place: Place }
  | { readonly do: 'add label'; readonly name: string }
  | { readonly do: 'change label'; readonly id: number; readonly to: Partial<Omit<Label, 'id'>> }
  | { readonly do: 'remove label'; readonly id: number }
  | { readonly do: 'choose label'; readonly id: number }
  | { readonly do: 'done'; readonly image: string; readonly done: boolean }

/** Carries a command out; returns its step, or undefined if it changes nothing. */
export function perform(session: Session, command: Command): Entry | undefined {
  switch (command.do) {
    case 'click':
      return click(session, command)
    case 'walk':
      return select(session, command.place, 'walk', ({ selection }) => walk(selection, command.step))
    case 'box':
      return boxed(session, command.place, command.box)
    case 'take':
      return select(session, command.place, 'take', ({ regions: { space }, selection }) =>
        takeSegments(space, selection, leavesIn(space, command.nodes), command.erase ? 0 : session.document.active),
      )
    case 'regions':
      return regions(session, command)
    case 'brush': {
      const stroke = openStroke(session, command.place, command.radius, command.erase)
      for (const point of command.points) stroke.to(point)
      return stroke.end()
    }
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

type Held = NonNullable<ReturnType<Session['held']['get']>>

/** A step by a new selection. */
function select(session: Session, place: Place, title: Title, next: (held: Held) => Selection): Entry | undefined {
  const held = session.held.get(frameKey(place))
  const mayChange = lockOf(session)
  if (held === undefined || !mayChange(session.document.active)) return undefined
  const selection = next(held)
  const frame = frameOf(session, place)
  const before = frame.slice()
  const box = paintChange(held.regions.space, frame, held.selection, selection, mayChange)
  const patch = box && patchBetween(place, before, frame, imageOf(session, place.image), box)
  if (patch === undefined) return undefined
  const entry: Entry = { title, patches: [patch], before: {}, after: {} }
  // Where a lock kept pixels back, the selection follows the pixels.
  const isLocked = session.document.labels.some(({ locked }) => locked)
  record(session, entry, isLocked ? undefined : selection)
  return entry
}

function click(session: Session, { place, x, y, sign }: Extract<Command, { do: 'click' }>): Entry | undefined {
  const { width } = imageOf(session, place.image)
  const under = frameOf(session, place)[y * width + x]!
  // What is taken away is taken from the label that is there.
  const label = sign === -1 && under !== 0 ? under : session.document.active
  return select(session, place, sign === 1 ? 'add' : 'remove', ({ regions, selection }) =>
    clickAt(regions.space, selection, { x, y, label, sign }),
  )
}

function boxed(session: Session, place: Place, { left, top, width, height }: Box): Entry | undefined {
  if (width < 1 || height < 1) return undefined
  const box = { left, top, right: left + width - 1, bottom: top + height - 1 }
  return select(session, place, 'box', ({ regions, selection }) =>
    selectBox(regions.space, selection, session.document.active, box),
  )
}

function regions(session: Session, { place, points, erase }: Extract<Command, { do: 'regions' }>): Entry | undefined {
  const size = imageOf(session, place.image)
  const touched = new Set<number>()
  for (const [k, point] of points.entries())
    eachInCapsule(points[k - 1] ?? point, point, 0.5, size, i => touched.add(i))
  return select(session, place, 'regions', ({ regions, selection }) => {
    const lookup = lookupOf(regions, cutOf(regions, session.document, frameKey(place)))
    const wanted = leavesAt(regions.space, lookup, touched)
    return takeSegments(regions.space, selection, wanted, erase ? 0 : session.document.active)
  })
}

function draw(session: Session, command: Extract<Command, { do: 'fill' | 'clear' }>): Entry | undefined {
  const { place } = command
  const frame = frameOf(session, place)
  const size = imageOf(session, place.image)
  const before = frame.slice()
  const mayChange = lockOf(session)
  if (command.do === 'clear') {
    for (let i = 0; i < frame.length; i++) if (mayChange(frame[i]!)) frame[i] = 0
  } else {
    const value = command.erase ? 0 : session.document.active
    if (!mayChange(value) || !mayChange(frame[command.y * size.width + command.x]!)) return undefined
    fillFrom(frame, size, command, value)
  }
  const patch = patchBetween(place, before, frame, size)
  if (patch === undefined) return undefined
  const entry: Entry = { title: command.do, patches: [patch], before: {}, after: {} }
  record(session, entry)
  return entry
}

interface Change {
  readonly after: Partial<Document>
  readonly patches?: readonly Patch[]
}

function changeDocument(session: Session, command: Command): Change | undefined {
  const { labels, levels, pins, done, active } = session.document
  switch (command.do) {
    case 'level': {
      const key = frameKey(command.place)
      return levels[key] === command.clusters
        ? undefined
        : { after: { levels: { ...levels, [key]: command.clusters } } }
    }
    case 'split':
    case 'fuse': {
      const key = frameKey(command.place)
      const regions = session.held.get(key)?.regions
      if (regions === undefined) return undefined
      const { tree, leaves, space } = regions
      const cut = cutOf(regions, session.document, key)
      const region = mixedRegion(tree, cut, leaves[command.y * space.width + command.x]!)
      const next = (command.do === 'split' ? splitRegion : fuseRegion)(tree, cut, region)
      if (next === cut) return undefined
      const { split, fused } = next
      return { after: { pins: { ...pins, [key]: { tree: treeName(tree), split, fused } } } }
    }
    case 'even': {
      const { [frameKey(command.place)]: own, ...others } = pins
      return own && { after: { pins: others } }
    }
    case 'add label': {
      const id = freeId(session.document)
      return id === undefined ? undefined : { after: { labels: [...labels, newLabel(id, command.name)], active: id } }
    }
    case 'change label': {
      const old = labels.find(({ id }) => id === command.id)
      if (old === undefined) return undefined
      const label = { ...old, ...command.to }
      if (JSON.stringify(label) === JSON.stringify(old)) return undefined
      return { after: { labels: labels.map(other => (other === old ? label : other)) } }
    }
    case 'remove label': {
      const rest = labels.filter(({ id }) => id !== command.id)
      if (rest.length === labels.length || rest.length === 0) return undefined
      const next = active === command.id ? rest[0]!.id : active
      return { after: { labels: rest, active: next }, patches: withoutLabel(session, command.id) }
    }
    case 'choose label':
      return active === command.id || !labels.some(({ id }) => id === command.id)
        ? undefined
        : { after: { active: command.id } }
    case 'done':
      return done.includes(command.image) === command.done
        ? undefined
        : { after: { done: command.done ? [...done, command.image] : done.filter(id => id !== command.image) } }
    default:
      return undefined
  }
}

/** Takes a label out of all frames. */
function withoutLabel(session: Session, id: number): Patch[] {
  const patches: Patch[] = []
  for (const size of session.images)
    for (let slice = 0; slice < size.depth; slice++) {
      const place = { image: size.id, slice }
      const frame = frameOf(session, place)
      if (!frame.includes(id)) continue
      const before = frame.slice()
      for (let i = 0; i < frame.length; i++) if (frame[i] === id) frame[i] = 0
      patches.push(patchBetween(place, before, frame, size)!)
    }
  return patches
}

function change(session: Session, title: Title, { after, patches = [] }: Change): Entry {
  const before = Object.fromEntries(
    Object.keys(after).map(key => [key, session.document[key as keyof Document]]),
  ) as Partial<Document>
  const entry: Entry = { title, patches, before, after }
  record(session, entry)
  return entry
}
