/**
 * A drawing of a colour fundus photograph: an orange-red disc on black with uneven light, vessels that leave a bright
 * optic disc, a darker macula, small bright drusen, and a pale irregular area of atrophy, which is the mask. Brightness
 * alone does not find the lesion: the optic disc and the drusen are as bright, and the light falls off to one side.
 */
import type { Random } from '@cuts/core'
import { centred, type Phantom, toImage } from './phantom.ts'
import { fractalNoise, mix, smoothNoise, smoothStep } from './smooth-noise.ts'

type Colour = readonly [number, number, number]

interface Vessel {
  /** Points from the optic disc outward: x, y, half width. */
  readonly points: readonly (readonly [number, number, number])[]
  readonly strength: number
}

/** Draws the phantom at size x size pixels: RGB, 8 bits. The same generator gives the same phantom. */
export function fundusPhantom(random: Random, size = 128): Phantom {
  const draw = random.fork('anatomy')
  const between = (low: number, high: number): number => mix(low, high, draw.uniform())

  // Anatomy, in units of half the picture. `side` says where the optic disc is: left or right eye.
  const side = draw.uniform() < 0.5 ? -1 : 1
  const field = between(0.9, 0.97)
  const disc = { x: side * between(0.5, 0.6), y: between(-0.1, 0.1), rx: between(0.12, 0.14), ry: between(0.14, 0.17) }
  const macula = { x: disc.x - side * between(0.58, 0.68), y: disc.y + between(0, 0.08) }
  const lesion = {
    x: macula.x + between(-0.12, 0.12),
    y: macula.y + between(-0.12, 0.12),
    radius: between(0.2, 0.32),
    squeeze: between(0.75, 1.25),
  }
  const retina: Colour = [between(178, 205), between(78, 98), between(34, 50)]
  const pale: Colour = [between(206, 220), between(138, 156), between(80, 98)]
  const light = { angle: between(0, 2 * Math.PI), slope: between(0.2, 0.34) }
  const vessels = drawVessels(random.fork('vessels'), disc, side)
  const drusen = drawDrusen(random.fork('drusen'), macula)

  const choroid = fractalNoise(random.fork('choroid'), 4)
  const edge = fractalNoise(random.fork('edge'), 4)
  const patches = smoothNoise(random.fork('patches'))
  const grain = random.fork('grain')

  const planes = [0, 1, 2].map(() => new Float64Array(size * size))
  const mask = new Uint8Array(size * size)
  const pixel = 2 / size
  for (let row = 0, i = 0; row < size; row++) {
    for (let column = 0; column < size; column++, i++) {
      const x = centred(column, size)
      const y = centred(row, size)
      const fromCentre = Math.hypot(x, y)

      // Retina: pigment in patches, the macula darker, choroidal texture.
      const texture = choroid(6 * x + 20, 6 * y + 20)
      const toMacula = Math.hypot(x - macula.x, y - macula.y)
      const pigment =
        1 + 0.09 * texture + 0.13 * patches(3 * x + 9, 3 * y + 9) - 0.22 * Math.exp(-((toMacula / 0.2) ** 2))
      let colour: Colour = scale(retina, pigment)

      // Atrophy: distance to its centre with a ragged rim; its edge fades over some pixels, and vessels of the choroid
      // show through it.
      const lx = (x - lesion.x) * lesion.squeeze
      const ly = (y - lesion.y) / lesion.squeeze
      const ragged = 0.16 * edge(4 * x + 31, 4 * y + 31)
      const depth = lesion.radius - Math.hypot(lx, ly) + ragged
      const inLesion = smoothStep(-0.035, 0.045, depth)
      const bare = 1 + 0.1 * choroid(9 * x + 3, 9 * y + 40)
      colour = blend(colour, scale(pale, bare), 0.82 * inLesion)

      for (const spot of drusen) {
        const near = Math.exp(-(((x - spot.x) ** 2 + (y - spot.y) ** 2) / spot.radius ** 2))
        if (near > 0.01) colour = blend(colour, [232, 190, 110], spot.strength * near)
      }

      // Optic disc with its cup, under the vessels.
      const toDisc = Math.hypot((x - disc.x) / disc.rx, (y - disc.y) / disc.ry)
      const halo = 0.3 * smoothStep(1.7, 1, toDisc)
      colour = blend(colour, [246, 186, 112], Math.max(halo, 0.92 * smoothStep(1.08, 0.9, toDisc)))
      colour = blend(colour, [255, 232, 180], 0.75 * smoothStep(0.6, 0.3, toDisc))

      for (const vessel of vessels) {
        const cover = vessel.strength * coverage(vessel, x, y, pixel)
        if (cover > 0) colour = blend(colour, [112, 26, 20], cover * (1 - 0.35 * inLesion))
      }

      // Light: vignetting, a slope across the picture, the round stop of the camera, grain.
      const slope = 1 + light.slope * (x * Math.cos(light.angle) + y * Math.sin(light.angle))
      const shade = slope * (1.06 - 0.36 * fromCentre ** 2.2) * smoothStep(field + pixel, field - pixel, fromCentre)
      for (let c = 0; c < 3; c++) {
        const value = colour[c]! * shade
        planes[c]![i] = value + (1.5 + 0.28 * Math.sqrt(Math.max(0, value))) * grain.normal() + 3
      }
      mask[i] = depth > 0.005 && toDisc > 1 && fromCentre < field ? 1 : 0
    }
  }
  return { image: toImage(size, planes), mask: { width: size, height: size, data: mask } }
}

/** Four arcades and smaller branches: random walks that start at the disc and bend around the macula. */
function drawVessels(random: Random, disc: { x: number; y: number }, side: number): Vessel[] {
  const vessels: Vessel[] = []
  const grow = (
    x: number,
    y: number,
    angle: number,
    bend: number,
    width: number,
    steps: number,
    level: number,
  ): void => {
    const points: [number, number, number][] = []
    let heading = angle
    for (let step = 0; step <= steps; step++) {
      points.push([x, y, width * (1 - (0.6 * step) / steps)])
      heading += bend + 0.11 * random.normal()
      x += 0.06 * Math.cos(heading)
      y += 0.06 * Math.sin(heading)
      if (level < 2 && step > 2 && random.uniform() < 0.16) {
        const turn = random.uniform() < 0.5 ? -1 : 1
        const branchBend = -0.02 * turn
        grow(x, y, heading + turn * (0.5 + 0.3 * random.uniform()), branchBend, 0.62 * width, 12, level + 1)
      }
    }
    vessels.push({ points, strength: 0.5 + 0.25 * random.uniform() })
  }
  // Towards the macula is -side along x; the temporal arcades bend around it, the nasal ones run straight out.
  const inward = side > 0 ? Math.PI : 0
  for (const up of [-1, 1]) {
    const turn = up * side
    grow(disc.x, disc.y + 0.03 * up, inward + turn * (1.15 + 0.2 * random.uniform()), -turn * 0.055, 0.026, 26, 0)
    grow(disc.x, disc.y + 0.02 * up, inward + turn * (1.3 + 0.2 * random.uniform()), -turn * 0.04, 0.018, 24, 0)
    grow(disc.x, disc.y, inward + Math.PI - turn * (0.5 + 0.5 * random.uniform()), 0, 0.017, 9, 0)
  }
  return vessels
}

function drawDrusen(
  random: Random,
  macula: { x: number; y: number },
): { x: number; y: number; radius: number; strength: number }[] {
  return Array.from({ length: 6 + random.integer(9) }, () => {
    const angle = 2 * Math.PI * random.uniform()
    const distance = 0.15 + 0.4 * random.uniform()
    return {
      x: macula.x + distance * Math.cos(angle),
      y: macula.y + distance * Math.sin(angle),
      radius: 0.012 + 0.02 * random.uniform(),
      strength: 0.25 + 0.45 * random.uniform(),
    }
  })
}

/** How much of the pixel at (x, y) a vessel covers, from the distance to its nearest segment. */
function coverage({ points }: Vessel, x: number, y: number, pixel: number): number {
  let cover = 0
  for (let k = 0; k + 1 < points.length; k++) {
    const [ax, ay, width] = points[k]!
    const [bx, by] = points[k + 1]!
    const dx = bx - ax
    const dy = by - ay
    const along = Math.min(1, Math.max(0, ((x - ax) * dx + (y - ay) * dy) / (dx * dx + dy * dy)))
    const distance = Math.hypot(x - ax - along * dx, y - ay - along * dy)
    cover = Math.max(cover, smoothStep(width + 0.5 * pixel, width - 0.5 * pixel, distance))
  }
  return cover
}

function scale(colour: Colour, by: number): Colour {
  return [colour[0] * by, colour[1] * by, colour[2] * by]
}

function blend(under: Colour, over: Colour, share: number): Colour {
  return [mix(under[0], over[0], share), mix(under[1], over[1], share), mix(under[2], over[2], share)]
}
