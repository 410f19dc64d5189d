/** Frames of a binary segmentation: for each segment the slices that contain it, one bit a pixel. */
import type { LabelMap, LabelVolume } from '@cuts/core'

export interface SegmentFrames {
  /** By segment, then by slice; `segment` and `slice` count from 0. */
  readonly frames: readonly { readonly segment: number; readonly slice: number }[]
  /** One bit a pixel, the first in the lowest bit of the first byte, one frame right after the other (PS3.5 8.1.1). */
  readonly bits: Uint8Array
}

/** `labels` are the segments' labels, in order. O(pixels). */
export function segmentFrames(map: LabelMap | LabelVolume, labels: readonly number[]): SegmentFrames {
  const depth = 'depth' in map ? map.depth : 1
  const area = map.width * map.height
  const rank = new Map(labels.map((label, segment) => [label, segment]))
  /** Calls back for every pixel of a segment; a look-up for each stretch of one label. */
  const eachPixel = (visit: (segment: number, slice: number, pixel: number) => void): void => {
    let [label, segment]: [number | undefined, number | undefined] = [undefined, undefined]
    for (let slice = 0, i = 0; slice < depth; slice++)
      for (let pixel = 0; pixel < area; pixel++, i++) {
        if (map.labels[i] !== label) {
          label = map.labels[i]!
          segment = rank.get(label)
        }
        if (segment !== undefined) visit(segment, slice, pixel)
      }
  }
  const isHeld = new Uint8Array(labels.length * depth)
  eachPixel((segment, slice) => {
    isHeld[segment * depth + slice] = 1
  })
  const frames: { segment: number; slice: number }[] = []
  const frameOf = new Int32Array(isHeld.length)
  for (let at = 0; at < isHeld.length; at++) {
    if (isHeld[at] === 0) continue
    frameOf[at] = frames.length
    frames.push({ segment: Math.floor(at / depth), slice: at % depth })
  }
  const bits = new Uint8Array(Math.ceil((frames.length * area) / 8))
  eachPixel((segment, slice, pixel) => {
    // More bits than an integer of 32 bits can count: divide, do not shift.
    const bit = frameOf[segment * depth + slice]! * area + pixel
    bits[Math.floor(bit / 8)]! |= 1 << (bit % 8)
  })
  return { frames, bits }
}
