/** Groups DICOM files of any patients and series by the images that they form. */
import { CutsError } from '@cuts/core'
import { decimalsOf, textOf } from '../elements.ts'
import { openDicomFile } from '../open.ts'
import { describeImage } from './describe.ts'
import { placesOf } from './place.ts'

/** The data that assigns a file to an image. It does not include names of patients. */
export interface DicomMember {
  readonly name: string
  /** Equal for files that make one volume; not meant to be shown. */
  readonly group: string
  readonly modality: string | undefined
  readonly seriesNumber: number | undefined
  readonly seriesDescription: string | undefined
  /** Identifiers, for callers that request them. */
  readonly identity: DicomIdentity
}

export interface DicomIdentity {
  readonly patientName: string | undefined
  readonly patientId: string | undefined
  readonly study: string | undefined
  readonly series: string | undefined
}

export interface DicomGroup {
  /** Made of the number of the patient in this set, the modality and the series. It does not identify the patient. */
  readonly label: string
  readonly files: readonly string[]
  readonly modality: string | undefined
  readonly seriesDescription: string | undefined
  readonly identity: DicomIdentity
}

/**
 * Reads the data needed to group a file. Files of one series, size and plane belong together; so do files of one folder
 * that do not state their series, as some anonymising programs leave them. A file without a position, or with several
 * frames, is an image by itself. Throws `Unsupported` for files without an image, as `readImage`.
 */
export function dicomMember(file: { readonly name: string; readonly bytes: Uint8Array }): DicomMember {
  const opened = openDicomFile(file)
  const { set } = opened
  const { rows, columns, frames, channels } = describeImage(opened, file.name)
  const identity = {
    patientName: textOf(set, 'patientName'),
    patientId: textOf(set, 'patientId'),
    study: textOf(set, 'studyId'),
    series: textOf(set, 'seriesId'),
  }
  const [place] = placesOf(set, 1)
  const isStackable = frames === 1 && place?.position !== undefined
  const series = identity.series ?? `in ${file.name.replace(/[^\\/]*$/, '')}`
  const turn = [...(place?.along ?? []), ...(place?.down ?? [])].map(cosine => cosine.toFixed(2))
  return {
    name: file.name,
    group: isStackable
      ? [series, columns, rows, channels, ...turn].join('|').replaceAll('-0.00', '0.00')
      : `file|${file.name}`,
    modality: textOf(set, 'modality'),
    seriesNumber: decimalsOf(set, 'seriesNumber')[0],
    seriesDescription: textOf(set, 'seriesDescription'),
    identity,
  }
}

/**
 * Returns the images that files form, in the order of their first files. Throws `NothingToDo` if there are no files.
 */
export function groupDicom(members: readonly DicomMember[]): DicomGroup[] {
  if (members.length === 0) throw new CutsError('NothingToDo', 'no DICOM file was given to be grouped.')
  const groups = new Map<string, DicomMember[]>()
  for (const member of members) groups.set(member.group, [...(groups.get(member.group) ?? []), member])
  const patients: string[] = []
  const used = new Map<string, number>()
  return [...groups.values()].map(files => {
    const { identity, modality, seriesNumber, seriesDescription } = files[0]!
    const patient = identity.patientId ?? identity.patientName ?? identity.study ?? ''
    if (!patients.includes(patient)) patients.push(patient)
    const plain = `patient-${patients.indexOf(patient) + 1}/${modality ?? 'image'}-${seriesNumber ?? 0}`
    const count = (used.get(plain) ?? 0) + 1
    used.set(plain, count)
    const label = count === 1 ? plain : `${plain}-${count}`
    return { label, files: files.map(file => file.name), modality, seriesDescription, identity }
  })
}
