/** The pictures of a report by image and role: PNG bytes, and plots as SVG. */
import type { resultLayout } from '@cuts/runtime/results'

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

/** A plane through the middle of a volume, plain or with outlines. */
export interface PlanePicture {
  readonly plane: resultLayout.VolumePlane
  /** Regions outlined; undefined for the plain picture. */
  readonly clusters?: number | undefined
  readonly png: Uint8Array
}

export interface VolumePictures {
  /** Plane by plane, plain first, then coarse to fine. */
  readonly planes: readonly PlanePicture[]
  /** Slices side by side. */
  readonly sheet?: Uint8Array | undefined
}

/** By volume id. */
export type ReportVolumes = ReadonlyMap<string, VolumePictures>

/** By image id. An image without an entry is shown without pictures, with a line that names their folder. */
export type ReportPictures = ReadonlyMap<string, ImagePictures>
