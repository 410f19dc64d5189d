/** The header of a NIfTI-1 file that is written here: 348 bytes and 4 empty ones (nifti1.h, NIMH). */
import { CutsError, type PlaneGeometry, type SampleType, type VolumeGeometry } from '@cuts/core'

const headerBytes = 352

/** Datatype codes and bits of a sample. */
const types: { readonly [type in SampleType | 'rgb']: readonly [code: number, bits: number] } = {
  uint8: [2, 8],
  int16: [4, 16],
  int32: [8, 32],
  float32: [16, 32],
  float64: [64, 64],
  rgb: [128, 24],
  int8: [256, 8],
  uint16: [512, 16],
  uint32: [768, 32],
}

export interface NiftiContent {
  /** Columns, rows, slices. */
  readonly size: readonly [number, number, number]
  readonly type: SampleType | 'rgb'
  /** Components of a vector, each a volume of its own along the fifth axis. */
  readonly components: number
  readonly isLabels: boolean
  readonly geometry?: PlaneGeometry | VolumeGeometry | undefined
}

/**
 * Returns the header bytes. If the geometry is known, it gives the position of the grid. NIfTI's world is reversed
 * along x and y (right and anterior against left and posterior), so both change sign, as ITK reads and writes it.
 * Throws `Unsupported` beyond the format's 32767 pixels a side.
 */
export function niftiHeader({ size, type, components, isLabels, geometry }: NiftiContent): Uint8Array<ArrayBuffer> {
  if (Math.max(...size) > 32767)
    throw new CutsError('Unsupported', `a NIfTI-1 file holds at most 32767 pixels a side. Got ${size.join(' x ')}.`, {
      remedy: 'Cut the image into tiles.',
    })
  const header = new Uint8Array(headerBytes)
  const view = new DataView(header.buffer)
  const short = (at: number, value: number): void => view.setInt16(at, value, true)
  const float = (at: number, value: number): void => view.setFloat32(at, value, true)
  const spacing = [0, 1, 2].map(axis => geometry?.spacingMm[axis] ?? 1)

  view.setInt32(0, 348, true) // sizeof_hdr
  short(40, components === 1 ? 3 : 5) // dim
  for (const [axis, length] of [...size, 1, components, 1, 1].entries()) short(42 + 2 * axis, length)
  short(68, components > 1 ? 1007 : isLabels ? 1002 : 0) // intent_code: a vector, labels, or none
  short(70, types[type][0]) // datatype
  short(72, types[type][1]) // bitpix
  float(76, 1) // pixdim: handedness of the quaternion, then the spacings
  for (const [axis, mm] of spacing.entries()) float(80 + 4 * axis, mm)
  float(108, headerBytes) // vox_offset
  float(112, 1) // scl_slope
  view.setUint8(123, geometry === undefined ? 0 : 2) // xyzt_units: mm if known
  short(254, 1) // sform_code: scanner coordinates
  // Rows of the affine matrix from indices to world; columns are the three axes and the origin. Levels lie along z.
  const axes = geometry?.spacingMm.length ?? 2
  const direction = geometry?.direction ?? [1, 0, 0, 1]
  for (const row of [0, 1, 2]) {
    const sign = row < 2 ? -1 : 1
    for (const column of [0, 1, 2]) {
      const unit = row < axes && column < axes ? direction[row * axes + column]! : row === column ? sign : 0
      float(280 + 16 * row + 4 * column, sign * unit * spacing[column]!)
    }
    float(280 + 16 * row + 12, sign * (geometry?.originMm[row] ?? 0))
  }
  for (const [i, c] of [...'n+1'].entries()) view.setUint8(344 + i, c.charCodeAt(0)) // magic
  return header
}
