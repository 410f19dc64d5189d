/** Correction for several tests at a time. */

/**
 * Returns p values adjusted after Holm (1979), in the order given. If values below a level are called significant, the
 * chance of even one false alarm among all the tests is below that level.
 */
export function holm(pValues: readonly number[]): number[] {
  const adjusted = pValues.slice()
  const order = pValues.map((_, test) => test).sort((a, b) => pValues[a]! - pValues[b]!)
  let highest = 0
  for (const [rank, test] of order.entries()) {
    highest = Math.max(highest, Math.min(1, (pValues.length - rank) * pValues[test]!))
    adjusted[test] = highest
  }
  return adjusted
}
