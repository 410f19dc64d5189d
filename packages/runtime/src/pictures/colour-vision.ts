/**
 * How far two colours are apart for everyone: the smallest OKLab distance over normal vision, protanopia and
 * deuteranopia (together 8 % of men).
 *
 * Source of the two simulation matrices: G. Machado, M. Oliveira, L. Fernandes, "A physiologically-based model for
 * simulation of color vision deficiency", IEEE TVCG 15 (2009), severity 1.0, applied to linear RGB.
 */
import { type LinearRgb, linearToOklab, type Rgb, toLinear } from './oklab.ts'

type Matrix = readonly [LinearRgb, LinearRgb, LinearRgb]

const protanopia: Matrix = [
  [0.152286, 1.052583, -0.204868],
  [0.114503, 0.786281, 0.099216],
  [-0.003882, -0.048116, 1.051998],
]
const deuteranopia: Matrix = [
  [0.367322, 0.860646, -0.227968],
  [0.280085, 0.672501, 0.047413],
  [-0.01182, 0.04294, 0.968881],
]

/** OKLab coordinates of one colour as seen with normal vision, protanopia, deuteranopia: 3 x 3 values. */
export type SeenColour = Float64Array

export function seenColour(rgb: Rgb): SeenColour {
  const linear = toLinear(rgb)
  const seen = [linear, apply(protanopia, linear), apply(deuteranopia, linear)]
  return Float64Array.from(seen.flatMap(view => linearToOklab(view)))
}

/** Smallest OKLab distance over the three kinds of vision; 0.02 is just visible. */
export function seenDistance(a: SeenColour, b: SeenColour): number {
  let smallest = Number.POSITIVE_INFINITY
  for (let view = 0; view < 9; view += 3) {
    const lightness = a[view]! - b[view]!
    const greenRed = a[view + 1]! - b[view + 1]!
    const blueYellow = a[view + 2]! - b[view + 2]!
    smallest = Math.min(smallest, Math.hypot(lightness, greenRed, blueYellow))
  }
  return smallest
}

function apply(matrix: Matrix, [r, g, b]: LinearRgb): LinearRgb {
  const row = (m: LinearRgb): number => Math.min(1, Math.max(0, m[0] * r + m[1] * g + m[2] * b))
  return [row(matrix[0]), row(matrix[1]), row(matrix[2])]
}
