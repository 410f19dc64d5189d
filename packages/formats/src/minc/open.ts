/**
 * MINC 1 files: netCDF with the conventions of the Montreal Neurological Institute (MINC 1 reference, "MINC
 * variables").
 */

import { isGzip, unpackWhole } from '../gzip/unpack.ts'
import { damaged, unsupported } from '../header.ts'
import { gridFrom, ras, type Vector } from '../volume/affine.ts'
import { type StoredType, storedBytes, type VolumeFile } from '../volume/layout.ts'
import { type NetcdfVariable, numbersOf, readNetcdf } from './netcdf.ts'

const signedTypes: { readonly [type: number]: StoredType } = {
  1: 'int8',
  3: 'int16',
  4: 'int32',
  5: 'float32',
  6: 'float64',
}
const unsignedTypes: { readonly [type: number]: StoredType } = { ...signedTypes, 1: 'uint8', 3: 'uint16', 4: 'uint32' }

/**
 * Whole numbers are mapped from their valid range to the range of real values of their slice. Columns, rows and slices
 * are the three fastest spatial axes as they are stored; one more axis, such as time, counts volumes.
 */
export function openMinc(packed: Uint8Array, name: string): VolumeFile {
  const bytes = isGzip(packed) ? unpackWhole(packed, 'gzip', name) : packed
  const variables = readNetcdf(bytes, name)
  const image = variables.find(variable => variable.name === 'image')
  if (image === undefined) throw damaged(name, 'it holds no variable "image"')
  const { axes, attributes, type, begin } = image
  const stored = (/unsigned/.test(`${attributes.get('signtype') ?? ''}`) ? unsignedTypes : signedTypes)[type]
  if (stored === undefined)
    throw unsupported(name, `is a MINC file of data type ${type}`, 'Convert it with mincconvert or to NIfTI.')
  const stride = (axis: number): number => axes.slice(axis + 1).reduce((product, { length }) => product * length, 1)
  const spatial = axes.flatMap((axis, index) => (/^[xyz]space$/.test(axis.name) ? [index] : []))
  const further = axes.flatMap((_, index) => (spatial.includes(index) ? [] : [index]))
  const [x, y, z] = spatial.toReversed()
  if (x === undefined || y === undefined || spatial.length > 3 || further.length > 1)
    throw unsupported(
      name,
      `is a MINC file of the axes ${axes.map(axis => axis.name).join(', ')}`,
      'Save one volume of it.',
    )
  const [t] = further
  const length = (axis: number | undefined): number => (axis === undefined ? 1 : axes[axis]!.length)
  const step = (axis: number | undefined): number => (axis === undefined ? 0 : stride(axis))
  const isReal = stored === 'float32' || stored === 'float64'
  return {
    header: {
      width: length(x),
      height: length(y),
      depth: length(z),
      channels: 1,
      timepoints: length(t),
      sampleType: stored === 'float64' ? 'float64' : 'float32',
      geometry: readGrid(
        variables,
        [x, y, z].map(axis => (axis === undefined ? '' : axes[axis]!.name)),
      ),
    },
    layout: {
      stored,
      littleEndian: false,
      strides: [step(x), step(y), step(z), 0, step(t)],
      slope: 1,
      intercept: 0,
      ...(isReal ? {} : { scaling: readScaling(bytes, variables, image, stored, z, t, name) }),
    },
    voxelBytes: samples => bytes.subarray(begin, begin + samples * storedBytes[stored]),
    notices: [],
  }
}

/** Maps the valid range of stored values to `image-min` and `image-max`, which may differ by slice and volume. */
function readScaling(
  bytes: Uint8Array,
  variables: readonly NetcdfVariable[],
  image: NetcdfVariable,
  stored: StoredType,
  z: number | undefined,
  t: number | undefined,
  name: string,
) {
  const bits = 8 * storedBytes[stored]
  const isSigned = stored.startsWith('int')
  const whole = isSigned ? [-(2 ** (bits - 1)), 2 ** (bits - 1) - 1] : [0, 2 ** bits - 1]
  const stated = image.attributes.get('valid_range')
  const [low, high] = (Array.isArray(stated) && stated.length === 2 ? stated : whole) as [number, number]
  const ends = ['image-min', 'image-max'].map(key => {
    const variable = variables.find(candidate => candidate.name === key)
    if (variable === undefined) return undefined
    const strides = variable.axes.map((_, i) => variable.axes.slice(i + 1).reduce((p, axis) => p * axis.length, 1))
    const along = (axis: number | undefined): number => {
      const index = axis === undefined ? -1 : variable.axes.findIndex(own => own.name === image.axes[axis]!.name)
      return index < 0 ? 0 : strides[index]!
    }
    return { values: numbersOf(bytes, variable, name), ofSlice: along(z), ofTimepoint: along(t) }
  })
  return (slice: number, timepoint: number): readonly [number, number] => {
    const [least, most] = ends.map(end => end?.values[slice * end.ofSlice + timepoint * end.ofTimepoint])
    if (least === undefined || most === undefined || !(high > low)) return [1, 0]
    const slope = (most - least) / (high - low)
    return [slope, least - slope * low]
  }
}

/** Every axis has a start and a step along its direction; the world is that of NIfTI. */
function readGrid(variables: readonly NetcdfVariable[], names: readonly string[]) {
  const axes = names.map(name => variables.find(variable => variable.name === name))
  const number = (axis: NetcdfVariable | undefined, key: string): number => {
    const value = axis?.attributes.get(key)
    return Array.isArray(value) ? (value[0] as number) : Number.NaN
  }
  const directions = names.map((name, i): Vector => {
    const stated = axes[i]?.attributes.get('direction_cosines')
    if (Array.isArray(stated) && stated.length === 3) return stated as unknown as Vector
    return [name[0] === 'x' ? 1 : 0, name[0] === 'y' ? 1 : 0, name[0] === 'z' ? 1 : 0]
  })
  const along = (j: number, key: string): Vector =>
    directions[j]!.map(cosine => cosine * number(axes[j], key)) as unknown as Vector
  const starts = [along(0, 'start'), along(1, 'start'), along(2, 'start')]
  const origin = [0, 1, 2].map(row => starts.reduce((sum, start) => sum + start[row]!, 0)) as unknown as Vector
  return gridFrom([along(0, 'step'), along(1, 'step'), along(2, 'step')], origin, ras)
}
