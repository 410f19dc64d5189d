/** An NRRD file with its data or the files that hold them, as a volume file. */
import type { VolumeGeometry } from '@cuts/core'
import { damaged, unsupported } from '../header.ts'
import { gridFrom, las, lps, planeFrom, ras, type Vector } from '../volume/affine.ts'
import { rescaledType, type StoredType, type VolumeFile } from '../volume/layout.ts'
import { readNrrdText } from './fields.ts'
import { readData } from './read-data.ts'

const types: { readonly [name: string]: StoredType } = {
  'signed char': 'int8',
  int8: 'int8',
  int8_t: 'int8',
  uchar: 'uint8',
  'unsigned char': 'uint8',
  uint8: 'uint8',
  uint8_t: 'uint8',
  short: 'int16',
  'short int': 'int16',
  'signed short': 'int16',
  'signed short int': 'int16',
  int16: 'int16',
  int16_t: 'int16',
  ushort: 'uint16',
  'unsigned short': 'uint16',
  'unsigned short int': 'uint16',
  uint16: 'uint16',
  uint16_t: 'uint16',
  int: 'int32',
  'signed int': 'int32',
  int32: 'int32',
  int32_t: 'int32',
  uint: 'uint32',
  'unsigned int': 'uint32',
  uint32: 'uint32',
  uint32_t: 'uint32',
  longlong: 'int64',
  'long long': 'int64',
  'long long int': 'int64',
  'signed long long': 'int64',
  'signed long long int': 'int64',
  int64: 'int64',
  int64_t: 'int64',
  ulonglong: 'uint64',
  'unsigned long long': 'uint64',
  'unsigned long long int': 'uint64',
  uint64: 'uint64',
  uint64_t: 'uint64',
  float: 'float32',
  double: 'float64',
}

/** Signs to LPS; a space without names for its axes is not changed. */
const spaces: { readonly [name: string]: Vector } = {
  'right-anterior-superior': ras,
  ras: ras,
  'left-anterior-superior': las,
  las: las,
}

/** Axes of these kinds hold the components of one value. */
const isComponentKind =
  /^(vector|covariant-vector|normal|.*-(color|vector|normal|gradient|matrix)|quaternion|point|scalar)$/

/**
 * Throws `Unreadable` for a header that contradicts itself and for missing data files, `Unsupported` for the type
 * `block` and for more than five axes.
 */
export function openNrrd(bytes: Uint8Array, companions: ReadonlyMap<string, Uint8Array>, name: string): VolumeFile {
  const text = readNrrdText(bytes, name)
  const { fields } = text
  const sizes = numbers(fields.get('sizes'))
  if (sizes.length === 0 || sizes.length !== Number(fields.get('dimension')))
    throw damaged(name, `its header has ${sizes.length} sizes and dimension ${fields.get('dimension') ?? 'missing'}`)
  const stored = types[fields.get('type')?.toLowerCase() ?? '']
  if (stored === undefined)
    throw unsupported(
      name,
      `is an NRRD file of type "${fields.get('type') ?? ''}"`,
      'Save it as numbers of 8 to 64 bits.',
    )
  if (sizes.length > 5) throw unsupported(name, `is an NRRD file of ${sizes.length} axes`, 'Save one volume of it.')

  const axes = arrangeAxes(sizes, fields)
  const stride = (axis: number | undefined): number =>
    axis === undefined ? 0 : sizes.slice(0, axis).reduce((product, length) => product * length, 1)
  const size = (axis: number | undefined): number => (axis === undefined ? 1 : sizes[axis]!)
  const [x, y, z] = axes.space
  const isRgba = axes.component !== undefined && /^rgba/i.test(kindsOf(fields)[axes.component] ?? '')
  return {
    header: {
      width: size(x),
      height: size(y),
      depth: size(z),
      channels: size(axes.component) - (isRgba ? 1 : 0),
      timepoints: size(axes.further[0]) * size(axes.further[1]),
      sampleType: rescaledType(stored, 1, 0),
      ...readGrid(axes.space, fields),
    },
    layout: {
      stored,
      littleEndian: fields.get('endian')?.toLowerCase() !== 'big',
      strides: [stride(x), stride(y), stride(z), stride(axes.component), stride(axes.further[0])],
      slope: 1,
      intercept: 0,
    },
    voxelBytes: samples => readData(bytes, text, companions, samples, stored, name),
    notices: isRgba ? [`${name} has transparency, which is left out`] : [],
  }
}

interface Axes {
  readonly space: readonly number[]
  readonly component: number | undefined
  readonly further: readonly number[]
}

/** Assigns the stored axes: those with a direction or of a spatial kind are columns, rows, slices, in this order. */
function arrangeAxes(sizes: readonly number[], fields: ReadonlyMap<string, string>): Axes {
  const kinds = kindsOf(fields)
  const directions = directionsOf(fields)
  const all = sizes.map((_, axis) => axis)
  const isComponent = (axis: number): boolean => isComponentKind.test(kinds[axis] ?? '')
  const isOther = (axis: number): boolean =>
    isComponent(axis) || ['list', 'time', 'complex'].includes(kinds[axis] ?? '')
  const placed = all.filter(axis => directions[axis] !== undefined)
  const space = (placed.length > 0 ? placed : all.filter(axis => !isOther(axis))).slice(0, 3)
  const rest = all.filter(axis => !space.includes(axis))
  const component = rest.find(isComponent)
  return { space, component, further: rest.filter(axis => axis !== component) }
}

function kindsOf(fields: ReadonlyMap<string, string>): string[] {
  return (fields.get('kinds') ?? '').toLowerCase().split(/\s+/)
}

/** Returns vectors of three numbers by axis; undefined if the axis has no vector. */
function directionsOf(fields: ReadonlyMap<string, string>): (number[] | undefined)[] {
  const vectors = fields.get('spacedirections')?.match(/none|\([^)]*\)/gi) ?? []
  return vectors.map(vector => (/none/i.test(vector) ? undefined : numbers(vector)))
}

function readGrid(
  space: readonly number[],
  fields: ReadonlyMap<string, string>,
): { geometry?: VolumeGeometry | undefined; inPlane?: ReturnType<typeof planeFrom> } {
  const directions = directionsOf(fields)
  const vectors = space.map(axis => directions[axis]).filter(vector => vector !== undefined)
  const origin = numbers(fields.get('spaceorigin'))
  if (vectors.length === 3 && vectors.every(vector => vector.length === 3)) {
    const [x, y, z] = vectors as unknown as [Vector, Vector, Vector]
    const at: Vector = origin.length === 3 ? (origin as unknown as Vector) : [0, 0, 0]
    return { geometry: gridFrom([x, y, z], at, spaces[fields.get('space')?.toLowerCase() ?? ''] ?? lps) }
  }
  if (vectors.length === 2) return { inPlane: planeFrom(vectors.map(vector => Math.hypot(...vector))) }
  const spacings = numbers(fields.get('spacings')?.replaceAll(/nan/gi, 'NaN'))
  const [x = Number.NaN, y = Number.NaN, z = Number.NaN] = space.map(axis => spacings[axis] ?? Number.NaN)
  const solid = gridFrom(
    [
      [x, 0, 0],
      [0, y, 0],
      [0, 0, z],
    ],
    [0, 0, 0],
    lps,
  )
  return solid === undefined ? { inPlane: planeFrom([x, y]) } : { geometry: solid }
}

function numbers(text: string | undefined): number[] {
  return (text ?? '')
    .replaceAll(/[(),]/g, ' ')
    .split(/\s+/)
    .filter(word => word !== '')
    .map(Number)
}
