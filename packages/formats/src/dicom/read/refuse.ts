/** Descriptions of DICOM files without pixels. */
import { CutsError } from '@cuts/core'
import { type DataSet, textOf } from '../elements.ts'

/** By the identifier of the class or its beginning; of two that begin alike, the longest first (PS3.4, annex B). */
const classes: readonly (readonly [uid: string, what: string])[] = [
  ['1.2.840.10008.1.3.10', 'a directory of other files (DICOMDIR)'],
  ['1.2.840.10008.5.1.4.1.1.88.59', 'a list of chosen images (key object selection)'],
  ['1.2.840.10008.5.1.4.1.1.88', 'a structured report'],
  ['1.2.840.10008.5.1.4.1.1.481.3', 'a set of radiotherapy structures, drawn as contours'],
  ['1.2.840.10008.5.1.4.1.1.481.5', 'a radiotherapy plan'],
  ['1.2.840.10008.5.1.4.1.1.481.8', 'a radiotherapy plan'],
  ['1.2.840.10008.5.1.4.1.1.481', 'a radiotherapy record'],
  ['1.2.840.10008.5.1.4.1.1.9', 'a recording of waveforms'],
  ['1.2.840.10008.5.1.4.1.1.104', 'a document in a DICOM file'],
  ['1.2.840.10008.5.1.4.1.1.11', 'a description of how to show images (presentation state)'],
  ['1.2.840.10008.5.1.4.39', 'a colour palette'],
  ['1.2.840.10008.5.1.4.1.1.4.2', 'magnetic resonance spectra'],
  ['1.2.840.10008.5.1.4.1.1.66.5', 'a segmentation as surfaces'],
  ['1.2.840.10008.5.1.4.1.1.66.4', 'a segmentation'],
  ['1.2.840.10008.5.1.4.1.1.66', 'raw data or a registration'],
]

const modalities: { readonly [code: string]: string } = {
  SR: 'a structured report',
  KO: 'a list of chosen images (key object selection)',
  PR: 'a description of how to show images (presentation state)',
  RTPLAN: 'a radiotherapy plan',
  RTSTRUCT: 'a set of radiotherapy structures, drawn as contours',
  RTRECORD: 'a radiotherapy record',
  ECG: 'a recording of waveforms',
  EPS: 'a recording of waveforms',
  HD: 'a recording of waveforms',
  AU: 'a recording of sound',
  REG: 'a registration',
  DOC: 'a document in a DICOM file',
}

/** Returns the error for a DICOM file without pixels, which states its kind. `headerClass` is from its file header. */
export function withoutPixels(set: DataSet, headerClass: string | undefined, name: string): CutsError {
  const uid = textOf(set, 'sopClass') ?? headerClass ?? ''
  const what =
    classes.find(([prefix]) => uid === prefix || uid.startsWith(`${prefix}.`))?.[1] ??
    modalities[textOf(set, 'modality') ?? '']
  return what === undefined
    ? new CutsError('Unreadable', `${name} is a DICOM file without pixel data and holds no image.`, {
        remedy: 'Copy or export the file again if it should hold an image; otherwise leave it out.',
      })
    : new CutsError('Unsupported', `${name} is ${what} and holds no image.`, {
        remedy: 'Give the images that it belongs to, and leave this file out.',
      })
}
