/** Tiny networks with the signatures of pretrained ones: patches of an image to vectors, by fixed random weights. */
import { constant, input, type Node } from '../graph/node.ts'
import { concat, conv2d, reshape, spaceToDepth, tanh, transpose } from '../graph/operators.ts'
import { toOnnx } from '../onnx/to-onnx.ts'
import { uniform } from './finite-differences.ts'

/** [1, 3, side, side] to tokens [1, 1 + patches, dims], the class first, as a vision transformer gives them. */
export function tokenBackbone(side: number, patch: number, dims: number): Uint8Array {
  const maps = patchMaps(input('pixel_values', [1, 3, side, side]), patch, dims)
  const tokens = transpose(reshape(maps, [1, dims, (side / patch) ** 2]), [0, 2, 1])
  const classToken = constant(uniform('class token', [1, 1, dims]).values, [1, 1, dims])
  return toOnnx({ last_hidden_state: concat([classToken, tokens], 1) })
}

/** The same patches as maps [1, dims, side / patch, side / patch]. */
export function mapBackbone(side: number, patch: number, dims: number): Uint8Array {
  return toOnnx({ maps: patchMaps(input('image', [1, 3, side, side]), patch, dims) })
}

/** Of any size: a vector for each pixel but those of the border. */
export function openBackbone(dims: number): Uint8Array {
  const weights = constant(uniform('kernel', [dims, 3, 3, 3]).values, [dims, 3, 3, 3])
  return toOnnx({ maps: conv2d(input('image', [1, 3, 'H', 'W']), weights) })
}

function patchMaps(image: Node, patch: number, dims: number): Node {
  const inputs = 3 * patch * patch
  const weights = uniform('embedding', [dims, inputs], -1 / patch, 1 / patch).values
  return tanh(conv2d(spaceToDepth(image, patch), constant(weights, [dims, inputs, 1, 1])))
}
