/**
 * U-Net (Ronneberger, Fischer and Brox 2015) and the network that the CUTS paper's comparison calls nnU-Net, in one
 * graph: blocks of two convolutions on the way down and up. Each block on the way up also reads the block of the same
 * level on the way down. The first halves the maps between blocks; the second keeps their size and has wider kernels
 * instead.
 */

import { leak } from '../encoder/layers.ts'
import { constant, known, type Node } from '../graph/node.ts'
import {
  add,
  concat,
  conv2d,
  depthToSpace,
  exp,
  leakyRelu,
  log,
  maximum,
  mul,
  neg,
  padZero,
  reduceMax,
  reduceMean,
  reshape,
  spaceToDepth,
  sub,
} from '../graph/operators.ts'
import type { Lookup } from '../parameters/lookup.ts'
import { layOut, type Slot } from '../parameters/slots.ts'
import { instanceNorm } from './instance-norm.ts'

export interface UnetSpec {
  /** Channels of the image. */
  readonly channels: number
  /** Channels of the blocks, from the outermost to the innermost. */
  readonly widths: readonly number[]
  /** Side of the kernels, odd. */
  readonly kernel: number
  /** Whether each block is half as large as the one outside it; images are then multiples of 2^(blocks - 1). */
  readonly halving: boolean
}

/** Returns the position of each parameter. */
export function unetSlots({ channels, widths, kernel, halving }: UnetSpec): Slot[] {
  const shapes: [string, number[]][] = []
  const block = (name: string, inputs: number, width: number): void => {
    for (const [i, from] of [inputs, width].entries()) {
      shapes.push([`${name}.conv${i}.weight`, [width, from, kernel, kernel]])
      shapes.push([`${name}.norm${i}.scale`, [width]], [`${name}.norm${i}.shift`, [width]])
    }
  }
  for (const [level, width] of widths.entries()) block(`down${level}`, widths[level - 1] ?? channels, width)
  for (let level = widths.length - 2; level >= 0; level--) {
    const [width, inner] = [widths[level]!, widths[level + 1]!]
    shapes.push([`enter${level}.weight`, [halving ? 4 * width : width, inner, 1, 1]])
    block(`up${level}`, 2 * width, width)
  }
  shapes.push(['out.weight', [1, widths[0]!, 1, 1]], ['out.bias', [1]])
  return layOut(shapes)
}

/** Logits [n, 1, h, w] of images [n, c, h, w]. */
export function unetLogits(images: Node, { widths, kernel, halving }: UnetSpec, weights: Lookup): Node {
  const block = (name: string, from: Node): Node => {
    let x = from
    for (const i of [0, 1]) {
      x = conv2d(padZero(x, (kernel - 1) / 2), weights(`${name}.conv${i}.weight`))
      const norm = { scale: weights(`${name}.norm${i}.scale`), shift: weights(`${name}.norm${i}.shift`) }
      x = leakyRelu(instanceNorm(x, norm), leak)
    }
    return x
  }
  const skips: Node[] = []
  let x = images
  for (const level of widths.keys()) {
    x = block(`down${level}`, level > 0 && halving ? maxPool(x) : x)
    skips.push(x)
  }
  for (let level = widths.length - 2; level >= 0; level--) {
    const entering = conv2d(x, weights(`enter${level}.weight`))
    // Pixels side by side out of channels: the transposed convolution 2x2 of stride 2.
    x = block(`up${level}`, concat([skips[level]!, halving ? depthToSpace(entering, 2) : entering], 1))
  }
  return conv2d(x, weights('out.weight'), weights('out.bias'))
}

/** The largest of each 2x2 pixels: [n, c, h, w] to [n, c, h/2, w/2]. */
export function maxPool(x: Node): Node {
  const [n, c, h, w] = known('maxPool', x.shape, x) as [number, number, number, number]
  return reduceMax(reshape(spaceToDepth(x, 2), [n, 4, c, h / 2, w / 2]), [1])
}

/** Mean binary cross-entropy of logits against truths in [0, 1], of one shape, without overflow at large logits. */
export function binaryCrossEntropy(logits: Node, truths: Node): Node {
  const size = maximum(logits, neg(logits))
  const softplus = add(maximum(logits, constant(0)), log(add(constant(1), exp(neg(size)))))
  return reduceMean(sub(softplus, mul(logits, truths)))
}
