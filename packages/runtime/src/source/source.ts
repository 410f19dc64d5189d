/** What a run is over: images with their masks, however they were given; and the reading of their bytes. */

/** Where the pixels of an image or of several lie. */
export interface Place {
  readonly path: string
  /** Which array of a NumPy archive. */
  readonly array?: string
  /** All files of a DICOM series, `path` among them. */
  readonly files?: readonly string[]
}

/** Who and what was scanned, as DICOM files say it: for those who ask for it, and never shown otherwise. */
export interface Identity {
  readonly patientName?: string | undefined
  readonly patientId?: string | undefined
  readonly study?: string | undefined
  readonly series?: string | undefined
  readonly seriesDescription?: string | undefined
}

export interface SourceImage extends Place {
  /** Names the result folder: the path inside the source without its extension, `_` for every `/`. */
  readonly id: string
  /** Every slice of the file is an image by itself, and of its mask a mask. */
  readonly isSet?: boolean
  /** Files of the same size whose channels follow those of the first. */
  readonly channelFiles?: readonly string[]
  readonly mask?: string
  /** Which array of a NumPy archive is the mask. */
  readonly maskArray?: string | undefined
  /** What the image belongs to, where the source says so. */
  readonly group?: string
  readonly identity?: Identity
}

export interface Source {
  readonly images: readonly SourceImage[]
  /** Files that cannot be part of the run, and why. */
  readonly rejected: readonly Rejected[]
  readonly notices: readonly Notice[]
}

export interface Rejected {
  readonly path: string
  readonly message: string
  readonly remedy: string
}

export interface Notice {
  readonly message: string
  readonly file?: string
}
