/** The building block of the encoder: convolution, normalisation, LeakyReLU; in training and in use. */
import { constant, known, type Node, withGradient } from '../graph/node.ts'
import { add, div, mul, reduceMean, reduceSum, reshape, sqrt, sub } from '../graph/operators.ts'

export const normEpsilon = 1e-5
export const leak = 0.01

export interface NormParameters {
  readonly scale: Node
  readonly shift: Node
}

export interface BatchNormOutput {
  readonly output: Node
  /** Mean and biased variance of the batch, per channel. */
  readonly mean: Node
  readonly variance: Node
  /** Number of values behind each statistic. */
  readonly count: number
}

/**
 * Batch normalisation of x by its own statistics over all axes but the second, the channels. The gradient is the closed
 * form (Ioffe and Szegedy 2015): two reductions and a few products. Differentiating the composition would make three
 * times as many passes over the activations.
 */
export function batchNormTraining(x: Node, { scale, shift }: NormParameters): BatchNormOutput {
  const axes = x.shape.flatMap((_, axis) => (axis === 1 ? [] : [axis]))
  const channels = x.shape[1]!
  const perChannel = x.shape.map((_, axis) => (axis === 1 ? channels : 1))
  const spread = (v: Node): Node => reshape(v, perChannel)
  const count = known(
    'batchNorm',
    axes.map(axis => x.shape[axis]!),
  ).reduce((a, b) => a * b, 1)

  // Rows first, then the rest: the browser engine adds numbers one after the other, and long sums lose digits.
  const rows = axes.slice(-1)
  const others = axes.slice(0, -1)
  const meanOf = (v: Node): Node => reduceMean(reduceMean(v, rows), others)
  const sumOf = (v: Node): Node => reduceSum(reduceSum(v, rows), others)
  const mean = meanOf(x)
  const centred = sub(x, spread(mean))
  const variance = meanOf(mul(centred, centred))
  const inverse = div(constant(1), sqrt(add(variance, constant(normEpsilon))))
  const value = add(mul(centred, spread(mul(inverse, scale))), spread(shift))
  const output = withGradient(value, [x, scale, shift], g => {
    const sum = sumOf(g)
    const moment = mul(sumOf(mul(g, centred)), inverse)
    const slope = mul(inverse, div(moment, constant(count)))
    const inner = sub(sub(g, spread(div(sum, constant(count)))), mul(centred, spread(slope)))
    return [mul(inner, spread(mul(inverse, scale))), moment, sum]
  })
  return { output, mean, variance, count }
}

/** Normalisation of x by given statistics; the second axis holds the channels. */
export function batchNormFrozen(x: Node, norm: NormParameters, mean: Node, variance: Node): Node {
  const perChannel = x.shape.map((_, axis) => (axis === 1 ? x.shape[1]! : 1))
  const factor = div(norm.scale, sqrt(add(variance, constant(normEpsilon))))
  const offset = sub(norm.shift, mul(mean, factor))
  return add(mul(x, reshape(factor, perChannel)), reshape(offset, perChannel))
}
