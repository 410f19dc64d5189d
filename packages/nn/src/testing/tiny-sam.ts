/**
 * Tiny models with the signatures of Segment Anything: the mask is a disc around the point, limited to bright pixels.
 */
import { apply, constant, input, integers, type Node } from '../graph/node.ts'
import { add, div, expand, maximum, mul, reduceMax, reduceMean, reshape, slice, sub, sum } from '../graph/operators.ts'
import { toOnnx } from '../onnx/to-onnx.ts'

/** [1, 3, side, side] to embeddings [1, 1, side, side]: the mean of the channels. */
export function tinyEncoder(side: number): Uint8Array {
  return toOnnx({ image_embeddings: reduceMean(input('image', [1, 3, side, side]), [1], true) })
}

/** The same of bytes, centred at half of their range. */
export function byteEncoder(side: number): Uint8Array {
  const values = apply('Cast', [input('image', [1, 3, side, side], 'uint8')], [1, 3, side, side], { to: 1 })
  return toOnnx({ image_embeddings: sub(reduceMean(values, [1], true), constant(127.5)) })
}

/**
 * Returns logits that are positive within `radius` pixels of the square of `side` around the first point, if the
 * embedding is positive.
 */
export function tinyDecoder(side: number, radius: number): Uint8Array {
  const embeddings = input('image_embeddings', [1, 1, side, side])
  const points = input('point_coords', [1, 'P', 2])
  const labels = input('point_labels', [1, 'P'])
  const original = input('orig_im_size', [2])
  const grid = (axis: 2 | 3): Node => {
    const centres = Float32Array.from({ length: side }, (_, i) => i + 0.5)
    return constant(centres, axis === 2 ? [1, 1, side, 1] : [1, 1, 1, side])
  }
  const at = (i: number): Node => reshape(slice(slice(points, 1, 0, 1), 2, i, i + 1), [1, 1, 1, 1])
  const square = (x: Node): Node => mul(x, x)
  const distance = add(square(sub(grid(3), at(0))), square(sub(grid(2), at(1))))
  const inDisc = sub(constant(radius * radius), distance)
  // Both positive: the smaller of the two.
  const logits = sub(constant(0), maximum(sub(constant(0), inDisc), sub(constant(0), mul(embeddings, constant(1e3)))))
  // Inputs that the decoder does not need are multiplied by zero, because they must be inputs.
  const rest = sum([
    mul(reduceMean(input('mask_input', [1, 1, 8, 8])), constant(0)),
    mul(reshape(input('has_mask_input', [1]), []), constant(0)),
    mul(reduceMean(labels), constant(0)),
  ])
  const low = add(logits, expand(reshape(rest, [1, 1, 1, 1]), [1, 1, side, side]))
  // Without the padding, then to the size of the image.
  const inner = apply('Floor', [add(mul(original, div(constant(side), reduceMax(original))), constant(0.5))], [2])
  const asInts = (x: Node): Node<'int64'> => apply('Cast', [x], x.shape, { to: 7 }, 'int64')
  const cropped = apply('Slice', [low, integers([0, 0]), asInts(inner), integers([2, 3])], [1, 1, 'h', 'w'])
  const sizes = apply('Concat', [integers([1, 1]), asInts(original)], [4], { axis: 0 }, 'int64')
  const unused = constant([], [0])
  const masks = apply('Resize', [cropped, unused, unused, sizes], [1, 1, 'H', 'W'], { mode: 'nearest' })
  return toOnnx({ masks, iou_predictions: reduceMean(low, [2, 3]), low_res_masks: low })
}
