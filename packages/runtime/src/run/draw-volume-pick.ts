/** A pick in a volume as a picture: the slice of the first click inside, with what of it lies in that slice. */
import { type Mask, sliceOf, type Volume } from '@cuts/core'
import { createIntensityReader } from '../export/intensities.ts'
import { drawPick, type RgbRaster } from '../pictures/index.ts'
import { readSummary } from '../results/read-results.ts'
import type { Finished } from './open-space.ts'
import type { PickedVolume } from './pick-volume.ts'

/** No picture, and why, if the file of the volume is gone or has another size. */
export async function drawVolumePick(
  { store, originals }: Finished,
  id: string,
  { mask, clicks }: Pick<PickedVolume, 'mask' | 'clicks'>,
): Promise<{ readonly picture?: RgbRaster; readonly notice?: string }> {
  const volume = (await readSummary(store)).volumes?.find(found => found.id === id)
  if (volume === undefined) return {}
  const { width, height, depth, data, geometry } = mask
  const map = { width, height, depth, labels: Int32Array.from(data), geometry }
  const { intensities, notice } = await createIntensityReader(originals).read(volume, map)
  if (intensities === undefined) return notice === undefined ? {} : { notice: `no picture: ${notice}` }
  const slice = clicks.find(({ sign }) => sign === 1)!.at[2]!
  const area = width * height
  const seen: Mask = { width, height, data: data.subarray(slice * area, (slice + 1) * area) }
  const marks = clicks.filter(({ at }) => at[2] === slice).map(({ at, sign }) => ({ x: at[0]!, y: at[1]!, sign }))
  return { picture: drawPick(sliceOf(intensities as Volume, slice), seen, { clicks: marks }) }
}
