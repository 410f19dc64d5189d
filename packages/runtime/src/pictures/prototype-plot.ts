/**
 * Dots in a plane, coloured by their labels, as an SVG: sharp at any size, and a few kilobytes, because dots of one
 * colour and size are one path of strokes without length.
 */
import { CutsError } from '@cuts/core'
import { colourOf, type Palette } from './palette.ts'

/** Side of the square picture, in units; dots keep clear of its edge. */
export const plotSide = 100
const margin = 5
/** Diameters of dots, by their share of all mass: below the limit the size beside it. */
const sizes = [
  { below: 0.004, size: 2.6 },
  { below: 0.02, size: 3.8 },
  { below: Number.POSITIVE_INFINITY, size: 5.4 },
] as const

/** The diameter of a dot that stands for a share of all mass, 0 to 1; in units of the picture. */
export function dotSize(share: number): number {
  return sizes.find(({ below }) => share < below)!.size
}

/**
 * Draws n dots at `points` [n][2] (any unit; the aspect is kept) in the colours that `palette` gives their `labels`,
 * larger with more `mass`. Rarer labels are drawn over commoner ones. Throws `InvalidArgument` when lengths do not fit
 * or the palette lacks a label.
 */
export function drawPrototypePlot(
  points: ArrayLike<number>,
  mass: ArrayLike<number>,
  labels: ArrayLike<number>,
  palette: Palette,
): string {
  const count = labels.length
  if (points.length !== 2 * count || mass.length !== count)
    throw new CutsError(
      'InvalidArgument',
      `${count} labels need as many masses and points. Got ${mass.length} and ${points.length / 2}.`,
    )
  const places = placeDots(points)
  let total = 0
  const massOf = new Map<number, number>()
  for (let i = 0; i < count; i++) {
    total += mass[i]!
    massOf.set(labels[i]!, (massOf.get(labels[i]!) ?? 0) + mass[i]!)
  }
  const order = [...massOf].sort((a, b) => b[1] - a[1] || a[0] - b[0]).map(([label]) => label)
  const paths: string[] = []
  for (const label of order) {
    const [red, green, blue] = colourOf(palette, label)
    for (const { size } of sizes) {
      let strokes = ''
      for (let i = 0; i < count; i++) {
        const share = mass[i]! / total
        if (labels[i] !== label || dotSize(share) !== size) continue
        strokes += `M${places[2 * i]!.toFixed(1)} ${places[2 * i + 1]!.toFixed(1)}h0`
      }
      if (strokes !== '')
        paths.push(`<path stroke="rgb(${red},${green},${blue})" stroke-width="${size}" d="${strokes}"/>`)
    }
  }
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${plotSide} ${plotSide}" fill="none" stroke-linecap="round">${paths.join('')}</svg>\n`
}

/**
 * Fits points [n][2] into the square picture, centred, both axes by one factor; their y runs upwards, that of the places
 * [n][2] downwards.
 */
export function placeDots(points: ArrayLike<number>): Float64Array {
  const low = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY]
  const high = [Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY]
  for (let i = 0; i < points.length; i++) {
    low[i % 2] = Math.min(low[i % 2]!, points[i]!)
    high[i % 2] = Math.max(high[i % 2]!, points[i]!)
  }
  const extent = Math.max(high[0]! - low[0]!, high[1]! - low[1]!)
  const scale = extent > 0 ? (plotSide - 2 * margin) / extent : 0
  const middle = [(low[0]! + high[0]!) / 2, (low[1]! + high[1]!) / 2]
  return Float64Array.from({ length: points.length }, (_, i) => {
    const away = scale * (points[i]! - middle[i % 2]!)
    return plotSide / 2 + (i % 2 === 0 ? away : -away)
  })
}
