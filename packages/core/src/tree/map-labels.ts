/** Paints a cut: from a label per prototype to a label per pixel, in one pass. */
import { expectLength } from '../errors.ts'

/**
 * Writes `labels[assignment[i]]` into `out[i]` for every pixel and returns `out`, which may be used again for the next
 * cut. `assignment`: prototype of every pixel, [pixels], values in [0, labels.length); as Uint16Array it is half the
 * memory to read. `out`: [pixels]. One look-up a pixel, no allocation.
 */
export function mapLabels<Out extends Int32Array | Uint16Array>(
  assignment: Int32Array | Uint16Array,
  labels: Int32Array | Uint16Array,
  out: Out,
): Out {
  expectLength('out', out.length, assignment.length)
  for (let i = 0; i < out.length; i++) out[i] = labels[assignment[i]!]!
  return out
}
