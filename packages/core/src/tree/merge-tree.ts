/**
 * The one result of condensation. Leaves 0..leaves-1 are the prototypes; node leaves + k is made by the k-th merge, in
 * the order they happened, so a cut into n clusters undoes the last n - 1 merges. Heights never decrease from one merge
 * to the next, hence neither from child to parent. A group that met at once is a run of binary merges of equal height.
 */
export interface MergeTree {
  readonly leaves: number
  /** Parent of every node, [2 * leaves - 1]; -1 at the root. */
  readonly parent: Int32Array
  /** The two children of every inner node, [leaves - 1][2], by node id; the heavier first. */
  readonly children: Int32Array
  /**
   * Natural logarithm of the bandwidth epsilon at which the node came to be, [2 * leaves - 1]; leaves hold the start.
   */
  readonly height: Float64Array
  /** Condensation iteration at which the node came to be, [2 * leaves - 1]; 0 for leaves. */
  readonly step: Int32Array
  /** Pixels below the node, [2 * leaves - 1]. */
  readonly mass: Float64Array
  /**
   * The leaf whose identity the node carries: that of its heaviest child (largest-mass survivor), [2 * leaves - 1].
   * It is the node's stable label: a region keeps its id from level to level until a larger one absorbs it.
   */
  readonly survivor: Int32Array
  /** Number of condensation iterations run in all. */
  readonly iterations: number
  /** log epsilon at the last iteration. */
  readonly lastHeight: number
}
