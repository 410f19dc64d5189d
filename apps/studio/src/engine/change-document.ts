/** Commands that change the document rather than pixels: levels, labels and done marks. */
import { fuseRegion, mixedRegion, splitRegion } from '@cuts/core'
import { type Document, freeId, type Label, newLabel } from './document.ts'
import { type Patch, type Place, patchBetween } from './patch.ts'
import { cutOf, treeName } from './regions.ts'
import { frameKey, frameOf, type Session } from './session.ts'

export type DocumentCommand =
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

export interface Change {
  readonly after: Partial<Document>
  readonly patches?: readonly Patch[]
}

/** What a command changes of the document, such as labels and levels; undefined if nothing. */
export function changeDocument(session: Session, command: DocumentCommand): Change | undefined {
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
