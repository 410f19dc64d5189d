/**
 * Dots in a plane, coloured by their labels, as an SVG: sharp at any size, and a few kilobytes, because dots of one
 * colour and size are one path of strokes without length.
 */
import { CutsError } from '@cuts/core'
import { colourOf, type Palette } from './palette.ts'

/** Side of the square picture, in units; dots keep clear of its edge. */
const side = 100
const margin = 5
/** Diameters of dots, by their share of all mass: below the limit the size beside it. */
const sizes = [
  { below: 0.004, size: 2.6 },
  { below: 0.02, size: 3.8 },
  { below: Number.POSITIVE_INFINITY, size: 5.4 },
] as const

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
  const place = placement(points, count)
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
    for (const [k, { size }] of sizes.entries()) {
      let strokes = ''
      for (let i = 0; i < count; i++) {
        const share = mass[i]! / total
        if (labels[i] !== label || sizes.findIndex(({ below }) => share < below) !== k) continue
        const [x, y] = place(i)
        strokes += `M${x.toFixed(1)} ${y.toFixed(1)}h0`
      }
      if (strokes !== '')
        paths.push(`<path stroke="rgb(${red},${green},${blue})" stroke-width="${size}" d="${strokes}"/>`)
    }
  }
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${side} ${side}" fill="none" stroke-linecap="round">${paths.join('')}</svg>\n`
}

/** Fits points into the square, centred, both axes by one factor; y upwards. */
function placement(points: ArrayLike<number>, count: number): (i: number) => readonly [number, number] {
  const low = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY]
  const high = [Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY]
  for (let i = 0; i < 2 * count; i++) {
    low[i % 2] = Math.min(low[i % 2]!, points[i]!)
    high[i % 2] = Math.max(high[i % 2]!, points[i]!)
  }
  const extent = Math.max(high[0]! - low[0]!, high[1]! - low[1]!)
  const scale = extent > 0 ? (side - 2 * margin) / extent : 0
  const middle = [(low[0]! + high[0]!) / 2, (low[1]! + high[1]!) / 2]
  return i => [side / 2 + scale * (points[2 * i]! - middle[0]!), side / 2 - scale * (points[2 * i + 1]! - middle[1]!)]
}
