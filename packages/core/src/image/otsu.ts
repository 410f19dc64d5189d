/** Otsu's threshold (1979) between a dark and a bright class. */

/**
 * The last bin of the dark class: where the histogram `counts` is parted so that the variance between the two classes is
 * largest, the first of equally good ones. 0 where all values lie in one bin. O(bins).
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
