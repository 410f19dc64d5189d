/** k-means on the values of single pixels: what the image gives without any learning. */
import { checkOptions, colourFeatures, densePoints, imageOptions, kmeans } from '@cuts/core'
import type { Method } from '../method.ts'

const settings = { clusters: 10, restarts: 3, iterations: 100 }

export const rawKmeans: Method = {
  id: 'raw-kmeans',
  version: 1,
  rows: { 'raw-kmeans': 'raw pixels, k-means' },
  seeds: 'all',
  settings,
  open: async ({ random }) => {
    const scaling = checkOptions('image', imageOptions)
    return async ({ id, image }) => {
      const { width, height, dims, data } = colourFeatures(image, 0, scaling)
      const area = width * height
      const rows = new Float64Array(area * dims)
      for (let d = 0; d < dims; d++) for (let i = 0; i < area; i++) rows[i * dims + d] = data[d * area + i]!
      const { labels } = kmeans(densePoints(rows, dims), undefined, settings.clusters, random.fork(id), settings)
      return { 'raw-kmeans': { kind: 'labels', map: { width, height, labels } } }
    }
  },
}
