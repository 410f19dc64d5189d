/** Volume files into `Volume`, from bytes, through ITK. */
import { CutsError, type Volume, type VolumeGeometry } from '@cuts/core'
import { gunzipSync } from 'fflate'
import { damaged } from '../header.ts'
import { decodeVolumeWithItk, type ItkVolume, type ItkVolumeFormat } from '../itk/pipeline.ts'
import { checkNifti } from '../nifti/inspect.ts'
import type { ReadOptions } from '../read-image.ts'
import { companionsOf, detectVolume, type VolumeFormat, type VolumeKind } from './kind.ts'

export interface ReadVolumeOptions extends ReadOptions {
  /** Files beside a detached header, by the names that {@link companionsOf} gives. */
  readonly companions?: ReadonlyMap<string, Uint8Array>
}

export interface ReadVolumeResult {
  readonly volume: Volume
  readonly format: VolumeFormat
  /** What was done to the file's content on the way, as sentences that name the file. */
  readonly notices: readonly string[]
}

const readers: { readonly [Format in VolumeFormat]: ItkVolumeFormat } = {
  NIfTI: 'nifti',
  NRRD: 'nrrd',
  MetaImage: 'meta',
  MGH: 'mgh',
  DICOM: 'gdcm',
}

/**
 * Decodes NIfTI-1, NRRD, MetaImage, MGH and DICOM files, told by content. Intensities are in the file's own units, rescaled
 * as it says; geometry comes in LPS whatever the file uses. Of a fourth axis (time) the first volume is used, with a notice.
 *
 * Throws `Unreadable` for a file of another format, damaged, or without its companion, and `Unsupported` for a variant that
 * is not read.
 */
export async function readVolume(
  bytes: Uint8Array,
  { name, companions = new Map() }: ReadVolumeOptions,
): Promise<ReadVolumeResult> {
  const kind = detectVolume(bytes)
  if (kind === undefined)
    throw new CutsError('Unreadable', `${name} is not a volume of a known format.`, {
      remedy: 'Give NIfTI, NRRD, MetaImage, MGH or DICOM files.',
    })
  const needed = companionsOf(bytes, kind)
  for (const companion of needed)
    if (!companions.has(companion))
      throw new CutsError('Unreadable', `${name} keeps its pixels in ${companion}, which is not there.`, {
        remedy: 'Put both files into one folder, under the names that they had when they were written.',
      })
  const whole = kind.format === 'NIfTI' ? wholeNifti(bytes, kind, name) : bytes
  const files = [
    [fileName(kind, needed.length > 0), whole] as const,
    ...needed.map(n => [n, companions.get(n)!] as const),
  ]
  const decoded = await decodeVolumeWithItk(readers[kind.format], files)
  if (decoded === undefined) throw damaged(name, `its ${kind.format} data cannot be decoded`)
  const notices: string[] = []
  const { volume, left } = toVolume(decoded)
  if (left > 1) notices.push(`${name} holds ${left} volumes along its fourth axis; only the first is used`)
  return { volume, format: kind.format, notices }
}

/** The file unpacked, once it is known to be whole. */
function wholeNifti(bytes: Uint8Array, { gzipped }: VolumeKind, name: string): Uint8Array {
  let raw = bytes
  try {
    if (gzipped) raw = gunzipSync(bytes)
  } catch (cause) {
    throw damaged(name, 'its compressed data cannot be unpacked', cause)
  }
  checkNifti(raw, name)
  return raw
}

/** A name by which ITK's readers know what to do. */
function fileName({ format, gzipped }: VolumeKind, detached: boolean): string {
  switch (format) {
    case 'NIfTI':
      return 'image.nii'
    case 'NRRD':
      return detached ? 'image.nhdr' : 'image.nrrd'
    case 'MetaImage':
      return detached ? 'image.mhd' : 'image.mha'
    case 'MGH':
      return gzipped ? 'image.mgz' : 'image.mgh'
    case 'DICOM':
      return 'image.dcm'
    default:
      return format satisfies never
  }
}

/** Samples side by side into planes; the first volume of several. `left` is how many there are. */
function toVolume({ size, components, data, sampleType, ...grid }: ItkVolume): { volume: Volume; left: number } {
  const [width = 1, height = 1, depth = 1, ...further] = size
  const voxels = width * height * depth
  const pixels = new Float32Array(components * voxels)
  for (let c = 0; c < components; c++)
    for (let i = 0, from = c, to = c * voxels; i < voxels; i++, from += components, to++) pixels[to] = data[from]!
  const geometry = geometryOf(grid, size.length)
  const volume = { width, height, depth, channels: components, pixels, sampleType, geometry }
  return { volume, left: further.reduce((product, length) => product * length, 1) }
}

/** The first three axes of ITK's grid; an image of two axes lies in the plane of its first slice. */
function geometryOf(
  { spacing, origin, direction }: Pick<ItkVolume, 'spacing' | 'origin' | 'direction'>,
  axes: number,
): VolumeGeometry {
  const at = <T>(values: readonly T[], index: number, otherwise: T): T => values[index] ?? otherwise
  const entry = (row: number, column: number): number =>
    row < axes && column < axes ? direction[row * axes + column]! : row === column ? 1 : 0
  const three = [0, 1, 2] as const
  return {
    spacingMm: [at(spacing, 0, 1), at(spacing, 1, 1), at(spacing, 2, 1)],
    originMm: [at(origin, 0, 0), at(origin, 1, 0), at(origin, 2, 0)],
    direction: three.flatMap(row => three.map(column => entry(row, column))),
  }
}
