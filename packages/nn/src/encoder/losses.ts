/** The two label-free objectives: intra-image contrast between embeddings, and reconstruction of the local patch. */
import { constant, known, type Node } from '../graph/node.ts'
import {
  add,
  concat,
  div,
  exp,
  log,
  matmul,
  maximum,
  mul,
  reduceMax,
  reduceMean,
  reduceSum,
  reshape,
  sqrt,
  stopGradient,
  sub,
  transpose,
} from '../graph/operators.ts'

export type ContrastiveKind = 'ratio' | 'ntxent'

const far = 1e9
const tiny = 1e-12

/**
 * Contrast between the pixels of one image. `anchors` and `positives` are [b, s, d]: s anchors of each of b images, and
 * the positive of each anchor. `valid` [b, s] is 1 for pairs that count and 0 for degenerate ones, which neither count
 * as pairs nor serve as negatives. Similarity is the cosine over the temperature tau.
 *
 * - `ratio`, as in the paper (section 3.1.1): per anchor -log(e^(positive) / sum of e^(negatives)), the negatives being
 *   the positives of the other anchors of the same image; the positive is not in the denominator, so the loss can be
 *   negative.
 * - `ntxent` (Chen et al. 2020): both directions, 2s rows; all other samples of the image are negatives and the own
 *   positive is in the denominator.
 *
 * Returns the mean over the rows that count; 0 if no row counts.
 */
export function contrastiveLoss(kind: ContrastiveKind, anchors: Node, positives: Node, valid: Node, tau: number): Node {
  const [b, s] = known('contrastiveLoss', anchors.shape) as [number, number, number]
  const a = unitRows(anchors)
  const p = unitRows(positives)
  const scale = constant(1 / tau)
  const own = mul(reduceSum(mul(a, p), [2]), scale)
  if (kind === 'ratio') {
    const others = logSumExp(mask(mul(matmul(a, transpose(p, [0, 2, 1])), scale), diagonal(s), valid))
    // An anchor without another valid pair in its image has no negatives.
    const contrasted = mul(valid, atMostOne(sub(reduceSum(valid, [1], true), constant(1))))
    return weightedMean(sub(others, own), contrasted)
  }
  const views = concat([a, p], 1)
  const both = concat([valid, valid], 1)
  const rows = logSumExp(mask(mul(matmul(views, transpose(views, [0, 2, 1])), scale), diagonal(2 * s), both))
  return weightedMean(sub(rows, concat([own, own], 1)), reshape(both, [b, 2 * s]))
}

/** Mean squared difference over all elements of [n, m]. (The paper writes a sum; the mean only rescales lambda.) */
export function reconstructionLoss(reconstructed: Node, patches: Node): Node {
  const difference = sub(reconstructed, patches)
  return reduceMean(mul(difference, difference), [0, 1])
}

/** Returns rows divided by their lengths; the length is floored at 1e-12. */
function unitRows(x: Node): Node {
  const length = sqrt(maximum(reduceSum(mul(x, x), [2], true), constant(tiny * tiny)))
  return div(x, length)
}

/** Masks the diagonal and the columns of invalid samples in logits [b, n, n]. */
function mask(logits: Node, own: Node, valid: Node): Node {
  const [b, n] = known('mask', logits.shape) as [number, number, number]
  const columns = mul(sub(reshape(valid, [b, 1, n]), constant(1)), constant(far))
  return add(add(logits, own), columns)
}

function diagonal(size: number): Node {
  const values = new Float32Array(size * size)
  for (let i = 0; i < size; i++) values[i * size + i] = -far
  return constant(values, [1, size, size])
}

/** log sum exp over the last axis of [b, n, n]: [b, n]. */
function logSumExp(logits: Node): Node {
  const top = stopGradient(reduceMax(logits, [2], true))
  const [b, n] = logits.shape
  return add(log(reduceSum(exp(sub(logits, top)), [2])), reshape(top, [b!, n!]))
}

function atMostOne(x: Node): Node {
  return sub(constant(1), maximum(sub(constant(1), x), constant(0)))
}

function weightedMean(values: Node, weights: Node): Node {
  const axes = [0, 1]
  // Rows without a partner hold -1e9; a weight of 0 excludes them exactly, without 0 * infinity.
  return div(reduceSum(mul(values, weights), axes), maximum(reduceSum(weights, axes), constant(1)))
}
