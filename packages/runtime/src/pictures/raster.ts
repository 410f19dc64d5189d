/** A picture ready for an encoder: 8 bits a sample, row-major, no alpha. */
import { CutsError } from '@cuts/core'
import type { Rgb } from './oklab.ts'

export type Raster =
  | { readonly kind: 'grey'; readonly width: number; readonly height: number; readonly data: Uint8Array }
  /** `data` interleaves red, green, blue. */
  | { readonly kind: 'rgb'; readonly width: number; readonly height: number; readonly data: Uint8Array }
  /** `data` holds one index per pixel into `palette`, whose entries are red, green, blue. */
  | {
      readonly kind: 'indexed'
      readonly width: number
      readonly height: number
      readonly data: Uint8Array
      readonly palette: Uint8Array
    }

export type RgbRaster = Extract<Raster, { kind: 'rgb' }>

/** The same picture with three samples a pixel. */
export function toRgb(raster: Raster): RgbRaster {
  const { width, height, data } = raster
  if (raster.kind === 'rgb') return raster
  const rgb = new Uint8Array(3 * width * height)
  for (let i = 0; i < data.length; i++) {
    const value = data[i]!
    if (raster.kind === 'grey') rgb.fill(value, 3 * i, 3 * i + 3)
    else rgb.set(raster.palette.subarray(3 * value, 3 * value + 3), 3 * i)
  }
  return { kind: 'rgb', width, height, data: rgb }
}

/** Every pixel as a block of `factor` x `factor`; no new values appear. */
export function upscale(raster: RgbRaster, factor: number): RgbRaster {
  if (!Number.isInteger(factor) || factor < 1)
    throw new CutsError('InvalidArgument', `factor of upscale must be a whole number from 1 up. Got ${factor}.`)
  if (factor === 1) return raster
  const { width, height, data } = raster
  const stride = 3 * width * factor
  const big = new Uint8Array(stride * height * factor)
  for (let y = 0; y < height; y++) {
    const top = y * factor * stride
    for (let x = 0; x < width; x++) {
      const from = 3 * (y * width + x)
      for (let k = 0, to = top + 3 * x * factor; k < factor; k++, to += 3) {
        big[to] = data[from]!
        big[to + 1] = data[from + 1]!
        big[to + 2] = data[from + 2]!
      }
    }
    for (let k = 1; k < factor; k++) big.copyWithin(top + k * stride, top, top + stride)
  }
  return { kind: 'rgb', width: width * factor, height: height * factor, data: big }
}

/**
 * A picture whose longer side is at most `maxSide`, for pages that show many: every n-th pixel of an indexed picture
 * (label colours must not mix), the mean of n x n pixels otherwise; n is the smallest whole number that fits. Pixels
 * beyond the last whole block are dropped. A picture that fits is returned as it is.
 */
export function thumbnail(raster: Raster, maxSide: number): Raster {
  const step = Math.ceil(Math.max(raster.width, raster.height) / maxSide)
  if (step <= 1) return raster
  const width = Math.max(1, Math.floor(raster.width / step))
  const height = Math.max(1, Math.floor(raster.height / step))
  const samples = raster.kind === 'rgb' ? 3 : 1
  const data = new Uint8Array(samples * width * height)
  const { data: source, width: sourceWidth } = raster
  const blockWidth = Math.min(step, raster.width)
  const blockHeight = Math.min(step, raster.height)
  for (let y = 0, to = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      for (let s = 0; s < samples; s++, to++) {
        const from = samples * (y * step * sourceWidth + x * step) + s
        if (raster.kind === 'indexed') {
          data[to] = source[from + (blockHeight >> 1) * sourceWidth + (blockWidth >> 1)]!
          continue
        }
        let sum = 0
        for (let dy = 0; dy < blockHeight; dy++)
          for (let dx = 0; dx < blockWidth; dx++) sum += source[from + samples * (dy * sourceWidth + dx)]!
        data[to] = Math.round(sum / (blockWidth * blockHeight))
      }
    }
  }
  return { ...raster, width, height, data }
}

/** Sets one pixel of an RGB picture: `share` of `colour`, the rest of what was there. */
export function blend(data: Uint8Array, pixel: number, colour: Rgb, share: number): void {
  for (let s = 0; s < 3; s++) {
    const at = 3 * pixel + s
    data[at] = Math.round((1 - share) * data[at]! + share * colour[s]!)
  }
}
