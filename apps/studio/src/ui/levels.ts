/** The next number of regions worth a key press: one more of few, some percent more of many. */
export function nextLevel(level: number, by: 1 | -1): number {
  return by > 0 ? Math.max(level + 1, Math.round(level * 1.08)) : Math.min(level - 1, Math.round(level / 1.08))
}
