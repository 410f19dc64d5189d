/** Lays out NIfTI files for tests, field by field. */

interface NiftiFields {
  readonly version?: 1 | 2
  readonly littleEndian?: boolean
  readonly size?: readonly number[]
  readonly voxels: Int16Array | Uint8Array
  readonly datatype?: number
  readonly spacing?: readonly number[]
  readonly units?: number
  readonly slope?: number
  readonly intercept?: number
  readonly handed?: number
  /** b, c, d and the offsets; the file has no quaternion grid if this is left out. */
  readonly quaternion?: readonly number[]
  /** Rows of the matrix from indices to positions; the file has no matrix grid if this is left out. */
  readonly affine?: readonly number[]
  readonly intent?: number
  readonly magic?: string
  readonly voxelsAt?: number
}

/** Returns the bytes of a NIfTI file with these fields. Spacing is 1 mm unless given. */
export function niftiFile(fields: NiftiFields): Uint8Array {
  const { version = 1, littleEndian: little = true, size = [2, 3, 4], voxels, spacing = [1, 1, 1] } = fields
  const { slope = 0, intercept = 0, quaternion = [], affine = [], units = 2, intent = 0, handed = 1 } = fields
  const headerBytes = version === 1 ? 352 : 544
  const bytes = new Uint8Array(headerBytes + voxels.byteLength)
  const view = new DataView(bytes.buffer)
  const isWide = version === 2
  const whole = (at: number, value: number): void =>
    isWide ? view.setBigInt64(at, BigInt(value), little) : view.setInt16(at, value, little)
  const real = (at: number, value: number): void =>
    isWide ? view.setFloat64(at, value, little) : view.setFloat32(at, value, little)
  const step = isWide ? 8 : 4

  view.setInt32(0, isWide ? 540 : 348, little)
  for (const [i, length] of [size.length, ...size].entries()) whole(isWide ? 16 + 8 * i : 40 + 2 * i, length)
  for (const [i, mm] of [handed, ...spacing].entries()) real((isWide ? 104 : 76) + step * i, mm)
  view.setInt16(isWide ? 12 : 70, fields.datatype ?? 4, little)
  if (isWide) view.setBigInt64(168, BigInt(fields.voxelsAt ?? headerBytes), little)
  else view.setFloat32(108, fields.voxelsAt ?? headerBytes, little)
  real(isWide ? 176 : 112, slope)
  real(isWide ? 184 : 116, intercept)
  if (isWide) {
    view.setInt32(500, units, little)
    view.setInt32(504, intent, little)
    view.setInt32(344, quaternion.length > 0 ? 1 : 0, little)
    view.setInt32(348, affine.length > 0 ? 1 : 0, little)
  } else {
    view.setUint8(123, units)
    view.setInt16(68, intent, little)
    view.setInt16(252, quaternion.length > 0 ? 1 : 0, little)
    view.setInt16(254, affine.length > 0 ? 1 : 0, little)
  }
  for (const [i, value] of quaternion.entries()) real((isWide ? 352 : 256) + step * i, value)
  for (const [i, value] of affine.entries()) real((isWide ? 400 : 280) + step * i, value)
  bytes.set(new TextEncoder().encode(fields.magic ?? (isWide ? 'n+2\0' : 'n+1\0')), isWide ? 4 : 344)
  if (voxels instanceof Uint8Array) bytes.set(voxels, headerBytes)
  else for (const [i, value] of voxels.entries()) view.setInt16(headerBytes + 2 * i, value, little)
  return bytes
}
