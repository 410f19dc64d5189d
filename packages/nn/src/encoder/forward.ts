/**
 * The encoder as a graph: four blocks of convolution 5x5, normalisation and LeakyReLU, over whole images (replicated
 * borders, one embedding a pixel) or over pixel-centred windows of 17x17 (no padding, one embedding a window).
 * Away from the image border both give the same embedding of a pixel.
 */
import type { Node } from '../graph/node.ts'
import { add, conv2d, leakyRelu, matmul, padReplicate, reshape, stopGradient, transpose } from '../graph/operators.ts'
import type { Lookup } from '../parameters/lookup.ts'
import { type BatchNormOutput, batchNormFrozen, batchNormTraining, leak } from './layers.ts'
import { type EncoderSpec, embeddingDims, kernelSide, receptiveRadius, widths } from './parameters.ts'
import { windowConv2d } from './window-convolution.ts'

export interface Forward {
  /** Embeddings: [n, 128] of windows, or [n, 128, h, w] of images. */
  readonly embedding: Node
  /** The batch statistics of every block; empty if they were given. */
  readonly norms: readonly BatchNormOutput[]
}

/** The statistics a block normalises by: those of the current batch, or running statistics. */
export type Normalisation = { readonly kind: 'batch' } | { readonly kind: 'running'; readonly statistics: Lookup }

/** Embeds whole images [n, c, h, w], or, with `blocks`, runs only the first few blocks. */
export function embedImages(
  images: Node,
  weights: Lookup,
  normalisation: Normalisation,
  blocks: number = widths.length,
): Forward {
  const norms: BatchNormOutput[] = []
  let x = images
  for (let layer = 0; layer < blocks; layer++) {
    x = conv2d(padReplicate(x, 2), weights(`conv${layer}.weight`), biasOf(layer, weights, normalisation))
    x = normalise(x, layer, weights, normalisation, norms)
  }
  return { embedding: x, norms }
}

/**
 * Embeds n windows given as [1, c, 17, 17 n] (channel, row, column, window), one vector [n, 128] each. With the windows
 * innermost, operations per channel work on long rows, and a convolution of all windows is one of a single image.
 */
export function embedWindows(windows: Node, weights: Lookup, normalisation: Normalisation, block?: number): Forward {
  const norms: BatchNormOutput[] = []
  const last = widths.length - 1
  const n = (windows.shape[3] as number) / (2 * receptiveRadius + 1)
  let x = windows
  for (let layer = 0; layer < last; layer++) {
    const options = { windows: n, inputGradient: layer > 0, block }
    x = windowConv2d(x, weights(`conv${layer}.weight`), biasOf(layer, weights, normalisation), options)
    x = normalise(x, layer, weights, normalisation, norms)
  }
  // The rest of a window is as large as the kernel: the last convolution is one matrix product.
  const inner = widths[last - 1]! * kernelSide ** 2
  const product = matmul(reshape(weights(`conv${last}.weight`), [embeddingDims, inner]), reshape(x, [inner, n]))
  x = add(product, reshape(biasOf(last, weights, normalisation), [embeddingDims, 1]))
  x = normalise(reshape(x, [1, embeddingDims, 1, n]), last, weights, normalisation, norms)
  return { embedding: transpose(reshape(x, [embeddingDims, n]), [1, 0]), norms }
}

/**
 * Returns the bias of a convolution. If the batch's own mean is subtracted next, the bias changes nothing and its
 * gradient is zero; AdamW would turn the rounding errors of that gradient into whole steps.
 */
function biasOf(layer: number, weights: Lookup, normalisation: Normalisation): Node {
  const bias = weights(`conv${layer}.bias`)
  return normalisation.kind === 'batch' ? stopGradient(bias) : bias
}

function normalise(
  x: Node,
  layer: number,
  weights: Lookup,
  normalisation: Normalisation,
  norms: BatchNormOutput[],
): Node {
  const norm = { scale: weights(`norm${layer}.scale`), shift: weights(`norm${layer}.shift`) }
  if (normalisation.kind === 'running') {
    const { statistics } = normalisation
    return leakyRelu(
      batchNormFrozen(x, norm, statistics(`norm${layer}.mean`), statistics(`norm${layer}.variance`)),
      leak,
    )
  }
  const batch = batchNormTraining(x, norm)
  norms.push(batch)
  return leakyRelu(batch.output, leak)
}

/**
 * Reconstructs the patch around each pixel from its embedding [n, 128]: [n, channels * 25], in (channel, row, column)
 * order.
 */
export function reconstruct(embedding: Node, spec: EncoderSpec, weights: Lookup): Node {
  const first = linear(embedding, weights('head0.weight'), weights('head0.bias'))
  return spec.headLayers === 1 ? first : linear(leakyRelu(first, leak), weights('head1.weight'), weights('head1.bias'))
}

function linear(x: Node, weight: Node, bias: Node): Node {
  return add(matmul(x, transpose(weight, [1, 0])), bias)
}
