/** AFNI data sets: a text header (.HEAD) beside a file of plain numbers (.BRIK) (README.attributes of AFNI). */
import { CutsError } from '@cuts/core'
import { isGzip, unpack } from '../gzip/unpack.ts'
import { damaged, unsupported } from '../header.ts'
import { gridFrom, type Vector } from '../volume/affine.ts'
import { rescaledType, type StoredType, storedBytes, type VolumeFile } from '../volume/layout.ts'

/** By brick type. Types 2, 5 and 6 are rarely or never written (32-bit integers, complex numbers, colour). */
const types: { readonly [code: number]: StoredType } = { 0: 'uint8', 1: 'int16', 2: 'int32', 3: 'float32' }

/**
 * `brick` is the .BRIK file. Throws `Unreadable` for a damaged header or a missing .BRIK file, `Unsupported` for other
 * types.
 */
export function openAfni(bytes: Uint8Array, brick: Uint8Array | undefined, name: string): VolumeFile {
  const attributes = readAttributes(bytes)
  const numbers = (key: string): number[] =>
    (attributes.get(key) ?? '')
      .split(/\s+/)
      .filter(word => word !== '')
      .map(Number)
  const [width, height, depth] = numbers('DATASET_DIMENSIONS')
  const timepoints = numbers('DATASET_RANK')[1] ?? 1
  if (width === undefined || height === undefined || depth === undefined || !(timepoints >= 1))
    throw damaged(name, 'its header does not state its size')
  if (brick === undefined)
    throw new CutsError(
      'Unreadable',
      `${name} is a header. Its pixels lie in a .BRIK file beside it, which is missing.`,
      {
        remedy: 'Put both files into one folder, under their original names.',
      },
    )
  const codes = numbers('BRICK_TYPES')
  const stored = types[codes[0] ?? 1]
  if (stored === undefined || codes.some(code => code !== codes[0]))
    throw unsupported(
      name,
      `is an AFNI data set of brick types ${[...new Set(codes)].join(', ')}`,
      'Convert it with 3dcalc to shorts or floats.',
    )
  const factors = numbers('BRICK_FLOAT_FACS').slice(0, timepoints)
  const factorOf = (timepoint: number): number =>
    factors[timepoint] === undefined || factors[timepoint] === 0 ? 1 : factors[timepoint]
  const isScaled = factors.some(factor => factor !== 0)
  const voxels = width * height * depth
  return {
    header: {
      width,
      height,
      depth,
      channels: 1,
      timepoints,
      sampleType: isScaled ? 'float32' : rescaledType(stored, 1, 0),
      geometry: readGrid(numbers('IJK_TO_DICOM_REAL'), numbers('IJK_TO_DICOM')),
    },
    layout: {
      stored,
      littleEndian: !attributes.get('BYTEORDER_STRING')?.includes('MSB'),
      strides: [1, width, width * height, 0, voxels],
      slope: 1,
      intercept: 0,
      scaling: (_, timepoint) => [factorOf(timepoint), 0],
    },
    voxelBytes: samples => {
      const length = samples * storedBytes[stored]
      return isGzip(brick) ? unpack(brick, 'gzip', length, name) : brick.subarray(0, length)
    },
    notices: [],
  }
}

/** Values as text by name: `type = ...`, `name = ...`, `count = ...`, then the values; strings behind an apostrophe. */
function readAttributes(bytes: Uint8Array): ReadonlyMap<string, string> {
  const text = new TextDecoder('latin1').decode(bytes)
  const attributes = new Map<string, string>()
  for (const block of text.split(/^\s*type\s*=/m)) {
    const [, key, value] = /name\s*=\s*(\S+)\s+count\s*=\s*\d+\s*([\s\S]*)$/.exec(block) ?? []
    if (key !== undefined && value !== undefined) attributes.set(key, value.replace(/^'/, ''))
  }
  return attributes
}

/**
 * Returns the rows of a matrix from indices to millimetres in DICOM's order, which is ours. The newer attribute, which
 * holds oblique axes, takes precedence.
 */
function readGrid(...candidates: readonly number[][]) {
  const matrix = candidates.find(found => found.length === 12)
  if (matrix === undefined) return undefined
  const column = (j: number): Vector => [matrix[j]!, matrix[4 + j]!, matrix[8 + j]!]
  return gridFrom([column(0), column(1), column(2)], column(3))
}
