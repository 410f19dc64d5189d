/** Differentiable feature clustering: a small network trained anew on every image. */
import { clusterFeatures } from '@cuts/nn/peers'
import type { Method } from '../method.ts'
import { preparedSample } from './prepared-sample.ts'

/** As in the paper's comparison, whose images were of 128x128. */
const settings = {
  labels: 10,
  iterations: 1000,
  fewestLabels: 3,
  learningRate: 0.1,
  momentum: 0.9,
  longestSide: 128,
}

export const dfc: Method = {
  id: 'dfc',
  version: 2,
  rows: { dfc: 'DFC (differentiable feature clustering)' },
  seeds: 'first',
  settings,
  open: async ({ random, engine, signal }) => {
    return async ({ id, image }) => {
      const { width, height } = image
      const labels = await clusterFeatures(engine, preparedSample(image), random.fork(id), settings, signal)
      return { dfc: { kind: 'labels', map: { width, height, labels } } }
    }
  },
}
