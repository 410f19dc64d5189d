/** The encoder's output for every pixel: `dims` features, feature-planar [dims][height][width]. */
export interface Embedding {
  readonly width: number
  readonly height: number
  readonly dims: number
  readonly data: Float32Array
}

/** Features ready for clustering: one row a pixel, [height * width][dims], row-major. */
export interface PixelFeatures {
  readonly width: number
  readonly height: number
  readonly dims: number
  readonly data: Float32Array
  /** Strength of the edge at every pixel, [height * width], mean 1 (see `edgeStrength`); absent if it is not known. */
  readonly edges?: Float32Array | undefined
}
