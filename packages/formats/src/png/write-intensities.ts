/** Intensities as PNG: whole numbers up to 65535 of grey, up to 255 of colour. */
import type { PixelGrid } from '../pixel-grid.ts'
import { encodePng } from './encode.ts'

/** Returns the reason why PNG cannot hold these pixels, as a clause; undefined if it can. */
export function refusalOf({ channels, data }: PixelGrid): string | undefined {
  if (channels !== 1 && channels !== 3) return `has ${channels} channels`
  const most = channels === 1 ? 65535 : 255
  return data.every((value: number) => Number.isInteger(value) && value >= 0 && value <= most)
    ? undefined
    : 'has values that are negative, fractional or too large'
}

/** The bytes of a PNG file of the first slice, 16 bits a sample unless the pixels have 8; see {@link refusalOf}. */
export function writeIntensities({ size, channels, data }: PixelGrid): Uint8Array {
  const [width, height] = size
  if (channels === 3) return encodePng({ kind: 'rgb', width, height, data: Uint8Array.from(data) })
  return encodePng({
    kind: 'grey',
    width,
    height,
    data: data instanceof Uint8Array ? data : Uint16Array.from(data),
  })
}
