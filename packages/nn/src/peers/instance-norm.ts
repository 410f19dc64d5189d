/** Instance normalisation (Ulyanov, Vedaldi and Lempitsky 2016): every channel of every image by its own statistics. */
import { batchNormTraining, type NormParameters } from '../encoder/layers.ts'
import { known, type Node } from '../graph/node.ts'
import { expand, reshape } from '../graph/operators.ts'

/**
 * x [n, c, h, w], all known, with scale and shift [c]. Each channel of each image is a channel of its own to
 * {@link batchNormTraining}, whose gradient has a closed form; training and use are the same.
 */
export function instanceNorm(x: Node, { scale, shift }: NormParameters): Node {
  const [n, c, h, w] = known('instanceNorm', x.shape, x) as [number, number, number, number]
  const each = (v: Node): Node => reshape(expand(reshape(v, [1, c]), [n, c]), [n * c])
  const { output } = batchNormTraining(reshape(x, [1, n * c, h, w]), { scale: each(scale), shift: each(shift) })
  return reshape(output, [n, c, h, w])
}
