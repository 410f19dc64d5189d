/**
 * Structural similarity (Wang et al. 2004) of two square patches around pixels: one uniform window over the whole
 * patch, K1 = 0.01, K2 = 0.03, sample covariances, mean over channels.
 */
import type { Planes } from '../image/planes.ts'

export const patchRadius = 2

/**
 * Returns the structural similarity of the 5x5 patches around (rowA, columnA) and (rowB, columnB), border replicated.
 * `range` is the intensity range that the constants refer to; undefined takes that of the first patch (1 if it is
 * flat).
 */
export function patchSsim(
  image: Planes,
  rowA: number,
  columnA: number,
  rowB: number,
  columnB: number,
  range?: number,
): number {
  const { width, height, channels, data } = image
  const r = range ?? patchRange(image, rowA, columnA)
  const c1 = (0.01 * r) ** 2
  const c2 = (0.03 * r) ** 2
  const n = (2 * patchRadius + 1) ** 2
  let total = 0
  for (let c = 0; c < channels; c++) {
    const plane = c * width * height
    let sumA = 0
    let sumB = 0
    let sumAA = 0
    let sumBB = 0
    let sumAB = 0
    for (let dy = -patchRadius; dy <= patchRadius; dy++) {
      const lineA = plane + clamp(rowA + dy, height) * width
      const lineB = plane + clamp(rowB + dy, height) * width
      for (let dx = -patchRadius; dx <= patchRadius; dx++) {
        const a = data[lineA + clamp(columnA + dx, width)]!
        const b = data[lineB + clamp(columnB + dx, width)]!
        sumA += a
        sumB += b
        sumAA += a * a
        sumBB += b * b
        sumAB += a * b
      }
    }
    const meanA = sumA / n
    const meanB = sumB / n
    const varianceA = (sumAA - n * meanA * meanA) / (n - 1)
    const varianceB = (sumBB - n * meanB * meanB) / (n - 1)
    const covariance = (sumAB - n * meanA * meanB) / (n - 1)
    total +=
      ((2 * meanA * meanB + c1) * (2 * covariance + c2)) /
      ((meanA * meanA + meanB * meanB + c1) * (varianceA + varianceB + c2))
  }
  return total / channels
}

function patchRange(image: Planes, row: number, column: number): number {
  const { width, height, channels, data } = image
  let low = Number.POSITIVE_INFINITY
  let high = Number.NEGATIVE_INFINITY
  for (let c = 0; c < channels; c++)
    for (let dy = -patchRadius; dy <= patchRadius; dy++) {
      const line = (c * height + clamp(row + dy, height)) * width
      for (let dx = -patchRadius; dx <= patchRadius; dx++) {
        const value = data[line + clamp(column + dx, width)]!
        if (value < low) low = value
        if (value > high) high = value
      }
    }
  return high > low ? high - low : 1
}

function clamp(value: number, size: number): number {
  return value < 0 ? 0 : value >= size ? size - 1 : value
}
