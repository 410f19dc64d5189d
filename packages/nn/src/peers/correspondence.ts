/** The loss of STEGO (Hamilton et al., ICLR 2022): codes should agree if features of a pretrained network do. */
import { constant, type Node } from '../graph/node.ts'
import { div, matmul, maximum, mul, neg, reduceMean, reduceSum, sqrt, sub, transpose } from '../graph/operators.ts'

/** Patches of the same number from each of n images, [n, s, dims]: their features, and the codes made of them. */
export interface Patches {
  readonly features: Node
  readonly codes: Node
}

/**
 * Mean over all pairs of a patch of `a` and one of the same image of `b` of -(F - b) max(S, 0) (equations 2 to 4), with
 * F the cosine of their features less its mean over the patches of `b`, S the cosine of their codes, and b `shift`. The
 * features are data: no gradient flows into them.
 */
export function correspondenceLoss(a: Patches, b: Patches, shift: number): Node {
  const cosines = (x: Node, y: Node): Node => matmul(unitVectors(x), transpose(unitVectors(y), [0, 2, 1]))
  const features = cosines(a.features, b.features)
  const centred = sub(features, reduceMean(features, [2], true))
  const agreement = maximum(cosines(a.codes, b.codes), constant(0))
  return neg(reduceMean(mul(sub(centred, constant(shift)), agreement)))
}

/** Vectors [n, s, dims] over their lengths, which are floored at 1e-6. */
export function unitVectors(x: Node): Node {
  return div(x, sqrt(maximum(reduceSum(mul(x, x), [2], true), constant(1e-12))))
}
