/** SAM from the user's files to a mask: what it is shown of the truth, by a point, clicks and a box. */
import { createRandom, type Mask } from '@cuts/core'
import { add, apply, constant, input, integers, mul, named, reduceMean, reshape, slice, toOnnx } from '@cuts/nn/graph'
import { createNodeEngine } from '@cuts/nn/node'
import { describe, expect, it } from 'vitest'
import type { MethodContext, Predictions, Sample } from '../method.ts'
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

describe('SAM', async () => {
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
  const segment = async (bytes: Uint8Array, of: Sample): Promise<Predictions> => {
    const files: { readonly [name: string]: Uint8Array } = { 'sam-encoder': encoder, 'sam-decoder': bytes }
    const context: MethodContext = {
      seed: 1,
      random: createRandom(1),
      engine,
      weights: async name => files[name]!,
      signal: new AbortController().signal,
      onProgress: () => {},
    }
    return (await sam.open(context, undefined))(of)
  }
  const valuesOf = (mask: Mask): number[] => [...new Set(mask.data)]
  const ask = async (row: 'sam' | 'sam-box', bytes: Uint8Array, of = sample): Promise<number[]> => {
    const prediction = (await segment(bytes, of))[row]
    if (prediction?.kind !== 'mask') throw new Error('no mask')
    return valuesOf(prediction.mask)
  }
  const nothing = { ...sample, truth: { ...sample.truth, data: new Uint8Array(side * side) } }

  it('is shown the innermost pixel of the truth, and answers nothing where there is none', async () => {
    // The square's middle pixel is (4, 10); its centre is (4.5, 10.5), half that in the encoder's 8x8.
    expect(await ask('sam', decoder(2.2, 5.2))).toEqual([1])
    expect(await ask('sam', decoder(2.3, 5.2))).toEqual([0])
    expect(await ask('sam', decoder(2.2, 5.3))).toEqual([0])
    expect(await ask('sam', decoder(-99, -99), nothing)).toEqual([0])
  })

  it('is shown the box around the truth, its top left corner first, and answers nothing where there is none', async () => {
    // The corner of pixel (2, 8), half that.
    expect(await ask('sam-box', decoder(0.9, 3.9))).toEqual([1])
    expect(await ask('sam-box', decoder(1.1, 3.9))).toEqual([0])
    expect(await ask('sam-box', decoder(0.9, 4.1))).toEqual([0])
    expect(await ask('sam-box', decoder(-99, -99), nothing)).toEqual([0])
  })

  it('is shown every click with those before it, and none of an earlier series', async () => {
    const prediction = (await segment(decoder(2.2, 5.2), sample))['sam-clicks']
    if (prediction?.kind !== 'clicks') throw new Error('no clicks')
    const [first, second] = [
      { x: 4, y: 10, sign: 1 },
      { x: 0, y: 0, sign: -1 },
    ] as const
    // The decoder looks at the first click alone: the second one does not change its mind.
    const answer = prediction.begin()
    expect(valuesOf(await answer(first))).toEqual([1])
    expect(valuesOf(await answer(second))).toEqual([1])
    const again = prediction.begin()
    expect(valuesOf(await again(second))).toEqual([0])
    expect(valuesOf(await again(first))).toEqual([0])
  })
})
