/**
 * Drawn images that are hard for label-free regions, each with its truth: structures thinner than a superpixel, spots
 * of a few pixels, and a region that differs from its surroundings in texture alone.
 */
import type { Mask, Random } from '@cuts/core'

export interface Drawn {
  /** Grey, one byte a pixel. */
  readonly pixels: Uint8Array
  readonly truth: Mask
}

export interface Limit {
  readonly name: string
  readonly title: string
  readonly draw: (random: Random) => Drawn
}

/** Side of a drawn image, px. */
export const side = 128
/** Standard deviation of the noise of single pixels, grey levels. */
const grain = 6
/** Contrast of vessels and lesions: how much darker than the background they are, in grey levels. */
const contrast = 20

export const limits: readonly Limit[] = [
  { name: 'vessels', title: 'Thin, faint vessels, 1 to 2 px wide', draw: drawVessels },
  { name: 'lesions', title: 'Tiny, faint lesions, 3 to 5 px across', draw: drawLesions },
  { name: 'texture', title: 'Texture alone: stripes among stripes of the same greys', draw: drawTexture },
]

/** A dark tree that grows from left to right and divides until it has seven branches. */
function drawVessels(random: Random): Drawn {
  const data = new Uint8Array(side * side)
  const branches = [{ x: 0, y: side * (0.3 + 0.4 * random.uniform()), angle: 0 }]
  for (let next = 0; next < branches.length; next++) {
    let { x, y, angle } = branches[next]!
    while (x < side && y >= 0 && y < side) {
      stamp(data, x, y, 0.8)
      if (branches.length < 7 && random.uniform() < 0.04) branches.push({ x, y, angle: angle < 0 ? 0.8 : -0.8 })
      // Turns back to the right, so every branch ends.
      angle = 0.97 * angle + 0.1 * random.normal()
      x += Math.cos(angle)
      y += Math.sin(angle)
    }
  }
  return shaded(data, random)
}

function drawLesions(random: Random): Drawn {
  const data = new Uint8Array(side * side)
  for (let spot = 0; spot < 8; spot++)
    stamp(data, 8 + random.integer(side - 16), 8 + random.integer(side - 16), 1.5 + random.uniform())
  return shaded(data, random)
}

/** Stripes that are vertical inside a disc and horizontal outside; means and histograms are equal. */
function drawTexture(random: Random): Drawn {
  const [x0, y0] = [48 + random.integer(32), 48 + random.integer(32)]
  const radius = 22 + random.integer(10)
  const pixels = new Uint8Array(side * side)
  const data = new Uint8Array(side * side)
  for (let i = 0; i < data.length; i++) {
    const [x, y] = [i % side, Math.floor(i / side)]
    data[i] = Math.hypot(x - x0, y - y0) < radius ? 1 : 0
    const across = data[i] === 1 ? x : y
    pixels[i] = clamp(128 + 40 * Math.sin((2 * Math.PI * across) / 6) + grain * random.normal())
  }
  return { pixels, truth: { width: side, height: side, data } }
}

/** Marks the pixels within `radius` of a point. */
function stamp(data: Uint8Array, x: number, y: number, radius: number): void {
  for (let row = Math.ceil(y - radius); row <= y + radius; row++)
    for (let column = Math.ceil(x - radius); column <= x + radius; column++) {
      const isInside = row >= 0 && row < side && column >= 0 && column < side
      if (isInside && Math.hypot(column - x, row - y) <= radius) data[row * side + column] = 1
    }
}

/** Draws the mask darker than a background whose brightness changes from one side to the other. */
function shaded(data: Uint8Array, random: Random): Drawn {
  const tilt = 2 * Math.PI * random.uniform()
  const pixels = data.map((value, i) => {
    const slope = (Math.cos(tilt) * (i % side) + Math.sin(tilt) * Math.floor(i / side)) / side
    return clamp(140 + 40 * slope - contrast * value + grain * random.normal())
  })
  return { pixels, truth: { width: side, height: side, data } }
}

function clamp(value: number): number {
  return Math.max(0, Math.min(255, Math.round(value)))
}
