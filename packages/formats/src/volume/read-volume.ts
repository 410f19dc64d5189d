/** Volume files into `Volume`, from bytes. */
import { CutsError, type Volume } from '@cuts/core'
import { openAfni } from '../afni/open.ts'
import { dicomInfo, readDicom } from '../dicom/read-dicom.ts'
import { openMetaImage } from '../metaimage/open.ts'
import { openMgh } from '../mgh/open.ts'
import { openMinc } from '../minc/open.ts'
import { openNifti } from '../nifti/open.ts'
import { openNrrd } from '../nrrd/open.ts'
import { openNpy, openNpz } from '../numpy/open.ts'
import { openParRec } from '../parrec/open.ts'
import type { ReadOptions } from '../read-image.ts'
import { detectVolume, type VolumeFormat } from './kind.ts'
import { checkVolumeSize, type VolumeFile, type VolumeHeader } from './layout.ts'
import { readPlanes } from './voxels.ts'

export interface ReadVolumeOptions extends ReadOptions {
  /** Files beside a detached header, by the names that `companionsOf` gives. */
  readonly companions?: ReadonlyMap<string, Uint8Array> | undefined
  /** Which volume of several, from 0; the first unless given. */
  readonly frame?: number | undefined
  /** Which array of a NumPy archive. */
  readonly array?: string | undefined
  /** More values than this are refused; 2^29 unless given. */
  readonly maxSamples?: number | undefined
}

export interface ReadVolumeResult {
  readonly volume: Volume
  readonly format: VolumeFormat
  /** What was done to the file's content on the way, as sentences that name the file. */
  readonly notices: readonly string[]
}

/**
 * Reads NIfTI-1 and -2, Analyze, NRRD, MetaImage, MGH, NumPy, MINC 1, AFNI, PAR/REC and DICOM files,
 * told by content. Intensities are in the file's own
 * units, rescaled as it says; geometry comes in LPS whatever the file uses. Of several volumes (time) one is read.
 *
 * Throws `Unreadable` for a file of another format, damaged, or without its companion, and `Unsupported` for a variant that
 * is not read or too large.
 */
export async function readVolume(bytes: Uint8Array, options: ReadVolumeOptions): Promise<ReadVolumeResult> {
  const { name, frame = 0 } = options
  if (detectVolume(bytes)?.format === 'DICOM') return readDicom([{ name, bytes }], options)
  const file = openVolume(bytes, options)
  const { format, width, height, depth, channels, frames, sampleType, geometry, inPlane } = file.header
  if (!Number.isInteger(frame) || frame < 0 || frame >= frames)
    throw new CutsError('InvalidArgument', `the volume of ${name} must be an integer in [0, ${frames}). Got ${frame}.`)
  const pixels = readPlanes(file, frame, name)
  const notices = [...file.notices]
  if (frames > 1 && options.frame === undefined) notices.push(`${name} holds ${frames} volumes; only the first is used`)
  return { volume: { width, height, depth, channels, pixels, sampleType, geometry, inPlane }, format, notices }
}

/** What the header says, without reading voxels. Throws as {@link readVolume}, as far as the header shows it. */
export function volumeInfo(bytes: Uint8Array, options: ReadVolumeOptions): VolumeHeader & Pick<VolumeFile, 'notices'> {
  if (detectVolume(bytes)?.format === 'DICOM') return dicomInfo([{ name: options.name, bytes }], options)
  const { header, notices } = openVolume(bytes, options)
  return { ...header, notices }
}

/** The volume file in these bytes, its size checked. */
function openVolume(bytes: Uint8Array, options: ReadVolumeOptions): VolumeFile {
  const { name, companions = new Map(), array, maxSamples } = options
  const file = open()
  const { width, height, depth, channels } = file.header
  checkVolumeSize([width, height, depth, channels], name, maxSamples)
  return file

  function open(): VolumeFile {
    const [only] = companions.values()
    const format = detectVolume(bytes)?.format
    switch (format) {
      case 'NIfTI':
        return openNifti(bytes, only, name)
      case 'NRRD':
        return openNrrd(bytes, companions, name)
      case 'MetaImage':
        return openMetaImage(bytes, companions, name)
      case 'MGH':
        return openMgh(bytes, name)
      case 'NumPy':
        return bytes[0] === 0x50 ? openNpz(bytes, name, array) : openNpy(bytes, name)
      case 'MINC':
        return openMinc(bytes, name)
      case 'AFNI':
        return openAfni(bytes, only, name)
      case 'PAR/REC':
        return openParRec(bytes, only, name)
      case 'DICOM':
      case undefined:
        throw new CutsError('Unreadable', `${name} is not a volume of a known format.`, {
          remedy: 'Give NIfTI, NRRD, MetaImage, MGH, NumPy, MINC 1, AFNI, PAR/REC or DICOM files.',
        })
      default:
        return format satisfies never
    }
  }
}
