/** Frames of a binary segmentation: for each segment the slices that hold some of it, a bit a pixel. */
import type { LabelMap, LabelVolume } from '@cuts/core'

export interface SegmentFrames {
  /** By segment, then by slice; `segment` and `slice` count from 0. */
  readonly frames: readonly { readonly segment: number; readonly slice: number }[]
  /** One bit a pixel, the first in the lowest bit of the first byte, one frame right after the other (PS3.5 8.1.1). */
  readonly bits: Uint8Array
}

/** `labels` are the segments' labels, in order. O(pixels of the slices that each segment lies in). */
export function segmentFrames(map: LabelMap | LabelVolume, labels: readonly number[]): SegmentFrames {
  const depth = 'depth' in map ? map.depth : 1
  const area = map.width * map.height
  const slicesOf = labels.map(() => new Set<number>())
  const rank = new Map(labels.map((label, segment) => [label, segment]))
  for (let i = 0; i < area * depth; i++) {
    const segment = rank.get(map.labels[i]!)
    if (segment !== undefined) slicesOf[segment]!.add(Math.floor(i / area))
  }
  const frames = slicesOf.flatMap((slices, segment) =>
    [...slices].sort((a, b) => a - b).map(slice => ({ segment, slice })),
  )
  const bits = new Uint8Array(Math.ceil((frames.length * area) / 8))
  for (const [f, { segment, slice }] of frames.entries()) {
    const label = labels[segment]
    for (let i = 0, bit = f * area, from = slice * area; i < area; i++, bit++, from++)
      if (map.labels[from] === label) bits[bit >>> 3]! |= 1 << (bit & 7)
  }
  return { frames, bits }
}
