/**
 * The image layer: intensities through a display window and a camera to the pixels of the screen. Above twice its size
 * every pixel is a crisp square; below, neighbours are mixed; far below, a smaller copy of the image is read.
 */
import type { Image } from '@cuts/core'
import type { DisplayWindow } from '@cuts/runtime/pictures'
import type { Camera } from './camera.ts'
import type { FrameSize } from './sizes.ts'

/** The planes of one size of the image: grey, or red, green and blue. */
interface Step extends FrameSize {
  readonly planes: readonly Float32Array[]
}

export interface Pyramid extends FrameSize {
  /** Each half the size of the one before. */
  readonly steps: readonly Step[]
}

const crispFrom = 2

/** The image in halving sizes; a grey image of several channels shows its first, as everywhere in the house. */
export function pyramidOf({ width, height, channels, pixels }: Image): Pyramid {
  const area = width * height
  const shown = channels === 3 ? 3 : 1
  const planes = Array.from({ length: shown }, (_, c) => pixels.subarray(c * area, (c + 1) * area))
  const steps: Step[] = [{ width, height, planes }]
  for (let last = steps[0]!; Math.min(last.width, last.height) > 64; last = steps.at(-1)!) steps.push(halved(last))
  return { width, height, steps }
}

function halved({ width, height, planes }: Step): Step {
  const to = { width: Math.ceil(width / 2), height: Math.ceil(height / 2) }
  return {
    ...to,
    planes: planes.map(plane => {
      const out = new Float32Array(to.width * to.height)
      for (let y = 0, i = 0; y < to.height; y++) {
        const top = 2 * y * width
        const bottom = Math.min(height - 1, 2 * y + 1) * width
        for (let x = 0; x < to.width; x++, i++) {
          const [left, right] = [2 * x, Math.min(width - 1, 2 * x + 1)]
          out[i] = (plane[top + left]! + plane[top + right]! + plane[bottom + left]! + plane[bottom + right]!) / 4
        }
      }
      return out
    }),
  }
}

/** Where a line of screen pixels falls: the two image pixels, and the weight of the second; -1 outside. */
interface Samples {
  readonly first: Int32Array
  readonly second: Int32Array
  readonly weight: Float32Array
}

function samples(length: number, offset: number, scale: number, size: number, crisp: boolean): Samples {
  const first = new Int32Array(length).fill(-1)
  const second = new Int32Array(length)
  const weight = new Float32Array(length)
  for (let s = 0; s < length; s++) {
    const at = (s + 0.5 - offset) / scale
    if (at < 0 || at >= size) continue
    if (crisp) first[s] = second[s] = Math.floor(at)
    else {
      const near = Math.min(size - 1, Math.max(0, at - 0.5))
      first[s] = Math.floor(near)
      second[s] = Math.min(size - 1, first[s]! + 1)
      weight[s] = near - first[s]!
    }
  }
  return { first, second, weight }
}

/** Paints into `out` [view.height][view.width], 0xAABBGGRR as canvases hold it; `ground` where there is no image. */
export function paintImage(
  out: Uint32Array,
  view: FrameSize,
  { steps }: Pyramid,
  camera: Camera,
  { low, high }: DisplayWindow,
  ground: number,
): void {
  const depth = Math.max(0, Math.min(steps.length - 1, Math.floor(Math.log2(1 / camera.scale) + 0.25)))
  const step = steps[depth]!
  const scale = camera.scale * 2 ** depth
  const crisp = scale >= crispFrom
  const columns = samples(view.width, camera.x, scale, step.width, crisp)
  const rows = samples(view.height, camera.y, scale, step.height, crisp)
  // A window from high to low shows the negative.
  const gain = high === low ? 0 : 255 / (high - low)
  const offset = high === low ? 128 : -low * gain
  const shade = (value: number): number => {
    const shown = value * gain + offset
    return shown <= 0 ? 0 : shown >= 255 ? 255 : (shown + 0.5) | 0
  }
  const [red, green = red, blue = red] = step.planes as [Float32Array, Float32Array?, Float32Array?]
  const isGrey = step.planes.length === 1
  for (let y = 0, i = 0; y < view.height; y++) {
    if (rows.first[y]! < 0) {
      out.fill(ground, i, i + view.width)
      i += view.width
      continue
    }
    const [top, bottom, down] = [rows.first[y]! * step.width, rows.second[y]! * step.width, rows.weight[y]!]
    for (let x = 0; x < view.width; x++, i++) {
      const left = columns.first[x]!
      if (left < 0) {
        out[i] = ground
        continue
      }
      const right = columns.second[x]!
      const across = columns.weight[x]!
      const mix = (plane: Float32Array): number => {
        if (crisp) return plane[top + left]!
        const above = plane[top + left]! + across * (plane[top + right]! - plane[top + left]!)
        const below = plane[bottom + left]! + across * (plane[bottom + right]! - plane[bottom + left]!)
        return above + down * (below - above)
      }
      const r = shade(mix(red))
      out[i] = isGrey
        ? 0xff000000 | (r << 16) | (r << 8) | r
        : 0xff000000 | (shade(mix(blue)) << 16) | (shade(mix(green)) << 8) | r
    }
  }
}
