/** The inputs of one training step: windows (or images) around sampled pixels, and the patches to reconstruct. */
import { CutsError, type Planes, type SampledPairs } from '@cuts/core'
import { kernelSide, receptiveRadius } from '../encoder/parameters.ts'

/** An image in [-1, 1], and the pairs sampled in it. */
export interface TrainingItem {
  readonly image: Planes
  readonly pairs: SampledPairs
}

/** Flat arrays in the order the training graph expects: all anchors, then all positives. */
export interface Batch {
  readonly images: number
  readonly samples: number
  /**
   * Windows [1, c, 17, 17 * 2 b s] (channel, row, column, window) in windows mode, images [b, c, h, w] in dense mode.
   */
  readonly pixels: Float32Array
  readonly pixelShape: readonly number[]
  /** Dense mode: row of each sample in the [b h w] list of pixels. */
  readonly rows: BigInt64Array | undefined
  /** Patches around the anchors, [b s, c * 25]. */
  readonly patches: Float32Array
  /** [b, s] */
  readonly valid: Float32Array
}

const windowSide = 2 * receptiveRadius + 1

/** Cuts the square of `radius` around (row, column) out of every channel, border replicated, into `out` at `offset`. */
export function cutSquare(
  image: Planes,
  row: number,
  column: number,
  radius: number,
  out: Float32Array,
  offset: number,
): void {
  const { width, height, channels, data } = image
  const side = 2 * radius + 1
  const inside = row >= radius && row + radius < height && column >= radius && column + radius < width
  let to = offset
  for (let c = 0; c < channels; c++) {
    const plane = c * width * height
    for (let dy = -radius; dy <= radius; dy++) {
      if (inside) {
        const from = plane + (row + dy) * width + column - radius
        for (let k = 0; k < side; k++) out[to++] = data[from + k]!
        continue
      }
      const y = Math.min(height - 1, Math.max(0, row + dy))
      for (let dx = -radius; dx <= radius; dx++) {
        const x = Math.min(width - 1, Math.max(0, column + dx))
        out[to++] = data[plane + y * width + x]!
      }
    }
  }
}

/** A batch of pixel-centred windows; the images may differ in size. */
export function windowBatch(items: readonly TrainingItem[]): Batch {
  const { channels, samples } = describe(items)
  const count = items.length * samples
  const size = channels * windowSide * windowSide
  const total = 2 * count
  const pixels = new Float32Array(total * size)
  // Windows are the innermost axis. They are cut one by one and written in groups, so that whole cache lines are
  // written.
  const group = 16
  const cut = new Float32Array(group * size)
  for (let first = 0; first < total; first += group) {
    const here = Math.min(group, total - first)
    for (let k = 0; k < here; k++) {
      const sample = (first + k) % count
      const { image, pairs } = items[Math.floor(sample / samples)]!
      const positions = first + k < count ? pairs.anchors : pairs.positives
      const s = sample % samples
      cutSquare(image, positions[2 * s]!, positions[2 * s + 1]!, receptiveRadius, cut, k * size)
    }
    for (let i = 0; i < size; i++)
      for (let k = 0, to = i * total + first; k < here; k++) pixels[to + k] = cut[k * size + i]!
  }
  return {
    images: items.length,
    samples,
    pixels,
    pixelShape: [1, channels, windowSide, windowSide * total],
    rows: undefined,
    ...targets(items, channels, samples),
  }
}

/** A batch of whole images. Throws `Unsupported` when they differ in size. */
export function imageBatch(items: readonly TrainingItem[]): Batch {
  const { channels, samples } = describe(items)
  const { width, height } = items[0]!.image
  const area = width * height
  const pixels = new Float32Array(items.length * channels * area)
  const rows = new BigInt64Array(2 * items.length * samples)
  for (const [b, { image, pairs }] of items.entries()) {
    if (image.width !== width || image.height !== height)
      throw new CutsError(
        'Unsupported',
        `dense training needs images of one size. Got ${width}x${height} and ${image.width}x${image.height}.`,
        {
          remedy: 'Train on windows instead (training.mode=windows), which takes any sizes.',
        },
      )
    pixels.set(image.data, b * channels * area)
    for (let s = 0; s < samples; s++) {
      const row = (positions: Int32Array): bigint =>
        BigInt(b * area + positions[2 * s]! * width + positions[2 * s + 1]!)
      rows[b * samples + s] = row(pairs.anchors)
      rows[(items.length + b) * samples + s] = row(pairs.positives)
    }
  }
  return {
    images: items.length,
    samples,
    pixels,
    pixelShape: [items.length, channels, height, width],
    rows,
    ...targets(items, channels, samples),
  }
}

function targets(
  items: readonly TrainingItem[],
  channels: number,
  samples: number,
): { patches: Float32Array; valid: Float32Array } {
  const size = channels * kernelSide * kernelSide
  const patches = new Float32Array(items.length * samples * size)
  const valid = new Float32Array(items.length * samples)
  for (const [b, { image, pairs }] of items.entries())
    for (let s = 0; s < samples; s++) {
      const index = b * samples + s
      cutSquare(image, pairs.anchors[2 * s]!, pairs.anchors[2 * s + 1]!, (kernelSide - 1) / 2, patches, index * size)
      valid[index] = pairs.valid[s]!
    }
  return { patches, valid }
}

function describe(items: readonly TrainingItem[]): { channels: number; samples: number } {
  const first = items[0]
  if (first === undefined) throw new CutsError('InvalidArgument', 'a batch must hold at least one image. Got none.')
  const { channels } = first.image
  const samples = first.pairs.valid.length
  for (const { image, pairs } of items)
    if (image.channels !== channels || pairs.valid.length !== samples)
      throw new CutsError('InvalidArgument', 'all images of a batch must have the same channels and number of samples.')
  return { channels, samples }
}
