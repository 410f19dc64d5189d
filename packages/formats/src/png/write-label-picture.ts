/** Label maps as PNG files whose pixels are the labels. */
import { CutsError, type LabelMap } from '@cuts/core'
import type { RegionStyle } from '../pixel-grid.ts'
import { encodePng } from './encode.ts'

/**
 * The bytes of a PNG file: up to label 255 indices into a palette with the segments' colours (what is no segment is black),
 * up to label 65535 grey values of 16 bits. Throws `Unsupported` for labels beyond, or below 0.
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
