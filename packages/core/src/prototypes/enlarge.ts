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
    for (let x = 0, i = y * image.width; x < image.width; x++, i++) {
      const column = columns[x]!
      const a = assignment[near * width + column.near]!
      const b = assignment[near * width + column.far]!
      const c = assignment[far * width + column.near]!
      const d = assignment[far * width + column.far]!
      const isRight = column.weight > 0.5
      labels[i] = down > 0.5 ? (isRight ? d : c) : isRight ? b : a
      if (a !== b || a !== c || a !== d) isBoundary[i] = 1
    }
  const { mean, variance } = valuesOf(image, labels, count)
  const { channels, pixels } = image
  // The prototypes at the four corners, each once.
  const candidates = new Int32Array(4)
  const weights = new Float64Array(4)
  for (const [y, { near, far, weight: down }] of rows.entries())
    for (let x = 0, i = y * image.width; x < image.width; x++, i++) {
      if (isBoundary[i] === 0) continue
      const { near: left, far: right, weight: across } = columns[x]!
      let count = 0
      for (let corner = 0; corner < 4; corner++) {
        const p = assignment[(corner < 2 ? near : far) * width + (corner % 2 === 0 ? left : right)]!
        const weight = (corner < 2 ? 1 - down : down) * (corner % 2 === 0 ? 1 - across : across)
        let k = 0
        while (k < count && candidates[k] !== p) k++
        if (k === count) {
          candidates[count] = p
          weights[count++] = 0
        }
        weights[k]! += weight
      }
      let best = -1
      for (let k = 0; k < count; k++) {
        const [p, weight] = [candidates[k]!, weights[k]!]
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
  for (let i = 0; i < labels.length; i++) {
    const p = labels[i]!
    mass[p]!++
    for (let c = 0; c < channels; c++) mean[p * channels + c]! += pixels[c * labels.length + i]!
  }
  for (let p = 0; p < count; p++) for (let c = 0; c < channels; c++) mean[p * channels + c]! /= Math.max(1, mass[p]!)
  let squares = 0
  for (let i = 0; i < labels.length; i++)
    for (let c = 0, p = labels[i]!; c < channels; c++)
      squares += (pixels[c * labels.length + i]! - mean[p * channels + c]!) ** 2
  return { mean, variance: squares / labels.length }
}
