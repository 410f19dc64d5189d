/** Proposals of a tree with the place that they take in an image or a volume. */
import type { VolumeGeometry } from '@cuts/core'
import { type View, voxelsOfView } from '@cuts/core/volume'
import type { ImageProposal, VolumeProposal } from '../results/proposals-file.ts'
import { openExtents } from './extents.ts'
import type { PrototypeRegions, Segmentation } from './segment.ts'

/** The proposals that an image shows. An image that shares its tree need not show all. O(pixels). */
export function describeProposals({ tree, proposals, leaves }: Segmentation): ImageProposal[] {
  const extents = openExtents(tree)
  extents.add(leaves.labels, leaves.width, 0)
  const mm2 = leaves.geometry?.spacingMm.reduce((area, mm) => area * mm, 1)
  return proposals.flatMap(({ node, score }, index) => {
    const extent = extents.of(node)
    if (extent === undefined) return []
    const { size, first, last } = extent
    return {
      rank: index + 1,
      node,
      score,
      boundingBox: { first: first.slice(0, 2), last: last.slice(0, 2) },
      areaPixels: size,
      ...(mm2 === undefined ? {} : { areaMm2: size * mm2 }),
    }
  })
}

interface ViewedVolume {
  readonly width: number
  readonly height: number
  readonly depth: number
  readonly geometry?: VolumeGeometry | undefined
  readonly view: View
}

/** The proposals of a volume, from its slices as its view shows them; boxes are those of the file's own grid. */
export async function describeVolumeProposals(
  { tree, proposals }: Pick<PrototypeRegions, 'tree' | 'proposals'>,
  volume: ViewedVolume,
  slices: AsyncIterable<{ readonly slice: number; readonly labels: Int32Array }>,
): Promise<VolumeProposal[]> {
  const { size: seen, first: origin, steps } = voxelsOfView(volume, volume.view)
  const extents = openExtents(tree)
  for await (const { slice, labels } of slices) extents.add(labels, seen.width, slice)
  const mm3 = volume.geometry?.spacingMm.reduce((product, mm) => product * mm, 1)
  const placeOf = (at: readonly [number, number, number]): number[] => {
    const voxel = origin + at[0] * steps[0] + at[1] * steps[1] + at[2] * steps[2]
    const row = Math.floor(voxel / volume.width)
    return [voxel % volume.width, row % volume.height, Math.floor(row / volume.height)]
  }
  return proposals.flatMap(({ node, score }, index) => {
    const extent = extents.of(node)
    if (extent === undefined) return []
    // Axes of a view may run backwards, so that the first corner is not the first of the file.
    const corners = [placeOf(extent.first), placeOf(extent.last)]
    const ends = (of: (...values: number[]) => number): number[] =>
      [0, 1, 2].map(a => of(corners[0]![a]!, corners[1]![a]!))
    return {
      rank: index + 1,
      node,
      score,
      boundingBox: { first: ends(Math.min), last: ends(Math.max) },
      voxels: extent.size,
      ...(mm3 === undefined ? {} : { mm3: extent.size * mm3 }),
    }
  })
}
