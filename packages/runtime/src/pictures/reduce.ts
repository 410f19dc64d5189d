/**
 * Images, label maps and masks made small enough to look at before anything is drawn, so that pictures of a very large
 * image cost no more than those of a small one. All use blocks of n x n pixels, n the smallest whole number that fits,
 * and drop what is beyond the last whole block: what is reduced alike lies alike.
 */
import type { Image, LabelMap, Mask } from '@cuts/core'

interface Blocks {
  readonly width: number
  readonly height: number
  readonly step: number
}

/** Returns the mean of every block, or the image itself if its longer side is at most `maxSide`. */
export function reduceImage(image: Image, maxSide: number): Image {
  const { width, height, step } = blocksOf(image, maxSide)
  if (step === 1) return image
  const pixels = new Float32Array(image.channels * width * height)
  const [blockWidth, blockHeight] = [Math.min(step, image.width), Math.min(step, image.height)]
  for (let c = 0, to = 0; c < image.channels; c++)
    for (let y = 0; y < height; y++)
      for (let x = 0; x < width; x++, to++) {
        let sum = 0
        for (let dy = 0; dy < blockHeight; dy++) {
          const row = (c * image.height + y * step + dy) * image.width + x * step
          for (let at = row; at < row + blockWidth; at++) sum += image.pixels[at]!
        }
        pixels[to] = sum / (blockWidth * blockHeight)
      }
  return { ...image, width, height, pixels, geometry: undefined }
}

/** Returns the label in the middle of every block, because labels must not mix. Returns the map itself if it fits. */
export function reduceLabels(map: LabelMap, maxSide: number): LabelMap {
  const blocks = blocksOf(map, maxSide)
  if (blocks.step === 1) return map
  const { width, height } = blocks
  return { width, height, labels: middles(map.labels, map, blocks, new Int32Array(width * height)) }
}

/** Returns the mask value in the middle of every block, or the mask itself if it fits. */
export function reduceMask(mask: Mask, maxSide: number): Mask {
  const blocks = blocksOf(mask, maxSide)
  if (blocks.step === 1) return mask
  const { width, height } = blocks
  return { width, height, data: middles(mask.data, mask, blocks, new Uint8Array(width * height)) }
}

function blocksOf({ width, height }: { readonly width: number; readonly height: number }, maxSide: number): Blocks {
  const step = Math.max(1, Math.ceil(Math.max(width, height) / maxSide))
  return { step, width: Math.max(1, Math.floor(width / step)), height: Math.max(1, Math.floor(height / step)) }
}

function middles<T extends Int32Array | Uint8Array>(
  source: T,
  size: { readonly width: number; readonly height: number },
  { width, height, step }: Blocks,
  out: T,
): T {
  const [right, down] = [Math.min(step, size.width) >> 1, Math.min(step, size.height) >> 1]
  for (let y = 0, to = 0; y < height; y++)
    for (let x = 0; x < width; x++, to++) out[to] = source[(y * step + down) * size.width + x * step + right]!
  return out
}
