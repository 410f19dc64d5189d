/**
 * Convolution of many small windows at once. The windows of a batch are the innermost axis, x [1, c, h, w n]: a step to
 * the next column of a window is a step of n, that is a dilation. So the whole batch is one image, and the engine's own
 * convolution works on rows of w n values instead of w.
 */
import { apply, integers, known, type Node, shapeError, withGradient } from '../graph/node.ts'
import { matmul, reduceSum, reshape, transpose } from '../graph/operators.ts'
import { blockedConv2d, blockedInputGradient, blockedWeightGradient, toBlocks } from './blocked-convolution.ts'

export interface WindowConvolution {
  /** Windows in the batch. */
  readonly windows: number
  /** False if x is data, whose gradient is not needed. */
  readonly inputGradient: boolean
  /** Channels in a block of the processor's own convolution, if it has one (see `blocked-convolution.ts`). */
  readonly block?: number | undefined
}

/** x [1, c, h, w n] with weights [o, c, k, k] and bias [o] to [1, o, h-k+1, (w-k+1) n]. */
export function windowConv2d(x: Node, weight: Node, bias: Node, options: WindowConvolution): Node {
  const { windows: n, inputGradient, block } = options
  const [, c, h, columns] = known('windowConv2d', x.shape) as [number, number, number, number]
  const [o, ci, k] = known('windowConv2d', weight.shape) as [number, number, number]
  const w = columns / n
  if (c !== ci || !Number.isInteger(w))
    throw shapeError('windowConv2d', `needs ${ci} channels and rows of ${n}`, x, weight)
  const outH = h - k + 1
  const outW = w - k + 1
  const dilated = { kernel_shape: [k, k], dilations: [1, n] }
  const isBlocked = (...sizes: readonly number[]): boolean =>
    block !== undefined && sizes.every(size => size % block === 0)
  const value = isBlocked(c, o)
    ? blockedConv2d(x, weight, bias, n, block!)
    : apply('Conv', [x, weight, bias], [1, o, outH, outW * n], dilated)

  return withGradient(value, [x, weight, bias], g => {
    const dBias = reduceSum(g, [0, 2, 3])
    if (isBlocked(o, n) && (isBlocked(c) || !inputGradient)) {
      const blocks = toBlocks(g)
      const dx = inputGradient ? blockedInputGradient(blocks, weight, n, block!) : undefined
      return [dx, blockedWeightGradient(x, blocks, n, block!), dBias]
    }
    const neighbourhoods = apply(
      'Gather',
      [reshape(x, [c, h * w, n]), integers(taps(h, w, k))],
      [c, k * k * outH * outW, n],
      {
        axis: 1,
      },
    )
    const area = outH * outW * n
    const dWeight = matmul(reshape(g, [o, area]), transpose(reshape(neighbourhoods, [c * k * k, area]), [1, 0]))
    const dx = inputGradient ? apply('ConvTranspose', [g, weight], x.shape, dilated) : undefined
    return [dx, reshape(dWeight, weight.shape), dBias]
  })
}

/** Returns, for every tap of the kernel, the positions it reads, in the order of the outputs. */
function taps(h: number, w: number, k: number): number[] {
  const positions: number[] = []
  for (let dy = 0; dy < k; dy++)
    for (let dx = 0; dx < k; dx++)
      for (let y = dy; y <= h - k + dy; y++) for (let x = dx; x <= w - k + dx; x++) positions.push(y * w + x)
  return positions
}
