/** The pictures of a report by image and role: PNG, and plots as SVG. */
import type { resultLayout } from '@cuts/runtime/results'
import { dataUri } from '../drawing/base64.ts'

/** The bytes of a picture, which the page then holds, or its address beside the page. */
export type Picture = Uint8Array | string

/** Returns what an `img` shows a picture from. */
export function sourceOf(picture: Picture, type: 'image/png' | 'image/svg+xml'): string {
  return typeof picture === 'string' ? picture : dataUri(picture, type)
}

export interface LevelPicture {
  /** Regions at this level. */
  readonly clusters: number
  readonly png: Picture
  /** The segments in the space of their features, in the colours of this level. */
  readonly plot?: Picture | undefined
}

export interface ContourPictures {
  readonly kmeans?: Picture | undefined
  readonly persistent?: Picture | undefined
  readonly best?: Picture | undefined
}

export interface ProposalPicture {
  /** Place in the order of the proposals, from 1. */
  readonly rank: number
  readonly png: Picture
  /** Pixels of the image, not of the picture. */
  readonly areaPixels?: number | undefined
}

export interface ImagePictures {
  readonly input?: Picture | undefined
  /** Coarse to fine. */
  readonly levels: readonly LevelPicture[]
  readonly persistent?: Picture | undefined
  readonly kmeans?: Picture | undefined
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
  readonly png: Picture
}

export interface VolumePictures {
  /** Plane by plane, plain first, then coarse to fine. */
  readonly planes: readonly PlanePicture[]
  /** Slices side by side. */
  readonly sheet?: Picture | undefined
}

/** By volume id. */
export type ReportVolumes = ReadonlyMap<string, VolumePictures>

/** By image id. An image without an entry is shown without pictures, with a line that names their folder. */
export type ReportPictures = ReadonlyMap<string, ImagePictures>
