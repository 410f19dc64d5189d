/** Segment Anything with tiny models of its signature: what the encoder sees, where the point lands, which mask comes back. */
import { dice } from '@cuts/core/metrics'
import { describe, expect, it } from 'vitest'
import { constant, input } from '../graph/node.ts'
import { add } from '../graph/operators.ts'
import { createNodeEngine } from '../node/index.ts'
import { toOnnx } from '../onnx/to-onnx.ts'
import { byteEncoder, tinyDecoder, tinyEncoder } from '../testing/tiny-sam.ts'
import { loadSam, samInput } from './sam.ts'

/** Bright on the left of `edge`, dark on its right. */
function halves(width: number, height: number, edge: number) {
  const data = Float32Array.from({ length: width * height }, (_, i) => (i % width < edge ? 0.9 : -0.9))
  return { width, height, channels: 1, data }
}

describe('Segment Anything', async () => {
  const engine = await createNodeEngine({ threads: 1 })
  const file = (name: string, bytes: Uint8Array) => ({ name, bytes })
  const decoder = file('decoder.onnx', tinyDecoder(64, 12))

  for (const [kind, encoder] of [
    ['floats', tinyEncoder(64)],
    ['bytes', byteEncoder(64)],
  ] as const)
    it(`masks what lies around a point of an image of any size, through an encoder of ${kind}`, async () => {
      const sam = await loadSam(engine, { encoder: file('encoder.onnx', encoder), decoder })
      for (const [width, height, x, y] of [
        [64, 64, 20, 30],
        [128, 96, 70, 20],
        [40, 60, 12, 44],
      ] as const) {
        const edge = x + 5
        const { mask } = await (await sam.look(halves(width, height, edge))).ask({ clicks: [{ x, y, sign: 1 }] })
        expect([mask.width, mask.height]).toEqual([width, height])
        // 12 pixels of 64 along the longer side.
        const radius = (12 / 64) * Math.max(width, height)
        const expected = mask.data.map((_, i) => {
          const [u, v] = [i % width, Math.floor(i / width)]
          return u < edge && Math.hypot(u - x, v - y) < radius ? 1 : 0
        })
        expect(dice(mask.data, expected)).toBeGreaterThan(0.95)
      }
      await sam.dispose()
    })

  it('sees the image with its longer side filled, normalised, and zeros around it', () => {
    const white = { width: 4, height: 2, channels: 3, data: new Float32Array(24).fill(1) }
    const { dtype, shape, data } = samInput(white, 8, 'float32')
    expect([dtype, ...shape]).toEqual(['float32', 1, 3, 8, 8])
    // (1 - mean) / deviation of red, green and blue.
    const values = [2.2489083, 2.4285715, 2.64]
    for (const [i, value] of data.entries()) {
      const expected = Math.floor(i / 8) % 8 < 4 ? values[Math.floor(i / 64)]! : 0
      expect(Math.abs(Number(value) - expected)).toBeLessThan(1e-5)
    }
    expect([...samInput(white, 4, 'uint8').data.slice(0, 16)]).toEqual([...Array(8).fill(255), ...Array(8).fill(0)])
  })

  it('is refused where a file is something else, saying what', async () => {
    const encoder = file('encoder.onnx', tinyEncoder(64))
    const other = file('other.onnx', toOnnx({ y: add(input('x', [2, 2]), constant(1)) }))
    await expect(loadSam(engine, { encoder: other, decoder })).rejects.toMatchObject({
      code: 'Unreadable',
      message: 'other.onnx is not part of Segment Anything: it takes float32 [2, 2].',
    })
    await expect(loadSam(engine, { encoder, decoder: encoder })).rejects.toMatchObject({
      code: 'Unreadable',
      message:
        'encoder.onnx is not part of Segment Anything: it lacks the input image_embeddings, point_coords, point_labels, mask_input, has_mask_input, orig_im_size.',
    })
  })
})
