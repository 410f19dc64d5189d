/** The headers of NIfTI-1 and NIfTI-2 (nifti1.h and nifti2.h, NIMH) and of Analyze 7.5, which NIfTI-1 grew out of. */
import type { VolumeGeometry } from '@cuts/core'
import { damaged, unsupported } from '../header.ts'
import { gridFrom, isLength, planeFrom, ras, type Vector } from '../volume/affine.ts'
import { rescaledType, type StoredType, type VolumeHeader, type VoxelLayout } from '../volume/layout.ts'

export interface NiftiHeader {
  readonly header: VolumeHeader
  readonly layout: VoxelLayout
  /** Start of the voxels, in the file itself or in the .img file beside it. */
  readonly voxelsAt: number
  /** The pixels lie in a file of the same name that ends in .img. */
  readonly isPair: boolean
  readonly notices: readonly string[]
}

/** Largest size of a NIfTI header, in bytes. */
export const niftiHeaderBytes = 544

/** Stored type and samples a voxel by datatype code. Four samples are RGB and alpha. */
const datatypes: { readonly [code: number]: readonly [StoredType, number] } = {
  2: ['uint8', 1],
  4: ['int16', 1],
  8: ['int32', 1],
  16: ['float32', 1],
  64: ['float64', 1],
  128: ['uint8', 3],
  256: ['int8', 1],
  512: ['uint16', 1],
  768: ['uint32', 1],
  1024: ['int64', 1],
  1280: ['uint64', 1],
  2304: ['uint8', 4],
}

const otherDatatypes: { readonly [code: number]: string } = {
  1: 'single bits',
  32: 'complex numbers',
  1536: '128-bit floats',
  1792: 'complex numbers',
  2048: 'complex numbers',
}

/** Millimetres of the lower three bits of xyzt_units; files without a unit mean millimetres. */
const unitMm: { readonly [code: number]: number } = { 0: 1, 1: 1000, 2: 1, 3: 0.001 }

/** Positions of the fields, and the width of the numbers. */
interface Fields {
  readonly littleEndian: boolean
  readonly axis: (index: number) => number
  readonly spacing: (index: number) => number
  readonly datatype: number
  readonly voxelsAt: number
  readonly slope: number
  readonly intercept: number
  readonly units: number
  readonly qform: number
  readonly sform: number
  /** b, c, d of the quaternion, then the offsets. */
  readonly quaternion: (index: number) => number
  readonly affine: (index: number) => number
  readonly intent: number
  /** Intensities to show as white and black. */
  readonly shown: readonly [white: number, black: number]
  readonly magic: string
}

/**
 * Reads the header at the start of an unpacked file. Throws `Unreadable` for a truncated or contradictory one,
 * `Unsupported` for complex numbers, single bits and matrices of connectivity (CIFTI).
 *
 * If a header states both grids, the sform takes precedence over the qform, as in the field's other readers. If neither
 * is coded, only the spacing of the pixels is known. Spacing that is not positive is unknown.
 */
export function readNiftiHeader(bytes: Uint8Array, name: string): NiftiHeader {
  const fields = readFields(bytes, name)
  const axes = fields.axis(0)
  if (!(axes >= 1 && axes <= 7)) throw damaged(name, `its header says that it has ${axes} axes`)
  const size = Array.from({ length: 7 }, (_, i) => (i < axes ? fields.axis(i + 1) : 1))
  for (const [i, length] of size.entries())
    if (length < 1) throw damaged(name, `its header says that axis ${i + 1} is ${length} voxels long`)
  if (fields.intent >= 3000 && fields.intent < 3100)
    throw unsupported(
      name,
      'holds a matrix over the surface of a brain (CIFTI) and not an image',
      'Give the volume that it was made from.',
    )
  const datatype = datatypes[fields.datatype]
  if (datatype === undefined)
    throw unsupported(
      name,
      `is a NIfTI file of ${otherDatatypes[fields.datatype] ?? `data type ${fields.datatype}`}`,
      'Save it with real numbers of 8 to 64 bits.',
    )
  const [stored, perVoxel] = datatype
  const notices = perVoxel === 4 ? [`${name} has transparency, which is left out`] : []

  const [width, height, depth, times, vectors] = size as [number, number, number, number, number]
  const further = size.slice(5).reduce((product, length) => product * length, 1)
  // A fifth axis holds the components of vectors; without a fourth one they are channels of one volume.
  const isVector = perVoxel === 1 && times === 1 && vectors > 1
  const channels = isVector ? vectors : Math.min(perVoxel, 3)
  const timepoints = isVector ? further : times * vectors * further
  const voxels = width * height * depth
  const hasSlope = perVoxel === 1 && Number.isFinite(fields.slope) && fields.slope !== 0
  const slope = hasSlope ? fields.slope : 1
  const intercept = hasSlope && Number.isFinite(fields.intercept) ? fields.intercept : 0
  const sampleType = rescaledType(stored, slope, intercept)
  return {
    header: {
      width,
      height,
      depth,
      channels,
      timepoints,
      sampleType,
      ...readGrid(fields),
      window: windowOf(fields),
    },
    layout: {
      stored,
      littleEndian: fields.littleEndian,
      strides: [
        perVoxel,
        perVoxel * width,
        perVoxel * width * height,
        isVector ? voxels : 1,
        voxels * (isVector ? vectors : perVoxel),
      ],
      slope,
      intercept,
    },
    voxelsAt: fields.voxelsAt,
    isPair: fields.magic[1] !== '+',
    notices,
  }
}

function windowOf({ shown: [white, black] }: Fields): VolumeHeader['window'] {
  return white > black ? [black, white] : undefined
}

function readFields(bytes: Uint8Array, name: string): Fields {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (bytes.length < 348) throw damaged(name, `its header ends after ${bytes.length} of 348 bytes`)
  const sizeOf = (littleEndian: boolean): number => view.getInt32(0, littleEndian)
  const littleEndian = [348, 540].includes(sizeOf(true))
  const headerBytes = sizeOf(littleEndian)
  if (headerBytes === 540) {
    if (bytes.length < 540) throw damaged(name, `its header ends after ${bytes.length} of 540 bytes`)
    const long = (at: number): number => Number(view.getBigInt64(at, littleEndian))
    const double = (at: number): number => view.getFloat64(at, littleEndian)
    const int = (at: number): number => view.getInt32(at, littleEndian)
    return {
      littleEndian,
      axis: i => long(16 + 8 * i),
      spacing: i => double(104 + 8 * i),
      datatype: view.getInt16(12, littleEndian),
      voxelsAt: long(168),
      slope: double(176),
      intercept: double(184),
      units: int(500),
      qform: int(344),
      sform: int(348),
      quaternion: i => double(352 + 8 * i),
      affine: i => double(400 + 8 * i),
      intent: int(504),
      shown: [double(192), double(200)],
      magic: text(bytes, 4, 3),
    }
  }
  if (headerBytes !== 348) throw damaged(name, 'its header does not state its own size')
  const short = (at: number): number => view.getInt16(at, littleEndian)
  const float = (at: number): number => view.getFloat32(at, littleEndian)
  const magic = text(bytes, 344, 3)
  const isAnalyze = !/^n[i+]1$/.test(magic)
  return {
    littleEndian,
    axis: i => short(40 + 2 * i),
    spacing: i => float(76 + 4 * i),
    datatype: short(70),
    voxelsAt: Math.max(0, float(108)),
    // Analyze has other fields in place of scaling and orientation.
    slope: isAnalyze ? 0 : float(112),
    intercept: float(116),
    units: isAnalyze ? 0 : view.getUint8(123),
    qform: isAnalyze ? 0 : short(252),
    sform: isAnalyze ? 0 : short(254),
    quaternion: i => float(256 + 4 * i),
    affine: i => float(280 + 4 * i),
    intent: isAnalyze ? 0 : short(68),
    shown: isAnalyze ? [0, 0] : [float(124), float(128)],
    magic,
  }
}

/** Returns the grid of the voxels from the header. */
function readGrid(fields: Fields): Pick<VolumeHeader, 'geometry' | 'inPlane'> {
  const mm = unitMm[fields.units & 7] ?? 1
  const spacing = [1, 2, 3].map(axis => mm * Math.abs(fields.spacing(axis)))
  const geometry = fields.sform > 0 ? fromAffine(fields, mm) : undefined
  const placed = geometry ?? (fields.qform > 0 ? fromQuaternion(fields, spacing, mm) : undefined)
  if (placed !== undefined) return { geometry: placed }
  // Without a code the axes point right, anterior, superior by convention (method 1 of nifti1.h).
  const [x, y, z] = spacing as [number, number, number]
  const isSolid = fields.axis(0) > 2 && isLength(z)
  const assumed = isSolid
    ? gridFrom(
        [
          [x, 0, 0],
          [0, y, 0],
          [0, 0, z],
        ],
        [0, 0, 0],
        ras,
      )
    : undefined
  return assumed === undefined ? { inPlane: planeFrom(spacing) } : { geometry: assumed }
}

function fromAffine({ affine }: Fields, mm: number): VolumeGeometry | undefined {
  const column = (j: number): Vector => [mm * affine(j), mm * affine(4 + j), mm * affine(8 + j)]
  return gridFrom([column(0), column(1), column(2)], column(3), ras)
}

/** Method 2 of nifti1.h: a rotation as a unit quaternion, spacings, and which way the third axis goes. */
function fromQuaternion(
  { quaternion, spacing: stored }: Fields,
  spacing: readonly number[],
  mm: number,
): VolumeGeometry | undefined {
  const [b, c, d] = [quaternion(0), quaternion(1), quaternion(2)]
  const a = Math.sqrt(Math.max(0, 1 - b * b - c * c - d * d))
  const handed = stored(0) < 0 ? -1 : 1
  const scaled = (unit: Vector, length: number): Vector => [unit[0] * length, unit[1] * length, unit[2] * length]
  const [x = 0, y = 0, z = 0] = spacing
  return gridFrom(
    [
      scaled([a * a + b * b - c * c - d * d, 2 * (b * c + a * d), 2 * (b * d - a * c)], x),
      scaled([2 * (b * c - a * d), a * a + c * c - b * b - d * d, 2 * (c * d + a * b)], y),
      scaled([2 * (b * d + a * c), 2 * (c * d - a * b), a * a + d * d - b * b - c * c], handed * z),
    ],
    [mm * quaternion(3), mm * quaternion(4), mm * quaternion(5)],
    ras,
  )
}

function text(bytes: Uint8Array, at: number, length: number): string {
  return String.fromCharCode(...bytes.subarray(at, at + length))
}
