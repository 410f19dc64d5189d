/** SAM from the user's files to a mask: the point it is shown is the innermost of the truth. */
import { createRandom } from '@cuts/core'
import { add, apply, constant, input, integers, mul, named, reduceMean, reshape, slice, toOnnx } from '@cuts/nn/graph'
import { createNodeEngine } from '@cuts/nn/node'
import { expect, it } from 'vitest'
import type { MethodContext, Sample } from '../method.ts'
import { sam } from './sam.ts'

const side = 16

/** Says whether the point lies right of `x` and below `y`, in every pixel of a mask of the image's size. */
function decoder(x: number, y: number): Uint8Array {
  const points = input('point_coords', [1, 'P', 2])
  const over = (axis: number, limit: number) =>
    apply('Sign', [add(reshape(slice(slice(points, 1, 0, 1), 2, axis, axis + 1), []), constant(-limit))], [])
  const score = add(add(over(0, x), over(1, y)), constant(-1))
  const unused = [
    reduceMean(input('image_embeddings', [1, 1, 4, 4])),
    reduceMean(input('point_labels', [1, 'P'])),
    reduceMean(input('mask_input', [1, 1, 4, 4])),
    reduceMean(input('has_mask_input', [1])),
  ].map(value => mul(value, constant(0)))
  const logit = unused.reduce(add, score)
  const sizes = apply('Cast', [input('orig_im_size', [2])], [2], { to: 7 }, 'int64')
  const plane = apply('Expand', [reshape(logit, [1, 1]), sizes], ['H', 'W'])
  const masks = apply('Unsqueeze', [plane, integers([0, 1])], [1, 1, 'H', 'W'])
  return toOnnx({ masks: named('masks out', masks) })
}

it('points at the innermost pixel of the truth, and answers nothing where there is none', async () => {
  const encoder = toOnnx({ maps: reduceMean(reshape(input('image', [1, 3, 8, 8]), [1, 1, 4, 4, 12]), [4]) })
  const truth = new Uint8Array(side * side)
  for (let row = 8; row < 13; row++) for (let column = 2; column < 7; column++) truth[row * side + column] = 1
  const pixels = Float32Array.from(truth, value => 50 + 100 * value)
  const sample: Sample = {
    id: 'a',
    image: { width: side, height: side, channels: 1, sampleType: 'uint8', pixels },
    truth: { width: side, height: side, data: truth },
  }
  const engine = await createNodeEngine({ threads: 1 })
  const ask = async (files: { readonly [name: string]: Uint8Array }, of: Sample): Promise<number[]> => {
    const context: MethodContext = {
      seed: 1,
      random: createRandom(1),
      engine,
      weights: async name => files[name]!,
      signal: new AbortController().signal,
      onProgress: () => {},
    }
    const prediction = (await (await sam.open(context, undefined))(of)).sam
    if (prediction?.kind !== 'mask') throw new Error('no mask')
    return [...new Set(prediction.mask.data)]
  }
  // The square's middle pixel is (4, 10); its centre is (4.5, 10.5), half that in the encoder's 8x8.
  expect(await ask({ 'sam-encoder': encoder, 'sam-decoder': decoder(2.2, 5.2) }, sample)).toEqual([1])
  expect(await ask({ 'sam-encoder': encoder, 'sam-decoder': decoder(2.3, 5.2) }, sample)).toEqual([0])
  expect(await ask({ 'sam-encoder': encoder, 'sam-decoder': decoder(2.2, 5.3) }, sample)).toEqual([0])
  const nothing = { ...sample, truth: { ...sample.truth, data: new Uint8Array(side * side) } }
  expect(await ask({ 'sam-encoder': encoder, 'sam-decoder': decoder(-99, -99) }, nothing)).toEqual([0])
})
