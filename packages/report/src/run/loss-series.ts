/** Loss curves for drawing: reduces a noisy series of any length to few points and their moving mean. */

export interface LossPoint {
  /** Training step, from 1: the middle one of the pooled steps. */
  readonly step: number
  readonly loss: number
}

/** Means of consecutive, equally long runs of steps, at most `maxPoints` of them; non-finite losses are left out. */
export function pooled(losses: readonly number[], maxPoints: number): LossPoint[] {
  const size = Math.max(1, Math.ceil(losses.length / maxPoints))
  const points: LossPoint[] = []
  for (let start = 0; start < losses.length; start += size) {
    const run = losses.slice(start, start + size)
    const finite = run.filter(Number.isFinite)
    if (finite.length > 0)
      points.push({ step: start + (run.length + 1) / 2, loss: finite.reduce((sum, x) => sum + x, 0) / finite.length })
  }
  return points
}

/**
 * Centred moving mean over 2 * `reach` + 1 points; near both ends, `reach` is the number of points on the shorter side.
 */
export function smoothed(points: readonly LossPoint[], reach: number): LossPoint[] {
  const before = [0]
  for (const { loss } of points) before.push(before.at(-1)! + loss)
  return points.map(({ step }, i) => {
    const side = Math.min(reach, i, points.length - 1 - i)
    return { step, loss: (before[i + side + 1]! - before[i - side]!) / (2 * side + 1) }
  })
}
