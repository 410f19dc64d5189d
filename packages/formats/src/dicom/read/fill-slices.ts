/** Fills slices of a volume that no file holds, so that all others stay at their places. */

/**
 * Sets every slice that is not `there` to the values between the nearest slices below and above, by distance, or to the nearest if
 * there is one on one side only. `pixels` are `[channels][depth][area]`; at least one slice must be there.
 */
export function fillSlices(
  pixels: Float32Array,
  { area, depth, channels }: { readonly area: number; readonly depth: number; readonly channels: number },
  there: readonly boolean[],
): void {
  for (let z = 0; z < depth; z++) {
    if (there[z] === true) continue
    const below = there.lastIndexOf(true, z)
    const above = there.indexOf(true, z)
    const [from, to] = below < 0 ? [above, above] : above < 0 ? [below, below] : [below, above]
    const share = to === from ? 0 : (z - from) / (to - from)
    for (let c = 0; c < channels; c++) {
      const at = (slice: number): number => (c * depth + slice) * area
      for (let i = 0; i < area; i++)
        pixels[at(z) + i] = (1 - share) * pixels[at(from) + i]! + share * pixels[at(to) + i]!
    }
  }
}
