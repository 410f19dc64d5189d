/** Segment Anything, from files that the user supplies, shown one point: the innermost of the truth. */
import { innermostPixel } from '@cuts/core'
import { loadSam } from '@cuts/nn/peers'
import type { Method } from '../method.ts'
import { preparedSample } from './prepared-sample.ts'

const [encoder, decoder] = ['sam-encoder', 'sam-decoder']

export const sam: Method = {
  id: 'sam',
  version: 1,
  rows: { sam: 'SAM, one point inside the truth' },
  seeds: 'none',
  needs: [encoder, decoder],
  open: async ({ engine, weights }) => {
    const segmenter = await loadSam(engine, {
      encoder: { bytes: await weights(encoder), name: encoder },
      decoder: { bytes: await weights(decoder), name: decoder },
    })
    return async ({ image, truth }) => {
      const { width, height } = image
      const point = innermostPixel(truth)
      // If the truth is empty, there is no point to give, so the mask is empty.
      const empty = { width, height, data: new Uint8Array(width * height) }
      const mask = point === undefined ? empty : await segmenter.mask(preparedSample(image), point)
      return { sam: { kind: 'mask', mask } }
    }
  },
}
