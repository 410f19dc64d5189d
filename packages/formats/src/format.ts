/** The interface of a file format: one object for detection, reading and writing. */
import type { LabelMap, LabelVolume, Mask, Volume } from '@cuts/core'
import type { SegmentationContext } from './dicom/write/write-segmentation.ts'
import type { OutlineUnits } from './geojson/write-geojson.ts'
import type { PixelGrid, RegionStyle } from './pixel-grid.ts'
import type { VolumeHeader } from './volume/layout.ts'

/** A format; each has a folder, and `registry.ts` lists them. */
export interface Format {
  readonly id: string
  /** The name of the format in results. */
  readonly name: string
  /** Absent from formats that are only written. */
  readonly reader?: FormatReader
  /** One for each kind of file that is written, such as images and segmentations. */
  readonly writers?: readonly FormatWriter[]
}

/** The part of the geometry that is kept. */
export type GeometryKept = 'spacing, origin, direction' | 'spacing' | 'none'

/** A signature is proof; a guess is a header without a signature whose numbers are plausible. */
export type Certainty = 'signature' | 'guess'

export interface FormatReader {
  /** The name with its versions, for documentation. */
  readonly title: string
  /** Usual endings of file names. The format itself is detected from the content. */
  readonly extensions: readonly string[]
  /** The variants that are read. */
  readonly reads: string
  /** The variants that are refused; empty if there are none. */
  readonly refuses: string
  readonly geometry: GeometryKept
  /** Pictures are files of cameras and painting programs; images of a patient are volumes, even of one slice. */
  readonly kind: 'picture' | 'volume'
  /** Whether all files of this format that are given together make one image. */
  readonly isSeries?: boolean
  /** Whether bytes begin as the format does. Some kilobytes are enough; gzipped volumes are unpacked first. */
  readonly detect: (head: Uint8Array) => Certainty | undefined
  /**
   * Returns names of files beside a header that may hold its pixels, unchecked. Absent if files hold their pixels
   * themselves.
   */
  readonly companions?: (bytes: Uint8Array, name: string) => readonly string[]
  /** Reads the headers without the pixels. Throws the errors of `read` that headers show. */
  readonly inspect: (files: ImageFiles, options: ReadOptions) => ImageHeader
  /** Throws `Unreadable` for damaged files and `Unsupported` for variants that are not read. */
  readonly read: (files: ImageFiles, options: ReadOptions) => Promise<DecodedVolume>
  /** Reads a mask from a picture, in which transparency and compression count. Absent from volumes. */
  readonly readMask?: (files: ImageFiles) => Promise<Mask>
}

export interface FormatWriter {
  /** The name of the writer on the command line. */
  readonly id: string
  readonly name: string
  /** Endings of file names, the usual one first. */
  readonly extensions: readonly string[]
  readonly holds: 'labels' | 'labels and intensities'
  /** Whether one file holds a volume. */
  readonly volumes: boolean
  readonly geometry: GeometryKept
  /** Writes a label map. Absent if regions are better written by another writer of the format. */
  readonly writeLabels?: (labels: LabelledPixels, options: WriteOptions) => Written | Promise<Written>
  /** Writes intensities. Absent from formats of labels. */
  readonly writeIntensities?: (grid: PixelGrid, options: WriteOptions) => Written | Promise<Written>
  /** Why the format cannot hold these pixels, as a clause such as "has 5 channels"; undefined if it can. */
  readonly refusalOf?: (grid: PixelGrid) => string | undefined
}

/** The content of a file: bytes, or text in UTF-8. */
export type Written = Uint8Array | string

export interface NamedFile {
  /** The file's name or path: for messages, and to find the files that a header names. */
  readonly name: string
  readonly bytes: Uint8Array
}

/** The files of one image. */
export interface ImageFiles {
  /** The image itself, or its header. */
  readonly main: NamedFile
  /** Bytes of the files that the header names, by name without folder. */
  readonly companions: ReadonlyMap<string, Uint8Array>
  /** All files of a series; the main file if there is no other. */
  readonly series: readonly NamedFile[]
}

export interface ReadOptions {
  /** Which volume of several along time, from 0; the first if not given. */
  readonly timepoint?: number | undefined
  /** Array of a NumPy archive; if not given, the array with a usual name for images. */
  readonly array?: string | undefined
  /** Images of more values than this are refused; 2^29 if not given. */
  readonly maxSamples?: number | undefined
}

export interface ImageHeader extends VolumeHeader {
  /** Sentences that name the file and state what was left out or assumed. */
  readonly notices: readonly string[]
}

export interface DecodedVolume {
  readonly volume: Volume
  /** Sentences that name the file and state what was left out or assumed. */
  readonly notices: readonly string[]
}

/** A label map, and how its regions are shown. Labels without a style are not regions. */
export interface LabelledPixels {
  readonly map: LabelMap | LabelVolume
  readonly regions: readonly RegionStyle[]
}

export interface WriteOptions {
  /** NIfTI: false writes `.nii` instead of `.nii.gz`. */
  readonly compressed?: boolean | undefined
  /** GeoJSON: the unit of coordinates; pixels if not given. */
  readonly units?: OutlineUnits | undefined
  /** COCO: the name of the image that the labels belong to. */
  readonly imageName?: string | undefined
  /** DICOM: the references of the segmentation; required. */
  readonly segmentation?: Omit<SegmentationContext, 'segments'> | undefined
}
