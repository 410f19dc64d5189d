/** What a person made: labels, levels and done marks. Everything in it can be undone; it is plain data. */
import { paletteOfIds } from '@cuts/runtime/pictures'

export type Colour = readonly [red: number, green: number, blue: number]

export interface Label {
  /** The value of its pixels, 1 to 255. */
  readonly id: number
  readonly name: string
  readonly colour: Colour
  readonly visible: boolean
  /** Pixels of a locked label do not change. */
  readonly locked: boolean
}

export interface Document {
  readonly labels: readonly Label[]
  /** The label that tools give. */
  readonly active: number
  /** Regions shown, by image and slice; without an entry the automatic level. */
  readonly levels: { readonly [frame: string]: number }
  /** Single regions that were split or fused, by image and slice. */
  readonly pins: { readonly [frame: string]: Pins }
  /** Images that are finished, by name. */
  readonly done: readonly string[]
}

/** Nodes of one tree; other trees, made of other regions, know nothing of them. */
export interface Pins {
  readonly tree: string
  readonly split: readonly number[]
  readonly fused: readonly number[]
}

export const mostLabels = 255

/**
 * Strong colours first, told apart by most eyes (Okabe and Ito 2008, without black and with a lighter order for dark
 * pictures); after them those of the palette of the house.
 */
const firstColours: readonly Colour[] = [
  [230, 159, 0],
  [86, 180, 233],
  [0, 158, 115],
  [240, 228, 66],
  [213, 94, 0],
  [204, 121, 167],
  [0, 114, 178],
]

export function colourOfLabel(id: number): Colour {
  const first = firstColours[id - 1]
  if (first !== undefined) return first
  const { colours } = paletteOfIds(Array.from({ length: id }, (_, index) => index + 1))
  const at = 3 * (id - 1)
  return [colours[at]!, colours[at + 1]!, colours[at + 2]!]
}

export function newLabel(id: number, name: string): Label {
  return { id, name, colour: colourOfLabel(id), visible: true, locked: false }
}

export function emptyDocument(firstName = 'Label 1'): Document {
  return { labels: [newLabel(1, firstName)], active: 1, levels: {}, pins: {}, done: [] }
}

/** The smallest id that no label has; undefined if all are taken. */
export function freeId({ labels }: Document): number | undefined {
  const taken = new Set(labels.map(({ id }) => id))
  for (let id = 1; id <= mostLabels; id++) if (!taken.has(id)) return id
  return undefined
}
