/** Smooth random fields: a texture like tissue. */
import type { Random } from '@cuts/core'

/** A field over the plane with values of about -1 to 1. */
export type Field = (x: number, y: number) => number

/** Cells of the lattice a side; fields repeat beyond it. */
const period = 64

/** Values on a lattice of unit cells, joined smoothly (value noise, Perlin's quintic weights). */
export function smoothNoise(random: Random): Field {
  const lattice = Float64Array.from({ length: period * period }, () => 2 * random.uniform() - 1)
  const at = (column: number, row: number): number => lattice[(row & (period - 1)) * period + (column & (period - 1))]!
  return (x, y) => {
    const column = Math.floor(x)
    const row = Math.floor(y)
    const u = fade(x - column)
    const v = fade(y - row)
    const top = at(column, row) * (1 - u) + at(column + 1, row) * u
    const bottom = at(column, row + 1) * (1 - u) + at(column + 1, row + 1) * u
    return top * (1 - v) + bottom * v
  }
}

/** Noise of several scales: each octave has twice the frequency and half the height of the one before. */
export function fractalNoise(random: Random, octaves: number): Field {
  const layers = Array.from({ length: octaves }, (_, octave) => smoothNoise(random.fork('octave', octave)))
  return (x, y) => {
    let sum = 0
    let height = 1
    let total = 0
    for (const [octave, layer] of layers.entries()) {
      // A shift between layers keeps their lattices from lining up.
      const scale = 2 ** octave
      sum += height * layer(x * scale + 17.3 * octave, y * scale + 9.1 * octave)
      total += height
      height /= 2
    }
    return (1.6 * sum) / total
  }
}

/** 0 below `from`, 1 above `to`, smooth between; `from` may exceed `to`. */
export function smoothStep(from: number, to: number, value: number): number {
  const t = Math.min(1, Math.max(0, (value - from) / (to - from)))
  return t * t * (3 - 2 * t)
}

/** Returns `a` if `share` is 0, `b` if it is 1, and a mixture in between. */
export function mix(a: number, b: number, share: number): number {
  return a + (b - a) * share
}

function fade(t: number): number {
  return t * t * t * (t * (t * 6 - 15) + 10)
}
