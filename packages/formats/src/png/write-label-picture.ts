/** Label maps as PNG files whose pixels are the labels. */
import { CutsError, type LabelMap } from '@cuts/core'
import type { RegionStyle } from '../pixel-grid.ts'
import { encodePng } from './encode.ts'

/**
 * Returns the bytes of a PNG file. Up to label 255, they are indices into a palette with the segments' colours (labels
 * without a segment are black); up to label 65535, grey values of 16 bits. Throws `Unsupported` for labels beyond 65535
 * or below 0.
 */
export function writeLabelPicture({ width, height, labels }: LabelMap, segments: readonly RegionStyle[]): Uint8Array {
  let [low, high] = [0, 0]
  for (let i = 0; i < labels.length; i++) {
    if (labels[i]! < low) low = labels[i]!
    if (labels[i]! > high) high = labels[i]!
  }
  if (low < 0 || high > 65535)
    throw new CutsError('Unsupported', `a PNG holds labels from 0 to 65535. Got ${low < 0 ? low : high}.`, {
      remedy: 'Write NIfTI, NRRD or MetaImage.',
    })
  if (high > 255) return encodePng({ kind: 'grey', width, height, data: Uint16Array.from(labels) })
  const palette = new Uint8Array(3 * (high + 1))
  for (const { label, colour } of segments) if (label >= 0 && label <= high) palette.set(colour, 3 * label)
  return encodePng({ kind: 'indexed', width, height, data: Uint8Array.from(labels), palette })
}
