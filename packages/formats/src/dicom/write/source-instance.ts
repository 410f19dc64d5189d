/** The data of a DICOM file that its segmentation refers to. */
import { CutsError } from '@cuts/core'
import { isGzip } from '../../gzip/unpack.ts'
import { dictionary, type Keyword } from '../dictionary.ts'
import { type DataSet, decimalsOf, integerOf, textOf } from '../elements.ts'
import { isDicom, openDicomFile } from '../open.ts'

export interface SourceInstance {
  /** The file's name, for messages. */
  readonly name: string
  readonly sopClassUid: string
  readonly sopInstanceUid: string
  /** Absent, like that of the series, if an anonymising program removed it. */
  readonly studyInstanceUid: string | undefined
  readonly seriesInstanceUid: string | undefined
  readonly frameOfReferenceUid: string | undefined
  readonly rows: number
  readonly columns: number
  /** The position of the image in the patient. Absent for images without one, such as most ultrasound. */
  readonly plane: ImagePlane | undefined
  /** Attributes of patient and study, and of lossy compression, as they are stored. */
  readonly stored: { readonly [keyword in Keyword]?: Uint8Array }
}

/** In millimetres, LPS. */
export interface ImagePlane {
  readonly position: readonly number[]
  /** Unit vectors along a row and down a column, three numbers each. */
  readonly orientation: readonly number[]
  /** Of columns and rows, as in `PlaneGeometry`, which is the reverse of DICOM's order. */
  readonly spacingMm: readonly [number, number]
  readonly thicknessMm: number | undefined
}

/** Attributes that identify patient, people and dates: copied only if the user asks for it. */
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
 * Reads the header of a DICOM file. Throws `Unreadable` for another file or one without the UID that a reference needs,
 * and `Unsupported` for one of several frames.
 */
export function readSourceInstance(bytes: Uint8Array, { name }: { readonly name: string }): SourceInstance {
  if (!isDicom(bytes) && !isGzip(bytes))
    throw new CutsError('Unreadable', `${name} is not a DICOM file.`, { remedy: 'Give the DICOM files of the image.' })
  const { set, headerClass, headerInstance } = openDicomFile({ name, bytes })
  const sopClassUid = textOf(set, 'sopClass') ?? headerClass
  const sopInstanceUid = textOf(set, 'sopInstance') ?? headerInstance
  if (sopClassUid === undefined || sopInstanceUid === undefined)
    throw new CutsError('Unreadable', `${name} has no SOPInstanceUID, so nothing can refer to it.`, {
      remedy: 'Give the files as the scanner or the archive exported them.',
    })
  const [frames = 1] = decimalsOf(set, 'frames')
  if (frames > 1)
    throw new CutsError(
      'Unsupported',
      `${name} holds ${frames} frames; a segmentation can only refer to files of one frame.`,
      {
        remedy: 'Export the segmentation without its source.',
      },
    )
  return {
    name,
    sopClassUid,
    sopInstanceUid,
    studyInstanceUid: textOf(set, 'studyId'),
    seriesInstanceUid: textOf(set, 'seriesId'),
    frameOfReferenceUid: textOf(set, 'frameOfReference'),
    rows: integerOf(set, 'rows') ?? 0,
    columns: integerOf(set, 'columns') ?? 0,
    plane: planeOf(set),
    stored: storedValues(set),
  }
}

function storedValues({ bytes, elements }: DataSet): SourceInstance['stored'] {
  const stored: { [keyword in Keyword]?: Uint8Array } = {}
  for (const keyword of [...identifiers, ...compression]) {
    const element = elements.get(dictionary[keyword][0])
    if (element !== undefined) stored[keyword] = bytes.subarray(element.at, element.at + element.length)
  }
  return stored
}

function planeOf(set: DataSet): ImagePlane | undefined {
  const position = decimalsOf(set, 'position')
  const orientation = decimalsOf(set, 'orientation')
  const [betweenRows, betweenColumns] = decimalsOf(set, 'pixelSpacing')
  if (position.length !== 3 || orientation.length !== 6 || betweenRows === undefined || betweenColumns === undefined)
    return undefined
  const thicknessMm = decimalsOf(set, 'sliceThickness').find(mm => mm > 0)
  return { position, orientation, spacingMm: [betweenColumns, betweenRows], thicknessMm }
}
