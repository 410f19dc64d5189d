/** Differentiable feature clustering: a small network trained anew on every image. */
import { clusterFeatures } from '@cuts/nn/peers'
import type { Method } from '../method.ts'
import { networkInput } from './network-input.ts'

/**
 * As in the paper's comparison, but for the number of steps: 1000 there. Labels are few by then, and most images reach the
 * fewest within 200; what is left of the rest changes little.
 */
const settings = { labels: 10, iterations: 200, fewestLabels: 3, learningRate: 0.1, momentum: 0.9, longestSide: 256 }

export const dfc: Method = {
  id: 'dfc',
  version: 1,
  rows: { dfc: 'DFC (differentiable feature clustering)' },
  seeds: 'first',
  settings,
  open: async ({ random, runtime, signal }) => {
    return async ({ id, image }) => {
      const { width, height } = image
      const labels = await clusterFeatures(runtime, networkInput(image), random.fork(id), settings, signal)
      return { dfc: { kind: 'labels', map: { width, height, labels } } }
    }
  },
}
