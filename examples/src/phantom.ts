/** A drawn image and the true mask of its lesion. */
import type { Image, Mask } from '@cuts/core'

export interface Phantom {
  readonly image: Image
  /** The lesion. */
  readonly mask: Mask
}

/** Position of the centre of pixel `index` of `size`, between -1 and 1. */
export function centred(index: number, size: number): number {
  return (2 * index + 1) / size - 1
}

/** An image of 8-bit intensities from planes of real values, rounded and clipped. */
export function toImage(size: number, planes: readonly Float64Array[]): Image {
  const area = size * size
  const pixels = new Float32Array(planes.length * area)
  for (const [c, plane] of planes.entries())
    for (let i = 0; i < area; i++) pixels[c * area + i] = Math.min(255, Math.max(0, Math.round(plane[i]!)))
  return { width: size, height: size, channels: planes.length, pixels, sampleType: 'uint8' }
}
