/** SLIC with the settings of the paper's table, and tuned. */
import { gaussianBlur } from '@cuts/core'
import { type SlicOptions, slic as segmentColours } from '@cuts/core/classical'
import type { Method } from '../method.ts'
import { preparedSample, scaledLength } from './prepared-sample.ts'

export const slic = clusters('slic', 'SLIC, as in the paper', { segments: 10, compactness: 10, sigmaAt128: 0 })

export const slicTuned = clusters('slic-tuned', 'SLIC, tuned', { segments: 15, compactness: 10, sigmaAt128: 1 })

function clusters(id: string, title: string, settings: SlicOptions & { readonly sigmaAt128: number }): Method {
  return {
    id,
    version: 1,
    rows: { [id]: title },
    seeds: 'none',
    settings,
    open: async () => {
      return async ({ image }) => {
        const blurred = gaussianBlur(preparedSample(image), scaledLength(image, settings.sigmaAt128))
        return { [id]: { kind: 'labels', map: segmentColours(blurred, settings) } }
      }
    },
  }
}
