/** CIE L*a*b*, a colour space of perceived differences. */
import type { Planes } from './planes.ts'

/** sRGB to XYZ (IEC 61966-2-1), divided by the white of D65 at 2 degrees. */
const toXyz = [
  [0.412453 / 0.95047, 0.35758 / 0.95047, 0.180423 / 0.95047],
  [0.212671, 0.71516, 0.072169],
  [0.019334 / 1.08883, 0.119193 / 1.08883, 0.950227 / 1.08883],
] as const

/** L* (0..100), a* and b* of an image: its channels are red, green and blue, or grey alone, in [0, 1]. */
export function toLab({ width, height, channels, data }: Planes): Planes {
  const area = width * height
  const isGrey = channels === 1
  const lab = new Float32Array(3 * area)
  for (let i = 0; i < area; i++) {
    const r = linear(data[i]!)
    const g = isGrey ? r : linear(data[area + i]!)
    const b = isGrey ? r : linear(data[2 * area + i]!)
    const [x, y, z] = toXyz.map(row => lightness(row[0] * r + row[1] * g + row[2] * b)) as [number, number, number]
    lab[i] = 116 * y - 16
    lab[area + i] = 500 * (x - y)
    lab[2 * area + i] = 200 * (y - z)
  }
  return { width, height, channels: 3, data: lab }
}

function linear(value: number): number {
  return value > 0.04045 ? ((value + 0.055) / 1.055) ** 2.4 : value / 12.92
}

function lightness(t: number): number {
  return t > (6 / 29) ** 3 ? Math.cbrt(t) : t / (3 * (6 / 29) ** 2) + 4 / 29
}
