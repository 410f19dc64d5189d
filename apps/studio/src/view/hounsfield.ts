/** Windows of computed tomography, which mean something in Hounsfield units alone. */
import type { Volume } from '@cuts/core'

/** Usual windows, in Hounsfield units. */
export const tomography = [
  ['softTissue', -160, 240],
  ['lung', -1350, 150],
  ['bone', -500, 1300],
  ['brain', 0, 80],
  ['liver', -45, 105],
] as const

/** Values that no tissue and no metal has are not Hounsfield units; scanners pad with values down to about -3000. */
const [lowest, highest] = [-4096, 33000]
/** Air is at -1000; no other kind of image lies around that. */
const air = [-1100, -900] as const
/** The share of voxels that are air, in any scan with a patient or a table in it. */
const leastAir = 0.005

/** Whether the values of an image are Hounsfield units, as far as they tell. One channel, whole volume: a slice may hold no air. O(voxels). */
export function looksLikeTomography({
  channels,
  sampleType,
  pixels,
}: Pick<Volume, 'channels' | 'sampleType' | 'pixels'>): boolean {
  if (channels !== 1 || sampleType === 'uint8' || sampleType === 'uint16') return false
  let inAir = 0
  for (const value of pixels) {
    if (value < lowest || value > highest) return false
    if (value >= air[0] && value <= air[1]) inAir++
  }
  return inAir >= leastAir * pixels.length
}
