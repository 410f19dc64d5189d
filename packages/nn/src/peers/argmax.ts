/** Labels from scores: for each pixel the class whose score is highest; the first of equally high ones. */

/** Scores [classes][pixels] to labels [pixels] in [0, classes). */
export function argmax(scores: Float32Array, classes: number): Int32Array {
  const pixels = scores.length / classes
  const labels = new Int32Array(pixels)
  const highest = scores.slice(0, pixels)
  for (let c = 1; c < classes; c++)
    for (let i = 0, at = c * pixels; i < pixels; i++, at++)
      if (scores[at]! > highest[i]!) {
        highest[i] = scores[at]!
        labels[i] = c
      }
  return labels
}
