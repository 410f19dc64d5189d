/**
 * Prompts against the layout of the authors' export, told by a decoder of our own: for every label it sums what
 * `_embed_points` there embeds under it, and for the mask what `_embed_masks` switches with `has_mask_input`. All of it
 * comes back as logits.
 */
import { beforeAll, describe, expect, it } from 'vitest'
import { apply, constant, input, integers, type Node, named } from '../graph/node.ts'
import { add, mul, reduceMean, reshape, slice, sum } from '../graph/operators.ts'
import { createNodeEngine } from '../node/index.ts'
import { toOnnx } from '../onnx/to-onnx.ts'
import { tinyEncoder } from '../testing/tiny-sam.ts'
import { loadSam, type SamView } from './sam.ts'

const maskSide = 8
/** Padding, outside, inside, top left, bottom right. */
const labels = [-1, 0, 1, 2, 3] as const

/** A decoder whose logits tell the prompt, and whose mask is everything. */
function tellingDecoder(): Uint8Array {
  const points = input('point_coords', [1, 'P', 2])
  const given = input('point_labels', [1, 'P'])
  const mask = input('mask_input', [1, 1, maskSide, maskSide])
  const total = (x: Node): Node => apply('ReduceSum', [x], [], { keepdims: 0 })
  const flat = (x: Node): Node => apply('Reshape', [x, integers([-1])], ['P'])
  const axis = (i: number): Node => flat(slice(points, 2, i, i + 1))
  const told = labels.flatMap(label => {
    const is = apply('Cast', [apply('Equal', [flat(given), constant(label)], ['P'])], ['P'], { to: 1 }) as Node
    return [total(is), total(mul(axis(0), is)), total(mul(axis(1), is))]
  })
  told.push(reshape(input('has_mask_input', [1]), []), total(mask))
  // One cell of the logits for each number.
  const cells = told.map((value, cell) => {
    const only = Float32Array.from({ length: maskSide ** 2 }, (_, i) => Number(i === cell))
    return mul(constant(only, [1, 1, maskSide, maskSide]), reshape(value, [1, 1, 1, 1]))
  })
  const logits = sum(cells)
  const unused = mul(reduceMean(input('image_embeddings', [1, 1, 16, 16])), constant(0))
  const sizes = apply('Cast', [input('orig_im_size', [2])], [2], { to: 7 }, 'int64')
  const plane = apply('Expand', [reshape(add(unused, constant(1)), [1, 1]), sizes], ['H', 'W'])
  const masks = apply('Unsqueeze', [plane, integers([0, 1])], [1, 1, 'H', 'W'])
  return toOnnx({ masks: named('masks out', masks), low_res_masks: logits })
}

describe('a prompt of Segment Anything', () => {
  const [width, height] = [32, 24]
  // The encoder's square has 16 pixels for the 32 of the longer side.
  const scale = 0.5
  let view: SamView
  beforeAll(async () => {
    const sam = await loadSam(await createNodeEngine({ threads: 1 }), {
      encoder: { name: 'encoder', bytes: tinyEncoder(16) },
      decoder: { name: 'decoder', bytes: tellingDecoder() },
    })
    view = await sam.look({ width, height, channels: 1, data: new Float32Array(width * height) })
  })

  const tell = async (prompt: Parameters<SamView['ask']>[0]) => {
    const { mask, logits } = await view.ask(prompt)
    expect([mask.width, mask.height, mask.data.length]).toEqual([width, height, width * height])
    expect(logits).toHaveLength(maskSide ** 2)
    const of = (k: number) => ({ count: logits![3 * k]!, x: logits![3 * k + 1]!, y: logits![3 * k + 2]! })
    const [padding, outside, inside, topLeft, bottomRight] = labels.map((_, k) => of(k))
    return { padding, outside, inside, topLeft, bottomRight, hasMask: logits![15]!, mask: logits![16]!, logits }
  }
  const none = { count: 0, x: 0, y: 0 }

  it('of a click is its pixel in the middle, label 1, and one point of padding at 0, 0', async () => {
    expect(await tell({ clicks: [{ x: 9, y: 20, sign: 1 }] })).toMatchObject({
      inside: { count: 1, x: 9.5 * scale, y: 20.5 * scale },
      padding: { count: 1, x: 0, y: 0 },
      outside: none,
      topLeft: none,
      bottomRight: none,
      hasMask: 0,
      mask: 0,
    })
  })

  it('of several clicks has all of them, those outside with label 0, and the mask before with its flag', async () => {
    const previous = Float32Array.from({ length: maskSide ** 2 }, (_, i) => i - 10)
    const clicks = [
      { x: 9, y: 20, sign: 1 },
      { x: 1, y: 3, sign: -1 },
      { x: 30, y: 5, sign: 1 },
    ] as const
    expect(await tell({ clicks, previous })).toMatchObject({
      inside: { count: 2, x: (9.5 + 30.5) * scale, y: (20.5 + 5.5) * scale },
      outside: { count: 1, x: 1.5 * scale, y: 3.5 * scale },
      padding: { count: 1, x: 0, y: 0 },
      hasMask: 1,
      // 0 to 63 add up to 2016.
      mask: 2016 - 640,
    })
  })

  it('of a box is its outer corners with labels 2 and 3, beside any clicks, without padding', async () => {
    const box = { left: 4, top: 6, right: 11, bottom: 7 }
    const corners = {
      topLeft: { count: 1, x: 4 * scale, y: 6 * scale },
      bottomRight: { count: 1, x: 12 * scale, y: 8 * scale },
      padding: none,
    }
    expect(await tell({ clicks: [], box })).toMatchObject({ ...corners, inside: none, outside: none })
    const outside = { count: 1, x: 4.5 * scale, y: 6.5 * scale }
    expect(await tell({ clicks: [{ x: 4, y: 6, sign: -1 }], box })).toMatchObject({ ...corners, outside })
  })

  it('takes the logits of an answer as they are', async () => {
    const clicks = [{ x: 9, y: 20, sign: 1 }] as const
    const { logits } = await tell({ clicks })
    // One point inside at 4.75, 10.25, one of padding, no mask.
    expect((await tell({ clicks, previous: logits })).mask).toBe(1 + 4.75 + 10.25 + 1)
  })
})
