/** Simulates a user who uses the truth to click on missing parts. */
import { innermostPixel, type LabelMap, type Mask, regionAt } from '@cuts/core'

/**
 * The union of the regions under up to `clicks` clicks. Each click is the most interior pixel of the largest part of
 * the truth that no earlier click covers; clicking ends early when all of it is covered. An empty truth gives an empty
 * mask.
 */
export function clickedRegions(map: LabelMap, truth: Mask, clicks: number): Mask {
  const { width, height } = map
  const mask: Mask = { width, height, data: new Uint8Array(width * height) }
  for (let click = 0; click < clicks; click++) {
    const missing = truth.data.map((inside, i) => (inside !== 0 && mask.data[i] === 0 ? 1 : 0))
    const at = innermostPixel({ width, height, data: missing })
    if (at === undefined) break
    const region = regionAt(map, at.x, at.y).data
    for (let i = 0; i < region.length; i++) mask.data[i]! |= region[i]!
  }
  return mask
}
