/**
 * Counts the voxels of every label in a volume, and those inside the truth. These counts suffice to choose a region.
 */
import { CutsError, type VolumeMask } from '@cuts/core'

export interface Counts {
  readonly total: ReadonlyMap<number, number>
  /** In the order in which labels are met in the truth, slice by slice and row by row. */
  readonly inTruth: ReadonlyMap<number, number>
  /** Voxels of the truth, including slices that are missing. */
  readonly truth: number
}

interface Voxel {
  readonly x: number
  readonly y: number
  readonly z: number
}

/** Counts labels, and returns the one at a voxel if it is given. Throws `Mismatch` if a slice has another size. */
export async function countLabels(
  slices: AsyncIterable<{ readonly slice: number; readonly labels: Int32Array }>,
  truth: VolumeMask,
  at?: Voxel,
): Promise<Counts & { readonly clicked: number | undefined }> {
  const { width, height, data } = truth
  const area = width * height
  const [total, inTruth] = [new Map<number, number>(), new Map<number, number>()]
  let clicked: number | undefined
  for await (const { slice, labels } of slices) {
    if (labels.length !== area)
      throw new CutsError('Mismatch', `slice ${slice} has ${labels.length} pixels and its mask ${width}x${height}.`)
    if (slice === at?.z) clicked = labels[at.y * width + at.x]
    // Stretches of one label, inside or outside: a map look-up for each of them instead of each voxel.
    for (let start = 0, i = 0; i < area; start = i) {
      const label = labels[start]!
      const isInside = data[slice * area + start] !== 0
      for (; i < area && labels[i] === label && (data[slice * area + i] !== 0) === isInside; ) i++
      add(total, label, i - start)
      if (isInside) add(inTruth, label, i - start)
    }
  }
  let size = 0
  for (const value of data) if (value !== 0) size++
  return { total, inTruth, truth: size, clicked }
}

/** Returns the counts of a level's labels from those of the leaves. */
export function ofLevel({ total, inTruth, truth }: Counts, labels: Int32Array): Counts {
  const merge = (leaves: ReadonlyMap<number, number>): Map<number, number> => {
    const merged = new Map<number, number>()
    for (const [leaf, count] of leaves) add(merged, labels[leaf]!, count)
    return merged
  }
  return { total: merge(total), inTruth: merge(inTruth), truth }
}

/**
 * Returns the most frequent label inside the true mask. If several are equally frequent, it returns the first one
 * found. Returns undefined if there is none.
 */
export function mostUnder({ inTruth }: Counts): number | undefined {
  let label: number | undefined
  let most = 0
  for (const [candidate, count] of inTruth) if (count > most) [label, most] = [candidate, count]
  return label
}

function add(counts: Map<number, number>, label: number, count: number): void {
  counts.set(label, (counts.get(label) ?? 0) + count)
}
