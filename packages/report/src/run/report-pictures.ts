/** The pictures of a report by image and role: PNG bytes, and plots as SVG. */

export interface LevelPicture {
  /** Regions at this level. */
  readonly clusters: number
  readonly png: Uint8Array
  /** The segments in the space of their features, in the colours of this level. */
  readonly plot?: Uint8Array | undefined
}

export interface ContourPictures {
  readonly kmeans?: Uint8Array | undefined
  readonly persistent?: Uint8Array | undefined
  readonly best?: Uint8Array | undefined
}

export interface ProposalPicture {
  /** Place in the order of the proposals, from 1. */
  readonly rank: number
  readonly png: Uint8Array
  /** Pixels of the image, not of the picture. */
  readonly areaPixels?: number | undefined
}

export interface ImagePictures {
  readonly input?: Uint8Array | undefined
  /** Coarse to fine. */
  readonly levels: readonly LevelPicture[]
  readonly persistent?: Uint8Array | undefined
  readonly kmeans?: Uint8Array | undefined
  /** Best first; absent from runs of earlier versions. */
  readonly proposals?: readonly ProposalPicture[] | undefined
  /** Outlines of the true mask and of the segmentation over the image; only with masks. */
  readonly contours?: ContourPictures | undefined
}

/** By image id. An image without an entry is shown without pictures, with a line that names their folder. */
export type ReportPictures = ReadonlyMap<string, ImagePictures>
