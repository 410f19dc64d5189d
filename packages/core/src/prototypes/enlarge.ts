/** From prototypes of a reduced image to the pixels of the image itself. */
import type { Image } from '../image/image.ts'
import type { Prototypes } from './prototypes.ts'

/**
 * Returns the prototype of every pixel of `image`, [height * width]; the prototypes were made on the same image,
 * reduced or not. A pixel inside a prototype belongs to it. On a boundary, the prototypes of the four nearest pixels of
 * the reduced image compete: by their bilinear weight, times a Gaussian of the difference between the pixel and the mean
 * of the prototype, as wide as pixels scatter around these means. O(pixels x channels).
 */
export function enlargeAssignment(prototypes: Prototypes, image: Image): Int32Array {
  const { width, height, assignment, count } = prototypes
  if (width === image.width && height === image.height) return assignment
  const columns = neighbours(width, image.width)
  const rows = neighbours(height, image.height)
  const labels = new Int32Array(image.width * image.height)
  const isBoundary = new Uint8Array(labels.length)
  for (const [y, { near, far, weight: down }] of rows.entries())
    for (const [x, column] of columns.entries()) {
      const corners = [
        assignment[near * width + column.near]!,
        assignment[near * width + column.far]!,
        assignment[far * width + column.near]!,
        assignment[far * width + column.far]!,
      ] as const
      const i = y * image.width + x
      labels[i] = corners[(down > 0.5 ? 2 : 0) + (column.weight > 0.5 ? 1 : 0)]!
      if (corners.some(corner => corner !== corners[0])) isBoundary[i] = 1
    }
  const { mean, variance } = valuesOf(image, labels, count)
  const { channels, pixels } = image
  for (const [y, { near, far, weight: down }] of rows.entries())
    for (const [x, { near: left, far: right, weight: across }] of columns.entries()) {
      const i = y * image.width + x
      if (isBoundary[i] === 0) continue
      const candidates = new Map<number, number>()
      const vote = (row: number, column: number, weight: number): void => {
        const p = assignment[row * width + column]!
        candidates.set(p, (candidates.get(p) ?? 0) + weight)
      }
      vote(near, left, (1 - down) * (1 - across))
      vote(near, right, (1 - down) * across)
      vote(far, left, down * (1 - across))
      vote(far, right, down * across)
      let best = -1
      for (const [p, weight] of candidates) {
        let square = 0
        for (let c = 0; c < channels; c++) square += (pixels[c * labels.length + i]! - mean[p * channels + c]!) ** 2
        const support = variance > 0 ? weight * Math.exp(-Math.min(50, square / (2 * variance))) : weight
        if (support <= best) continue
        best = support
        labels[i] = p
      }
    }
  return labels
}

/** The two old pixels nearest to every new one, and the weight of the farther. */
function neighbours(
  from: number,
  to: number,
): { readonly near: number; readonly far: number; readonly weight: number }[] {
  return Array.from({ length: to }, (_, i) => {
    const at = Math.min(from - 1, Math.max(0, ((i + 0.5) * from) / to - 0.5))
    const near = Math.floor(at)
    return { near, far: Math.min(from - 1, near + 1), weight: at - near }
  })
}

/** Mean of every prototype, [count][channels], and the mean squared distance of pixels from them. */
function valuesOf(
  { channels, pixels }: Image,
  labels: Int32Array,
  count: number,
): { readonly mean: Float64Array; readonly variance: number } {
  const mass = new Float64Array(count)
  const mean = new Float64Array(count * channels)
  for (const [i, p] of labels.entries()) {
    mass[p]!++
    for (let c = 0; c < channels; c++) mean[p * channels + c]! += pixels[c * labels.length + i]!
  }
  for (let p = 0; p < count; p++) for (let c = 0; c < channels; c++) mean[p * channels + c]! /= Math.max(1, mass[p]!)
  let squares = 0
  for (const [i, p] of labels.entries())
    for (let c = 0; c < channels; c++) squares += (pixels[c * labels.length + i]! - mean[p * channels + c]!) ** 2
  return { mean, variance: squares / labels.length }
}
