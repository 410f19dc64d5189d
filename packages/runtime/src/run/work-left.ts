/**
 * How long the rest of a run takes. Work is counted in images; a volume in three dimensions counts as the slices that it
 * shows, by the share of it that is done, for those are written at its end, long after most of the work.
 */

export interface WorkLeft {
  /** So many more images of a unit are done. */
  add(unit: string, images: number): void
  /** So many images' worth of a unit is done in all. */
  set(unit: string, images: number): void
  /** Share of the work that is done, 0 to 1. */
  share(): number
  seconds(): number
}

export function workLeft(total: number, now = () => performance.now()): WorkLeft {
  const started = now()
  const done = new Map<string, number>()
  const worked = (): number => [...done.values()].reduce((sum, images) => sum + images, 0)
  return {
    add: (unit, images) => done.set(unit, (done.get(unit) ?? 0) + images),
    set: (unit, images) => done.set(unit, images),
    share: () => Math.min(1, worked() / total),
    seconds: () => {
      const sum = worked()
      return sum === 0 ? 0 : ((now() - started) / 1000 / sum) * Math.max(0, total - sum)
    },
  }
}
