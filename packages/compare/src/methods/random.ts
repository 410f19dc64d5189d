/** A lower bound: a random label for every pixel. */
import type { Mask, Random } from '@cuts/core'
import type { Method, Sample } from '../method.ts'

export const randomMethod: Method = {
  id: 'random',
  version: 1,
  rows: { random: 'random labels' },
  seeds: 'all',
  open: async ({ random }) => {
    return async sample => ({ random: { kind: 'mask', mask: coinMask(sample, random.fork(sample.id)) } })
  },
}

/** Inside or outside with equal probability. The paper scores it without a hint. */
function coinMask({ image: { width, height } }: Pick<Sample, 'image'>, random: Random): Mask {
  return { width, height, data: Uint8Array.from({ length: width * height }, () => random.integer(2)) }
}
