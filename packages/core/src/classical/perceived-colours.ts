/** Prepared intensities as colours that differ as much as they look different. */
import { toLab } from '../image/lab.ts'
import type { Planes } from '../image/planes.ts'

/**
 * Returns L*a*b* of grey and colour images. For any other number of channels, returns each channel scaled to 0..100.
 */
export function perceivedColours({ width, height, channels, data }: Planes): Planes {
  const shares = { width, height, channels, data: data.map(value => (value + 1) / 2) }
  if (channels === 1 || channels === 3) return toLab(shares)
  return { ...shares, data: shares.data.map(value => 100 * value) }
}
