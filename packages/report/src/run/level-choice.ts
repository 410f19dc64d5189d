/** Chooses levels to show side by side: evenly spaced, with both ends, and with the best one if it is known. */

/** Ascending indices into `count` levels, at most `wanted` of them; `best` is always among them. */
export function chooseLevels(count: number, wanted: number, best?: number): number[] {
  if (count <= wanted) return Array.from({ length: count }, (_, i) => i)
  const chosen = Array.from({ length: wanted }, (_, i) => Math.round((i * (count - 1)) / (wanted - 1)))
  if (best === undefined || chosen.includes(best)) return chosen
  let nearest = 1
  for (let i = 1; i < wanted - 1; i++) if (Math.abs(chosen[i]! - best) < Math.abs(chosen[nearest]! - best)) nearest = i
  chosen[nearest] = best
  return chosen.sort((a, b) => a - b)
}
