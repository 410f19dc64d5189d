/** Undirected neighbourhood graph in compressed rows: neighbours of i are `neighbours[offsets[i] .. offsets[i+1])`. */
export interface Adjacency {
  readonly offsets: Int32Array
  readonly neighbours: Int32Array
  /** The common boundaries, if they are known. */
  readonly boundaries?: Boundaries | undefined
}

/** Common boundaries of neighbours, one value for each entry of `neighbours`, the same both ways. */
export interface Boundaries {
  /** Pixel sides along the boundary (mm2 between supervoxels). */
  readonly length: Float64Array
  /** Mean strength of the edge along it. */
  readonly strength: Float64Array
}

/**
 * A small weighted substitute for pixels: each prototype carries the number of pixels it represents and their mean.
 * Superpixels have an adjacency; feature clusters, which have no position, have none.
 */
export interface PrototypeCloud {
  readonly count: number
  readonly dims: number
  /** Pixels each prototype stands for, [count]; every one at least 1. */
  readonly mass: Float64Array
  /** Mean feature of those pixels, [count][dims]. */
  readonly mean: Float64Array
  /** Mean position of those pixels as (x, y) or (x, y, z) in pixels, [count][2 or 3]. */
  readonly position: Float64Array
  /** Of the image, or of each slice if there are several. */
  readonly width: number
  readonly height: number
  readonly adjacency?: Adjacency | undefined
}

/** Prototypes of one image, and the one that each pixel belongs to; their masses sum up to width * height. */
export interface Prototypes extends PrototypeCloud {
  /** Prototype of every pixel, [height * width], values in [0, count). */
  readonly assignment: Int32Array
}
