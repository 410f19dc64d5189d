/** Coarser grids for volumes that are finer than the work needs or the memory holds. */
import type { Volume } from '../image/volume.ts'

type Factors = readonly [number, number, number]

/** Voxels along each axis that become one, so that none is coarser than `workingSpacing` mm (unless it is already). */
export function reductionTo(spacingMm: readonly [number, number, number], workingSpacing: number): Factors {
  const factor = (mm: number): number => Math.max(1, Math.floor(workingSpacing / mm + 1e-6))
  return [factor(spacingMm[0]), factor(spacingMm[1]), factor(spacingMm[2])]
}

/** The grid after a reduction; the last blocks of an axis may be incomplete. */
export function reducedSize(
  { width, height, depth }: Pick<Volume, 'width' | 'height' | 'depth'>,
  [x, y, z]: Factors,
): Pick<Volume, 'width' | 'height' | 'depth'> {
  return { width: Math.ceil(width / x), height: Math.ceil(height / y), depth: Math.ceil(depth / z) }
}

/** Means of blocks of voxels, as they come slice by slice. */
export interface Reduction {
  /** Adds the pixels of a slice, [channel][row][column]. */
  add(slice: number, pixels: Float32Array): void
  /** The reduced intensities, [channel][slice][row][column]. */
  finish(): Float32Array
}

export function createReduction(size: Pick<Volume, 'width' | 'height' | 'depth' | 'channels'>, by: Factors): Reduction {
  const { width, height, channels } = size
  const small = reducedSize(size, by)
  const area = small.width * small.height
  const sums = new Float32Array(channels * area * small.depth)
  const isSame = by.every(factor => factor === 1)
  const counts = isSame ? undefined : new Uint32Array(area * small.depth)
  return {
    add: (slice, pixels) => {
      const layer = Math.floor(slice / by[2])
      for (let c = 0, from = 0; c < channels; c++)
        for (let y = 0; y < height; y++) {
          const row = layer * area + Math.floor(y / by[1]) * small.width
          for (let x = 0; x < width; x++, from++) {
            const to = row + Math.floor(x / by[0])
            sums[c * area * small.depth + to]! += pixels[from]!
            if (counts !== undefined && c === 0) counts[to]!++
          }
        }
    },
    finish: () => {
      if (counts !== undefined)
        for (let i = 0; i < sums.length; i++) sums[i]! /= Math.max(1, counts[i % counts.length]!)
      return sums
    },
  }
}
