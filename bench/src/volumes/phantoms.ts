/**
 * Drawn volumes whose every voxel is known: a head of nested ellipsoids with noise and shading, on grids of cubes and of
 * thick slices, and the abdomen of a CT. They are a second opinion beside real volumes: nothing is tuned to them.
 */
import { createRandom, type Volume } from '@cuts/core'

type Three = readonly [number, number, number]

/** An ellipsoid in mm about the centre of the box; turned by `turn` about the axis of the slices. */
interface Ellipsoid {
  readonly centre: Three
  readonly radii: Three
  readonly value: number
  /** The structure that its voxels belong to. */
  readonly part?: string
  /** A slab instead, as long as the box: the radius of the slices' axis is ignored. */
  readonly isEndless?: boolean
}

export interface Phantom {
  readonly name: string
  readonly volume: Volume
  /** Voxels of every structure, [slice][row][column]. */
  readonly structures: { readonly [part: string]: Uint8Array }
}

interface Drawing {
  readonly size: Three
  readonly spacingMm: Three
  readonly air: number
  /** Later ones cover earlier ones. */
  readonly shapes: readonly Ellipsoid[]
  /** Standard deviation of the noise. */
  readonly noise: number
  /** Largest share by which smooth shading changes values. */
  readonly shading: number
}

const turn = 0.2

/** Fluid, grey and white matter, two ventricles filled with the fluid, two nuclei and a lesion. */
const head: readonly Ellipsoid[] = [
  { centre: [0, 0, 0], radii: [74, 90, 68], value: 800 },
  { centre: [0, 0, 0], radii: [69, 85, 63], value: 120 },
  { centre: [0, 0, 0], radii: [64, 80, 58], value: 280 },
  { centre: [0, 0, 0], radii: [62, 78, 56], value: 540, part: 'brain' },
  { centre: [0, 0, 0], radii: [54, 69, 48], value: 720, part: 'brain' },
  { centre: [20, -4, -8], radii: [8, 14, 9], value: 590, part: 'nuclei' },
  { centre: [-20, -4, -8], radii: [8, 14, 9], value: 590, part: 'nuclei' },
  { centre: [11, 4, 9], radii: [6, 26, 9], value: 280, part: 'ventricles' },
  { centre: [-11, 4, 9], radii: [6, 26, 9], value: 280, part: 'ventricles' },
  { centre: [28, -36, 18], radii: [8, 8, 8], value: 880, part: 'lesion' },
]

/** Fat, muscle, liver, kidneys, spine with a screw, gas, all above a table that does not touch. */
const abdomen: readonly Ellipsoid[] = [
  { centre: [0, 150, 0], radii: [190, 9, 0], value: -300, isEndless: true },
  { centre: [0, 0, 0], radii: [165, 118, 0], value: -100, isEndless: true },
  { centre: [0, 0, 0], radii: [145, 100, 0], value: 45, isEndless: true },
  { centre: [-55, -20, 20], radii: [72, 62, 110], value: 115, part: 'liver' },
  { centre: [58, 40, 10], radii: [26, 30, 55], value: 190, part: 'kidneys' },
  { centre: [-58, 48, -20], radii: [26, 30, 55], value: 190, part: 'kidneys' },
  { centre: [55, -45, 0], radii: [30, 26, 70], value: -950 },
  { centre: [0, 62, 0], radii: [22, 20, 0], value: 450, isEndless: true, part: 'spine' },
  { centre: [0, 62, 0], radii: [4, 4, 12], value: 3071, part: 'spine' },
]

export function drawHead(name: string, size: Three, spacingMm: Three, noise: number, shading: number): Phantom {
  return draw(name, { size, spacingMm, air: 10, shapes: head, noise, shading }, 1)
}

/** In Hounsfield units, whole numbers. */
export function drawAbdomen(size: Three, spacingMm: Three): Phantom {
  const phantom = draw('abdomen', { size, spacingMm, air: -1000, shapes: abdomen, noise: 18, shading: 0 }, 2)
  const { pixels } = phantom.volume
  for (let i = 0; i < pixels.length; i++) pixels[i] = Math.max(-1024, Math.round(pixels[i]!))
  return phantom
}

/** The abdomen on a grid twice as fine along every axis, with noise of its own: as large as a scanner makes them. */
export function drawLargeAbdomen(size: Three, spacingMm: Three): Volume {
  const half = drawAbdomen(
    [size[0] / 2, size[1] / 2, size[2] / 2],
    [2 * spacingMm[0], 2 * spacingMm[1], 2 * spacingMm[2]],
  ).volume
  const [width, height, depth] = size
  const pixels = new Float32Array(width * height * depth)
  for (let z = 0, to = 0; z < depth; z++)
    for (let y = 0; y < height; y++) {
      const row = ((z >> 1) * half.height + (y >> 1)) * half.width
      for (let x = 0; x < width; x++, to++)
        pixels[to] = Math.max(-1024, half.pixels[row + (x >> 1)]! + ((Math.imul(to, 0x9e3779b1) >>> 27) - 16))
    }
  return { ...half, width, height, depth, pixels, geometry: { ...half.geometry!, spacingMm } }
}

/** A voxel is the mean of its points about a millimetre apart: thick slices blur what crosses them. */
function draw(name: string, drawing: Drawing, seed: number): Phantom {
  const { size, spacingMm, air, shapes, noise, shading } = drawing
  const [width, height, depth] = size
  const pixels = new Float32Array(width * height * depth)
  const parts = new Uint8Array(pixels.length)
  const random = createRandom(seed)
  const grains = Float32Array.from({ length: 65521 }, () => noise * random.normal())
  const layers = Math.max(1, Math.round(spacingMm[2]))
  const [cosine, sine] = [Math.cos(turn), Math.sin(turn)]
  const shapeAt = (x: number, y: number, z: number): number => {
    const [u, v] = [cosine * x - sine * y, sine * x + cosine * y]
    for (let s = shapes.length - 1; s >= 0; s--) {
      const { centre, radii, isEndless } = shapes[s]!
      const [dx, dy] = [(u - centre[0]) / radii[0], (v - centre[1]) / radii[1]]
      const plane = dx * dx + dy * dy
      if (plane > 1) continue
      if (isEndless === true || plane + ((z - centre[2]) / radii[2]) ** 2 <= 1) return s
    }
    return -1
  }
  for (let k = 0, i = 0; k < depth; k++)
    for (let j = 0; j < height; j++)
      for (let column = 0; column < width; column++, i++) {
        const [x, y, z] = [column, j, k].map((at, axis) => (at - (size[axis]! - 1) / 2) * spacingMm[axis]!) as [number, number, number] // biome-ignore format: a point
        let sum = 0
        for (let layer = 0; layer < layers; layer++) {
          const shape = shapeAt(x, y, z + ((layer + 0.5) / layers - 0.5) * spacingMm[2])
          sum += shape < 0 ? air : shapes[shape]!.value
        }
        const shade = 1 + shading * Math.sin(0.011 * x + 0.9) * Math.cos(0.013 * y - 0.4) * Math.cos(0.012 * z)
        pixels[i] = (sum / layers) * shade + grains[(i * 40503 + k * 7919) % grains.length]!
        parts[i] = shapeAt(x, y, z) + 1
      }
  const names = new Set(shapes.flatMap(({ part }) => part ?? []))
  const structures = Object.fromEntries(
    [...names].map(part => {
      const own = new Set(shapes.flatMap((shape, s) => (isWithin(shape, part) ? [s + 1] : [])))
      return [part, parts.map(value => (own.has(value) ? 1 : 0))]
    }),
  )
  const geometry = { spacingMm, originMm: [0, 0, 0] as const, direction: [1, 0, 0, 0, 1, 0, 0, 0, 1] }
  return { name, volume: { width, height, depth, channels: 1, pixels, sampleType: 'int16', geometry }, structures }
}

/** The brain is all that lies in it. */
function isWithin({ part }: Ellipsoid, wanted: string): boolean {
  return part === wanted || (wanted === 'brain' && part !== undefined)
}
