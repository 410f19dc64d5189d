/** Separable Gaussian smoothing. */
import type { Planes } from './planes.ts'

/**
 * Blurs every plane with a Gaussian of standard deviation `sigma` px, cut at 4 sigma, border replicated. sigma 0
 * copies. Cost: O(pixels x sigma).
 */
export function gaussianBlur(planes: Planes, sigma: number): Planes {
  const { width, height, channels, data } = planes
  if (sigma <= 0) return { width, height, channels, data: data.slice() }
  const radius = Math.max(1, Math.round(4 * sigma))
  const kernel = Float64Array.from({ length: 2 * radius + 1 }, (_, i) =>
    Math.exp(-((i - radius) ** 2) / (2 * sigma * sigma)),
  )
  const sum = kernel.reduce((a, b) => a + b, 0)
  for (let k = 0; k < kernel.length; k++) kernel[k]! /= sum
  const area = width * height
  const rows = new Float32Array(data.length)
  const out = new Float32Array(data.length)
  for (let plane = 0; plane < data.length; plane += area) {
    for (let y = 0; y < height; y++) {
      const row = plane + y * width
      for (let x = 0; x < width; x++) {
        let value = 0
        for (let k = -radius; k <= radius; k++)
          value += kernel[k + radius]! * data[row + Math.min(width - 1, Math.max(0, x + k))]!
        rows[row + x] = value
      }
    }
    for (let y = 0; y < height; y++)
      for (let x = 0; x < width; x++) {
        let value = 0
        for (let k = -radius; k <= radius; k++)
          value += kernel[k + radius]! * rows[plane + Math.min(height - 1, Math.max(0, y + k)) * width + x]!
        out[plane + y * width + x] = value
      }
  }
  return { width, height, channels, data: out }
}
