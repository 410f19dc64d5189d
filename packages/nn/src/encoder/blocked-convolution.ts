/**
 * The three products of a convolution by ONNX Runtime's own kernels for x86 processors, which keep the channels in
 * blocks as wide as a vector register. The engine uses them automatically for constant weights. Training has to request
 * them by name (operators of the domain `com.microsoft.nchwc`), and puts the weights into their order itself.
 *
 * Windows are the innermost axis throughout, as in `window-convolution.ts`: x [1, c, h, w n], g [1, o, h-k+1, (w-k+1)
 * n]. Channel counts and the number of windows must be multiples of the block.
 */
import { apply, integers, type Node } from '../graph/node.ts'
import { reshape, transpose } from '../graph/operators.ts'

const own = (op: string): string => `com.microsoft.nchwc:${op}`

/** Returns x in the blocked order [1, c/block, h, w, block] (its shape is still given as [1, c, h, w]). */
export function toBlocks(x: Node): Node {
  return apply(own('ReorderInput'), [x], x.shape)
}

function fromBlocks(x: Node): Node {
  return apply(own('ReorderOutput'), [x], x.shape, { channels: x.shape[1] as number })
}

/** Weights [o, i, k, k] in the order [o/block, i/block, k, k, block of i, block of o]. */
function blockWeights(weight: Node, block: number): Node {
  const [o, i, kh, kw] = weight.shape as [number, number, number, number]
  const split = reshape(weight, [o / block, block, i / block, block, kh, kw])
  return reshape(transpose(split, [0, 2, 4, 5, 3, 1]), weight.shape)
}

/** The convolution of x with weight [o, c, k, k] and bias [o]. */
export function blockedConv2d(x: Node, weight: Node, bias: Node, windows: number, block: number): Node {
  const [o, , k] = weight.shape as [number, number, number]
  const [, , h, columns] = x.shape as [number, number, number, number]
  const shape = [1, o, h - k + 1, columns - (k - 1) * windows]
  const kernel = { kernel_shape: [k, k], dilations: [1, windows] }
  return fromBlocks(apply(own('Conv'), [toBlocks(x), blockWeights(weight, block), bias], shape, kernel))
}

/** Gradient of x: the blocked g, zeros around it, convolved with the kernel turned by half a circle. */
export function blockedInputGradient(blockedG: Node, weight: Node, windows: number, block: number): Node {
  const [o, c, k] = weight.shape as [number, number, number]
  const [, , h, columns] = blockedG.shape as [number, number, number, number]
  const reversed = integers(Array.from({ length: k * k }, (_, tap) => k * k - 1 - tap))
  const turned = apply('Gather', [reshape(weight, [o, c, k * k]), reversed], [o, c, k * k], { axis: 2 })
  const kernel = blockWeights(reshape(transpose(turned, [1, 0, 2]), [c, o, k, k]), block)
  const around = k - 1
  const shape = [1, c, h + around, columns + around * windows]
  const attributes = {
    kernel_shape: [k, k],
    dilations: [1, windows],
    pads: [around, around * windows, around, around * windows],
  }
  return fromBlocks(apply(own('Conv'), [blockedG, kernel], shape, attributes))
}

/**
 * Gradient of the weights: a convolution whose channels are the windows, whose images are the channels of x, and whose
 * kernel is g.
 */
export function blockedWeightGradient(x: Node, blockedG: Node, windows: number, block: number): Node {
  const [, c, h, columns] = x.shape as [number, number, number, number]
  const [, o, outH, outColumns] = blockedG.shape as [number, number, number, number]
  const [w, outW] = [columns / windows, outColumns / windows]
  const [kh, kw] = [h - outH + 1, w - outW + 1]
  const images = apply(own('ReorderInput'), [reshape(x, [c, h, w, windows])], [c, windows, h, w], { channels_last: 1 })
  const blocks = reshape(blockedG, [o / block, outH * outW, windows / block, block * block])
  const kernel = reshape(transpose(blocks, [0, 2, 1, 3]), [o, windows, outH, outW])
  const product = apply(own('Conv'), [images, kernel], [c, o, kh, kw], { kernel_shape: [outH, outW] })
  return transpose(fromBlocks(product), [1, 0, 2, 3])
}
