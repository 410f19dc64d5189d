/**
 * A drawing of an axial head slice that resembles FLAIR: scalp and skull rings, folded cortex over white matter, dark
 * paired ventricles, and a bright lesion with a soft rim, which is the mask. Brightness alone does not find the lesion:
 * the scalp is as bright, and a bias field makes one side of the head brighter than the other.
 */
import type { Mask, Random } from '@cuts/core'
import { centred, type Phantom, toImage } from './phantom.ts'
import { fractalNoise, mix, smoothNoise, smoothStep } from './smooth-noise.ts'

export interface BrainPhantom extends Phantom {
  readonly ventricles: Mask
}

/** Draws the phantom at size x size pixels: grey, 8 bits. The same generator gives the same phantom. */
export function brainPhantom(random: Random, size = 128): BrainPhantom {
  const draw = random.fork('anatomy')
  const between = (low: number, high: number): number => mix(low, high, draw.uniform())

  // Anatomy, in units of half the picture; y points down, to the back of the head.
  const head = { rx: between(0.68, 0.76), ry: between(0.84, 0.92), tilt: between(-0.12, 0.12) }
  const horns = {
    gap: between(0.045, 0.07),
    width: between(0.055, 0.1),
    front: between(-0.34, -0.26),
    back: between(0.24, 0.36),
  }
  const flare = between(0.1, 0.2)
  const lesion = {
    x: (draw.uniform() < 0.5 ? -1 : 1) * between(0.26, 0.42),
    y: between(-0.4, 0.42),
    radius: between(0.12, 0.22),
    squeeze: between(0.75, 1.3),
  }
  const tissue = { white: between(92, 104), grey: between(118, 130), fluid: between(22, 32), lesion: between(160, 182) }
  const bias = { angle: between(0, 2 * Math.PI), slope: between(0.1, 0.22) }

  const folds = fractalNoise(random.fork('folds'), 3)
  const outline = smoothNoise(random.fork('outline'))
  const texture = fractalNoise(random.fork('texture'), 4)
  const edge = fractalNoise(random.fork('edge'), 4)
  const biasField = smoothNoise(random.fork('bias'))
  const grain = random.fork('grain')

  const plane = new Float64Array(size * size)
  const lesionMask = new Uint8Array(size * size)
  const ventricleMask = new Uint8Array(size * size)
  for (let row = 0, i = 0; row < size; row++) {
    for (let column = 0; column < size; column++, i++) {
      const px = centred(column, size)
      const py = centred(row, size)
      const x = px * Math.cos(head.tilt) + py * Math.sin(head.tilt)
      const y = py * Math.cos(head.tilt) - px * Math.sin(head.tilt)

      // Depth below the scalp, about 0 at the skin and 1 in the middle; the front of the head is narrower.
      const taper = 1 + 0.09 * y
      const wobble = 0.025 * outline(3 * px + 8, 3 * py + 8)
      const depth = 1 - Math.hypot(x / (head.rx * taper), y / head.ry) + wobble

      // Cortex follows the surface and the sulci. Sulci are the zero lines of a noise and have a limited depth. The
      // midline separates the halves, except for a bridge in the middle. `pia` is about the distance to the nearest
      // fluid outside.
      const fold = folds(4.2 * x + 20, 4.2 * y + 20)
      const midline = 0.9 * Math.abs(x + 0.012 * fold) + 0.5 * smoothStep(0.5, 0.3, Math.abs(y))
      const below = Math.min(depth - 0.15, midline)
      const sulcus = 0.24 * Math.abs(fold) + 1.4 * Math.max(0, below - 0.2 - 0.08 * outline(5 * x, 5 * y))
      const pia = Math.min(below, sulcus)
      let value = mix(tissue.grey, tissue.white, smoothStep(0.05, 0.085, pia + 0.02 * texture(4 * x, 4 * y)))
      // Deep grey matter beside the ventricles: thalamus and putamen.
      const deep = Math.hypot((Math.abs(x) - 0.2) / 0.11, (y - 0.02) / 0.17) + 0.15 * fold
      value = mix(value, tissue.grey - 4, 0.8 * smoothStep(1.1, 0.85, deep))
      value += 7 * texture(7 * x + 5, 7 * y + 5)

      // Lesion: ragged, brightest in the middle, fading over some pixels; it stays inside the brain.
      const lx = (x - lesion.x) * lesion.squeeze
      const ly = (y - lesion.y) / lesion.squeeze
      const lesionDepth = Math.min(
        lesion.radius - Math.hypot(lx, ly) + 0.09 * edge(5 * x + 30, 5 * y + 30),
        depth - 0.17,
      )
      const core = smoothStep(0, lesion.radius, lesionDepth)
      const inLesion = smoothStep(-0.045, 0.05, lesionDepth)
      value = mix(value, tissue.lesion * (0.86 + 0.16 * core) + 22 * texture(8 * x, 8 * y), inLesion)
      value = mix(value, tissue.fluid + 14, 0.9 * smoothStep(0.022, 0.004, pia) * (1 - 0.7 * inLesion))

      // Ventricles: two horns that part towards the front and the back, with a bright rim.
      const along = (y - horns.front) / (horns.back - horns.front)
      const axis = horns.gap + flare * (along - 0.45) ** 2 * 1.6
      const breadth =
        horns.width * Math.sqrt(Math.max(0, 1 - (2 * along - 1) ** 2)) * (0.75 + 0.5 * Math.abs(along - 0.5))
      const inside =
        along > 0 && along < 1 ? breadth - Math.abs(Math.abs(x) - axis) + 0.012 * edge(6 * x, 6 * y + 7) : -1
      value = mix(value, tissue.grey + 26, 0.5 * smoothStep(-0.05, -0.01, inside) * smoothStep(0.03, 0, inside))
      value = mix(value, tissue.fluid, smoothStep(-0.012, 0.014, inside))

      // Skull (dark bone, some marrow) and scalp (bright fat, darker skin), then air.
      const marrow = 22 * smoothStep(0.018, 0.006, Math.abs(depth - 0.085)) * (1 + texture(9 * x, 9 * y))
      value = mix(value, 14 + marrow, smoothStep(0.13, 0.115, depth))
      value = mix(value, 150 + 28 * texture(6 * x + 2, 6 * y + 60), smoothStep(0.062, 0.047, depth))
      value = mix(value, 84, smoothStep(0.02, 0.012, depth))
      value = mix(value, 0, smoothStep(0.008, -0.008, depth))

      // Coil: a slope and a slow field; magnitude noise of two noisy channels (Rice).
      const slope = bias.slope * (px * Math.cos(bias.angle) + py * Math.sin(bias.angle))
      const shaded = value * (1 + slope + 0.08 * biasField(1.4 * px + 5, 1.4 * py + 5))
      plane[i] = Math.hypot(shaded + 5 * grain.normal(), 5 * grain.normal())
      ventricleMask[i] = inside > 0 && depth > 0.17 ? 1 : 0
      lesionMask[i] = lesionDepth > 0.002 && ventricleMask[i] === 0 ? 1 : 0
    }
  }
  const toMask = (data: Uint8Array): Mask => ({ width: size, height: size, data })
  return { image: toImage(size, [plane]), mask: toMask(lesionMask), ventricles: toMask(ventricleMask) }
}
