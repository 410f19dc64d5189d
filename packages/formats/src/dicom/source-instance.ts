/** What a segmentation says of the DICOM file that it was made from. */
import { CutsError } from '@cuts/core'
import type { ReadOptions } from '../read-image.ts'
import type { Keyword } from './dictionary.ts'
import { parseAttributes } from './parse.ts'

export interface SourceInstance {
  /** The file's name, for messages. */
  readonly name: string
  readonly sopClassUid: string
  readonly sopInstanceUid: string
  /** Absent, like that of the series, where whoever took the names out took these out too. */
  readonly studyInstanceUid: string | undefined
  readonly seriesInstanceUid: string | undefined
  readonly frameOfReferenceUid: string | undefined
  readonly rows: number
  readonly columns: number
  /** Where the image lies in the patient; absent of images that are not placed there, such as most of ultrasound. */
  readonly plane: ImagePlane | undefined
  /** Attributes of patient and study, and of lossy compression, as they are stored. */
  readonly stored: { readonly [keyword in Keyword]?: Uint8Array }
}

/** In millimetres, LPS. */
export interface ImagePlane {
  readonly position: readonly number[]
  /** Unit vectors along a row and down a column, three numbers each. */
  readonly orientation: readonly number[]
  /** Of columns and rows, as in `Geometry`: the other way round than DICOM states it. */
  readonly spacingMm: readonly [number, number]
  readonly thicknessMm: number | undefined
}

/** Who and when: copied only where the user asks for it. */
export const identifiers = [
  'SpecificCharacterSet',
  'PatientName',
  'PatientID',
  'PatientBirthDate',
  'PatientSex',
  'StudyDate',
  'StudyTime',
  'StudyID',
  'AccessionNumber',
  'ReferringPhysicianName',
] as const satisfies readonly Keyword[]

export const compression = [
  'LossyImageCompression',
  'LossyImageCompressionRatio',
  'LossyImageCompressionMethod',
] as const satisfies readonly Keyword[]

/**
 * Reads the header of a DICOM file. Throws `Unreadable` for another file or one without the UID that a reference needs, and
 * `Unsupported` for one of several frames.
 */
export function readSourceInstance(bytes: Uint8Array, { name }: ReadOptions): SourceInstance {
  const attributes = parseAttributes(bytes, name)
  const required = (keyword: Keyword, inFile: Keyword): string => {
    const value = attributes.text(keyword) ?? attributes.text(inFile)
    if (value === undefined)
      throw new CutsError('Unreadable', `${name} has no ${keyword}, so that nothing can refer to it.`, {
        remedy: 'Give the files as the scanner or the archive exported them.',
      })
    return value
  }
  const [frames = 1] = attributes.numbers('NumberOfFrames') ?? []
  if (frames > 1)
    throw new CutsError('Unsupported', `${name} holds ${frames} frames; only files of one frame are referred to.`, {
      remedy: 'Export the segmentation without its source.',
    })
  const stored: { [keyword in Keyword]?: Uint8Array } = {}
  for (const keyword of [...identifiers, ...compression]) {
    const value = attributes.bytes(keyword)
    if (value !== undefined) stored[keyword] = value
  }
  return {
    name,
    sopClassUid: required('SOPClassUID', 'MediaStorageSOPClassUID'),
    sopInstanceUid: required('SOPInstanceUID', 'MediaStorageSOPInstanceUID'),
    studyInstanceUid: attributes.text('StudyInstanceUID'),
    seriesInstanceUid: attributes.text('SeriesInstanceUID'),
    frameOfReferenceUid: attributes.text('FrameOfReferenceUID'),
    rows: attributes.numbers('Rows')?.[0] ?? 0,
    columns: attributes.numbers('Columns')?.[0] ?? 0,
    plane: planeOf(attributes),
    stored,
  }
}

function planeOf(attributes: ReturnType<typeof parseAttributes>): ImagePlane | undefined {
  const position = attributes.numbers('ImagePositionPatient')
  const orientation = attributes.numbers('ImageOrientationPatient')
  const [betweenRows, betweenColumns] = attributes.numbers('PixelSpacing') ?? []
  if (position?.length !== 3 || orientation?.length !== 6 || betweenRows === undefined || betweenColumns === undefined)
    return undefined
  if (![...position, ...orientation, betweenRows, betweenColumns].every(Number.isFinite)) return undefined
  const thickness = attributes.numbers('SliceThickness')?.[0]
  return {
    position,
    orientation,
    spacingMm: [betweenColumns, betweenRows],
    thicknessMm: thickness !== undefined && thickness > 0 ? thickness : undefined,
  }
}
