/** The samples of a decoded page as channels, and as a mask. */
import { CutsError, type Mask } from '@cuts/core'
import type { Raster } from '../raster.ts'
import type { DecodedPage } from './codec.ts'

/** The channels one after the other, [c][h][w], without alpha; `notice` is a sentence if that loses something. */
export function toPlanes(
  { header, raster, alpha }: DecodedPage,
  name: string,
): { pixels: Float32Array; notice?: string } {
  const { width, height, channels } = header
  const area = width * height
  const pixels = allocate(channels * area, name)
  const { data, samples } = raster
  for (const [c, sample] of colourSamples(samples, channels, alpha).entries())
    for (let i = 0, from = sample, to = c * area; i < area; i++, from += samples, to++) pixels[to] = data[from]!
  return alpha.some(sample => !isOpaque(raster, sample))
    ? { pixels, notice: `${name} has transparency, which is left out: the colours are used as stored` }
    : { pixels }
}

/**
 * Inside if any channel differs from zero; if all colours are zero and there is transparency, inside if it is not fully
 * transparent. With `isLossy` a pixel is inside above half the maximum, because edges ring. NaN is outside.
 */
export function toMask({ header, raster, alpha }: DecodedPage, isLossy: boolean): Mask {
  const { width, height, channels } = header
  const area = width * height
  const { data, samples } = raster
  let threshold = 0
  if (isLossy) for (let i = 0; i < data.length; i++) threshold = Math.max(threshold, data[i]! / 2)
  const mark = (sources: readonly number[]): Uint8Array => {
    const inside = new Uint8Array(area)
    for (let i = 0; i < area; i++)
      for (const sample of sources) if (Math.abs(data[i * samples + sample]!) > threshold) inside[i] = 1
    return inside
  }
  const colours = mark(colourSamples(samples, channels, alpha))
  const isBlank = alpha.length > 0 && colours.every(value => value === 0)
  const isCutOut = isBlank && alpha.some(sample => !isOpaque(raster, sample))
  return { width, height, data: isCutOut ? mark(alpha) : colours }
}

/** The stored samples that are colour, in order. */
function colourSamples(samples: number, channels: number, alpha: readonly number[]): number[] {
  return Array.from({ length: samples }, (_, s) => s)
    .filter(s => !alpha.includes(s))
    .slice(0, channels)
}

/** Returns true if a sample has the same value in every pixel, so that nothing was cut out with it. */
function isOpaque({ data, samples }: Raster, sample: number): boolean {
  for (let i = sample; i < data.length; i += samples) if (data[i] !== data[sample]) return false
  return true
}

function allocate(length: number, name: string): Float32Array {
  try {
    return new Float32Array(length)
  } catch (cause) {
    throw new CutsError('Unsupported', `${name} needs ${4 * length} bytes of memory, which is more than available.`, {
      remedy: 'Cut the image into tiles or reduce it.',
      cause,
    })
  }
}
