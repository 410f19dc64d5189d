/**
 * One colour per label id for all the label maps of an image, so that a region keeps its colour from level to level.
 *
 * Ids are coloured in the order in which they appear from coarse to fine (larger first), each with the candidate colour
 * that is farthest from the colours given so far, and above all from those of its neighbours in any of the maps. So few
 * regions get very different colours, and many regions at least differ from what they touch. After a few calm starters
 * the candidates fill a muted part of OKLCH evenly: hue, lightness and chroma follow the three-dimensional golden ratio
 * (Roberts 2018). Distances count for normal and for colour-blind eyes alike.
 *
 * Cost: O(ids x candidates x neighbours), and one pass over the pixels of every map.
 */
import { CutsError, type LabelMap } from '@cuts/core'
import { seenColour, seenDistance } from './colour-vision.ts'
import { oklchToRgb, type Rgb } from './oklab.ts'

export interface Palette {
  /** Label ids in the order in which they were coloured. */
  readonly ids: Int32Array
  /** Red, green, blue of every id, [ids][3], 0..255. */
  readonly colours: Uint8Array
}

const candidateCount = 384
/**
 * From here on two colours count as different enough: more distance earns nothing more, and the earlier, calmer
 * candidate wins. Striving for the largest distance alone would pick garish colours first.
 */
const plentyOfDistance = 0.15
/** Calm colours to begin with (lightness, chroma, hue in turns): the first two mostly cover the largest regions. */
const starters: readonly (readonly [number, number, number])[] = [
  [0.4, 0.04, 0.7], // slate
  [0.88, 0.045, 0.24], // sand
  [0.62, 0.075, 0.53], // teal
  [0.64, 0.105, 0.12], // clay
  [0.78, 0.07, 0.67], // sky
  [0.5, 0.09, 0.94], // plum
  [0.7, 0.095, 0.31], // olive
  [0.8, 0.075, 0.02], // rose
]

/**
 * The palette of a set of label maps of one image, coarse to fine; add the persistent structures at the end. Equal maps
 * give equal colours.
 */
export function createPalette(maps: readonly LabelMap[]): Palette {
  const ids: number[] = []
  const rankOf = new Map<number, number>()
  for (const map of maps) {
    const fresh = [...areas(map)].filter(([id]) => !rankOf.has(id))
    fresh.sort(([idA, areaA], [idB, areaB]) => areaB - areaA || idA - idB)
    for (const [id] of fresh) {
      rankOf.set(id, ids.length)
      ids.push(id)
    }
  }
  const neighbours: Set<number>[] = ids.map(() => new Set())
  for (const map of maps) addNeighbours(map, rankOf, neighbours)
  return { ids: Int32Array.from(ids), colours: assignColours(neighbours) }
}

/**
 * Returns the palette of ids alone, the most important first. It is for uses without neighbourhood, such as a legend.
 */
export function paletteOfIds(ids: readonly number[]): Palette {
  return { ids: Int32Array.from(ids), colours: assignColours(ids.map(() => new Set<number>())) }
}

/** Colour of one id. Throws `InvalidArgument` when the palette was made without it. */
export function colourOf(palette: Palette, id: number): Rgb {
  const rank = palette.ids.indexOf(id)
  if (rank < 0) throw missingId(id)
  return [palette.colours[3 * rank]!, palette.colours[3 * rank + 1]!, palette.colours[3 * rank + 2]!]
}

export function missingId(id: number): CutsError {
  return new CutsError('InvalidArgument', `The palette must hold every label id of the map. It lacks ${id}.`, {
    remedy: 'Create the palette from all the label maps that are drawn with it.',
  })
}

function assignColours(neighbours: readonly ReadonlySet<number>[]): Uint8Array {
  candidates ??= compareCandidates()
  const { colours, apart } = candidates
  const nearest = new Float64Array(candidateCount).fill(plentyOfDistance)
  const chosen = new Uint16Array(neighbours.length)
  const assigned = new Uint8Array(3 * neighbours.length)
  for (const [rank, all] of neighbours.entries()) {
    const touching = [...all].filter(other => other < rank).map(other => chosen[other]! * candidateCount)
    let best = 0
    let bestScore = Number.NEGATIVE_INFINITY
    for (let c = 0; c < candidateCount && rank > 0; c++) {
      let toNeighbours = plentyOfDistance
      for (const row of touching) toNeighbours = Math.min(toNeighbours, apart[row + c]!)
      const score = toNeighbours + nearest[c]!
      if (score > bestScore) {
        best = c
        bestScore = score
      }
    }
    assigned.set(colours[best]!, 3 * rank)
    chosen[rank] = best
    for (let c = 0; c < candidateCount; c++) nearest[c] = Math.min(nearest[c]!, apart[best * candidateCount + c]!)
  }
  return assigned
}

interface Candidates {
  readonly colours: readonly Rgb[]
  /** How far every two of them are apart, [candidates][candidates]. */
  readonly apart: Float64Array
}

/** The same for all palettes, so it is made once. */
let candidates: Candidates | undefined

function compareCandidates(): Candidates {
  const colours = candidateColours()
  const seen = colours.map(seenColour)
  const apart = new Float64Array(candidateCount * candidateCount)
  for (const [a, one] of seen.entries())
    for (const [b, other] of seen.entries()) apart[a * candidateCount + b] = seenDistance(one, other)
  return { colours, apart }
}

function candidateColours(): Rgb[] {
  const golden = 1.2207440846057596 // root of x^4 = x + 1
  return Array.from({ length: candidateCount }, (_, i) => {
    const starter = starters[i]
    if (starter !== undefined) return oklchToRgb(...starter)
    // Chroma widens with the index: the first candidates are muted, the last as vivid as a map bears.
    const lightness = 0.5 + 0.4 * ((i / golden) % 1)
    const chroma = 0.05 + 0.06 * ((i / golden ** 2) % 1) + 0.04 * (i / candidateCount)
    return oklchToRgb(lightness, chroma, (i / golden ** 3) % 1)
  })
}

/** Pixels of every id, counted run by run. */
function areas({ labels }: LabelMap): Map<number, number> {
  const counts = new Map<number, number>()
  for (let start = 0; start < labels.length; ) {
    const id = labels[start]!
    let end = start + 1
    while (end < labels.length && labels[end] === id) end++
    counts.set(id, (counts.get(id) ?? 0) + end - start)
    start = end
  }
  return counts
}

function addNeighbours(
  { labels, width, height }: LabelMap,
  rankOf: ReadonlyMap<number, number>,
  into: Set<number>[],
): void {
  const join = (a: number, b: number): void => {
    const rankA = rankOf.get(a)!
    const rankB = rankOf.get(b)!
    into[rankA]!.add(rankB)
    into[rankB]!.add(rankA)
  }
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0; x < width; x++, i++) {
      const id = labels[i]!
      if (x + 1 < width && labels[i + 1] !== id) join(id, labels[i + 1]!)
      if (y + 1 < height && labels[i + width] !== id) join(id, labels[i + width]!)
    }
  }
}
