/** Watersheds: the one of the paper's table, and one that was tuned. */
import { gradientWatershed, markerWatershed } from '@cuts/core/classical'
import type { Method } from '../method.ts'
import { preparedSample, scaledLength } from './prepared-sample.ts'

export const watershed: Method = {
  id: 'watershed',
  version: 1,
  rows: { watershed: 'watershed, as in the paper' },
  seeds: 'none',
  open: async () => {
    return async ({ image }) => ({ watershed: { kind: 'labels', map: markerWatershed(preparedSample(image)) } })
  },
}

const tuned = { segments: 10, sigmaAt128: 1.5 }

export const watershedTuned: Method = {
  id: 'watershed-tuned',
  version: 1,
  rows: { 'watershed-tuned': 'watershed of gradients' },
  seeds: 'none',
  settings: tuned,
  open: async () => {
    return async ({ image }) => {
      const sigma = scaledLength(image, tuned.sigmaAt128)
      const map = gradientWatershed(preparedSample(image), { segments: tuned.segments, sigma })
      return { 'watershed-tuned': { kind: 'labels', map } }
    }
  },
}
