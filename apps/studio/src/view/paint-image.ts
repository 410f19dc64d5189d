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
  const paintRow = step.planes.length === 1 ? greyRow : colourRow
  for (let y = 0, start = 0; y < view.height; y++, start += view.width) {
    const row = rows.first[y]!
    const shown = out.subarray(start, start + view.width)
    if (row < 0) shown.fill(ground)
    else if (crisp && y > 0 && rows.first[y - 1] === row) out.copyWithin(start, start - view.width, start)
    else {
      const [top, bottom] = [row * step.width, rows.second[y]! * step.width]
      paintRow(shown, columns, { planes: step.planes, top, bottom, down: rows.weight[y]!, gain, offset, ground })
    }
  }
}

/** One row of the screen: between two rows of the image, at `top` and `bottom` in its planes. */
interface Row {
  readonly planes: readonly Float32Array[]
  readonly top: number
  readonly bottom: number
  readonly down: number
  readonly gain: number
  readonly offset: number
  readonly ground: number
}

function greyRow(
  out: Uint32Array,
  { first, second, weight }: Samples,
  { planes, top, bottom, down, gain, offset, ground }: Row,
): void {
  const plane = planes[0]!
  for (let x = 0; x < out.length; x++) {
    const left = first[x]!
    if (left < 0) {
      out[x] = ground
      continue
    }
    const grey = shade(between(plane, top, bottom, left, second[x]!, weight[x]!, down) * gain + offset)
    out[x] = 0xff000000 | (grey << 16) | (grey << 8) | grey
  }
}

function colourRow(
  out: Uint32Array,
  { first, second, weight }: Samples,
  { planes, top, bottom, down, gain, offset, ground }: Row,
): void {
  const [reds, greens, blues] = planes as [Float32Array, Float32Array, Float32Array]
  for (let x = 0; x < out.length; x++) {
    const left = first[x]!
    if (left < 0) {
      out[x] = ground
      continue
    }
    const [right, across] = [second[x]!, weight[x]!]
    const red = shade(between(reds, top, bottom, left, right, across, down) * gain + offset)
    const green = shade(between(greens, top, bottom, left, right, across, down) * gain + offset)
    const blue = shade(between(blues, top, bottom, left, right, across, down) * gain + offset)
    out[x] = 0xff000000 | (blue << 16) | (green << 8) | red
  }
}

function between(
  plane: Float32Array,
  top: number,
  bottom: number,
  left: number,
  right: number,
  across: number,
  down: number,
): number {
  const above = plane[top + left]! + across * (plane[top + right]! - plane[top + left]!)
  const below = plane[bottom + left]! + across * (plane[bottom + right]! - plane[bottom + left]!)
  return above + down * (below - above)
}

function shade(value: number): number {
  return value <= 0 ? 0 : value >= 255 ? 255 : (value + 0.5) | 0
}
