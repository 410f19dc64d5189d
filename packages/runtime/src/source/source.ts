/** The input of a run: images with their masks, and the reading of their bytes. */

/** The place of the pixels of one or several images. */
export interface Place {
  readonly path: string
  /** Name of the array in a NumPy archive. */
  readonly array?: string
  /** All files of a DICOM series, `path` among them. */
  readonly files?: readonly string[]
}

/** What DICOM files state about the patient and the study. It is used only on request, and never shown otherwise. */
export interface Identity {
  readonly patientName?: string | undefined
  readonly patientId?: string | undefined
  readonly study?: string | undefined
  readonly series?: string | undefined
  readonly seriesDescription?: string | undefined
}

export interface SourceImage extends Place {
  /** Name of the result folder: the path inside the source without its extension, with `_` for every `/`. */
  readonly id: string
  /** Whether every slice of the file is a separate image. The slices of its mask are then the masks. */
  readonly isSet?: boolean
  /** Files of the same size whose channels follow those of the first. */
  readonly channelFiles?: readonly string[]
  readonly mask?: string
  /** Name of the mask array in a NumPy archive. */
  readonly maskArray?: string | undefined
  /** Group of the image, if the source names one. */
  readonly group?: string
  readonly identity?: Identity
}

export interface Source {
  readonly images: readonly SourceImage[]
  /** Files that cannot be part of the run, with the reason. */
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
