/** Label maps as a NIfTI-1 volume: a header of 348 bytes, 4 empty ones, then the labels, gzipped (nifti1.h, NIMH). */
import { CutsError, type Geometry, type VolumeGeometry } from '@cuts/core'

const headerBytes = 352

/**
 * The bytes of `labels.nii.gz`: x and y are columns and rows, the third axis holds the levels in the order given.
 * Labels are 32-bit signed integers. `size` is columns, rows, levels; each of `levels` is row-major, and is asked for when
 * the one before it is written, so that they need not all be in memory. Where `geometry` is given, the pixel grid is placed
 * by it; NIfTI's world runs the other way along x and y than ours (right and anterior against left and posterior), so both
 * turn sign, as ITK reads and writes it. Throws `InvalidArgument` for lengths that do not fit and `Unsupported` beyond the
 * format's 32767 pixels a side.
 */
export async function writeLabelVolume(
  levels: Iterable<Int32Array> | AsyncIterable<Int32Array>,
  size: readonly [number, number, number],
  geometry?: Geometry | VolumeGeometry,
): Promise<Uint8Array> {
  const [width, height, count] = size
  if (count < 1) throw new CutsError('InvalidArgument', 'a label volume must hold at least one level. Got 0.')
  if (Math.max(...size) > 32767)
    throw new CutsError('Unsupported', `a NIfTI-1 file holds at most 32767 pixels a side. Got ${size.join(' x ')}.`, {
      remedy: 'Cut the image into tiles.',
    })
  const header = new Uint8Array(headerBytes)
  writeHeader(new DataView(header.buffer), size, geometry)
  const gzip = new CompressionStream('gzip')
  const bytes = new Response(gzip.readable).arrayBuffer()
  const writer = gzip.writable.getWriter()
  try {
    await writer.write(header)
    let written = 0
    for await (const level of levels) {
      if (level.length !== width * height)
        throw new CutsError(
          'InvalidArgument',
          `level ${written} must hold ${width} x ${height} labels. Got ${level.length}.`,
        )
      await writer.write(littleEndian(level))
      written++
    }
    if (written !== count)
      throw new CutsError('InvalidArgument', `a label volume of ${count} levels must be given as many. Got ${written}.`)
    await writer.close()
  } catch (error) {
    await writer.abort(error).catch(() => {})
    await bytes.catch(() => {})
    throw error
  }
  return new Uint8Array(await bytes)
}

/** The bytes of labels as NIfTI has them; every processor that runs JavaScript today has them so in memory. */
function littleEndian(labels: Int32Array): Uint8Array<ArrayBuffer> {
  return new Uint8Array(labels.buffer as ArrayBuffer, labels.byteOffset, labels.byteLength)
}

function writeHeader(
  view: DataView,
  size: readonly [number, number, number],
  geometry: Geometry | VolumeGeometry | undefined,
): void {
  const short = (at: number, value: number): void => view.setInt16(at, value, true)
  const float = (at: number, value: number): void => view.setFloat32(at, value, true)
  const spacing = [0, 1, 2].map(axis => geometry?.spacingMm[axis] ?? 1)

  view.setInt32(0, 348, true) // sizeof_hdr
  short(40, 3) // dim
  for (let axis = 0; axis < 3; axis++) short(42 + 2 * axis, size[axis]!)
  for (let axis = 3; axis < 7; axis++) short(42 + 2 * axis, 1)
  short(70, 8) // datatype: int32
  short(72, 32) // bitpix
  float(76, 1) // pixdim: handedness of the quaternion, then the spacings
  for (const [axis, mm] of spacing.entries()) float(80 + 4 * axis, mm)
  float(108, headerBytes) // vox_offset
  float(112, 1) // scl_slope
  view.setUint8(123, geometry === undefined ? 0 : 2) // xyzt_units: mm where known
  short(68, 1002) // intent_code: labels
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
}
