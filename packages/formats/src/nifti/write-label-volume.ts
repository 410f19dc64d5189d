/** Label maps as a NIfTI-1 volume: a header of 348 bytes, 4 empty ones, then the labels, gzipped (nifti1.h, NIMH). */
import { CutsError, type Geometry } from '@cuts/core'
import { gzipSync } from 'fflate'

const headerBytes = 352

/**
 * The bytes of `labels.nii.gz`: x and y are columns and rows, the third axis holds the levels in the order given.
 * Labels are 32-bit signed integers. Each of `levels` is row-major of length width * height. Where `geometry` is given,
 * the pixel grid is placed by it; NIfTI's world runs the other way along x and y than ours (right and anterior against
 * left and posterior), so both turn sign, as ITK reads and writes it. Throws `InvalidArgument` for lengths that do not
 * fit and `Unsupported` beyond the format's 32767 pixels a side.
 */
export async function writeLabelVolume(
  levels: readonly Int32Array[],
  width: number,
  height: number,
  geometry?: Geometry,
): Promise<Uint8Array> {
  for (const [index, level] of levels.entries())
    if (level.length !== width * height)
      throw new CutsError(
        'InvalidArgument',
        `level ${index} must hold ${width} x ${height} labels. Got ${level.length}.`,
      )
  if (levels.length === 0) throw new CutsError('InvalidArgument', 'a label volume must hold at least one level. Got 0.')
  if (Math.max(width, height, levels.length) > 32767)
    throw new CutsError(
      'Unsupported',
      `a NIfTI-1 file holds at most 32767 pixels a side. Got ${width} x ${height} x ${levels.length}.`,
      { remedy: 'Cut the image into tiles.' },
    )
  const area = width * height
  const bytes = new Uint8Array(headerBytes + 4 * area * levels.length)
  const view = new DataView(bytes.buffer)
  writeHeader(view, [width, height, levels.length], geometry)
  let at = headerBytes
  for (const level of levels) for (let i = 0; i < area; i++, at += 4) view.setInt32(at, level[i]!, true)
  return gzipSync(bytes, { level: 6, mtime: 0 })
}

function writeHeader(view: DataView, size: readonly [number, number, number], geometry: Geometry | undefined): void {
  const short = (at: number, value: number): void => view.setInt16(at, value, true)
  const float = (at: number, value: number): void => view.setFloat32(at, value, true)
  const [sx, sy] = geometry?.spacingMm ?? [1, 1]
  const [ox, oy] = geometry?.originMm ?? [0, 0]
  const [xx, xy, yx, yy] = geometry?.direction ?? [1, 0, 0, 1]

  view.setInt32(0, 348, true) // sizeof_hdr
  short(40, 3) // dim
  for (let axis = 0; axis < 3; axis++) short(42 + 2 * axis, size[axis]!)
  for (let axis = 3; axis < 7; axis++) short(42 + 2 * axis, 1)
  short(70, 8) // datatype: int32
  short(72, 32) // bitpix
  float(76, 1) // pixdim: handedness of the quaternion, then the spacings
  float(80, sx)
  float(84, sy)
  float(88, 1)
  float(108, headerBytes) // vox_offset
  float(112, 1) // scl_slope
  view.setUint8(123, geometry === undefined ? 0 : 2) // xyzt_units: mm where known
  short(68, 1002) // intent_code: labels
  short(254, 1) // sform_code: scanner coordinates
  // Rows of the affine matrix from pixel indices to world; columns are x, y, level, origin.
  const rows = [
    [-xx * sx, -xy * sy, 0, -ox],
    [-yx * sx, -yy * sy, 0, -oy],
    [0, 0, 1, 0],
  ]
  for (const [r, row] of rows.entries()) for (const [c, value] of row.entries()) float(280 + 16 * r + 4 * c, value)
  for (const [i, c] of [...'n+1'].entries()) view.setUint8(344 + i, c.charCodeAt(0)) // magic
}
