/** Otsu's threshold (1979) between a dark and a bright class. */

/**
 * Returns the last bin of the dark class: the split of the histogram `counts` with the largest variance between the two
 * classes; of equally good splits, the first. 0 if all values lie in one bin. O(bins).
 */
export function otsuBin(counts: Float64Array): number {
  let values = 0
  let total = 0
  for (let bin = 0; bin < counts.length; bin++) {
    values += counts[bin]!
    total += counts[bin]! * bin
  }
  let best = -1
  let last = 0
  let darkCount = 0
  let darkSum = 0
  for (let bin = 0; bin < counts.length - 1; bin++) {
    darkCount += counts[bin]!
    darkSum += counts[bin]! * bin
    const brightCount = values - darkCount
    if (darkCount === 0 || brightCount === 0) continue
    const between = darkCount * brightCount * (darkSum / darkCount - (total - darkSum) / brightCount) ** 2
    if (between > best) {
      best = between
      last = bin
    }
  }
  return last
}
