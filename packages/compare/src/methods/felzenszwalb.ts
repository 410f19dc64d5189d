/** Felzenszwalb's graphs with the settings of the paper's table, and with the better ones the authors found later. */
import { type FelzenszwalbOptions, felzenszwalb as segmentGraph } from '@cuts/core/classical'
import type { Method } from '../method.ts'
import { preparedSample } from './prepared-sample.ts'

export const felzenszwalb = graphs('felzenszwalb', 'Felzenszwalb, as in the paper', {
  scale: 1500,
  sigma: 0.8,
  minSize: 20,
})

export const felzenszwalbTuned = graphs('felzenszwalb-tuned', 'Felzenszwalb, tuned', {
  scale: 200,
  sigma: 1,
  minSize: 10,
})

function graphs(id: string, title: string, settings: FelzenszwalbOptions): Method {
  return {
    id,
    version: 2,
    rows: { [id]: title },
    seeds: 'none',
    settings,
    open: async () => {
      return async ({ image }) => ({ [id]: { kind: 'labels', map: segmentGraph(preparedSample(image), settings) } })
    },
  }
}
