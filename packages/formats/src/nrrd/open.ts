/** An NRRD file with its data or the files that hold them, as a volume file. */
import { CutsError, type VolumeGeometry } from '@cuts/core'
import { expandBzip2 } from '../bzip2/expand.ts'
import { unpack } from '../gzip/unpack.ts'
import { damaged, unsupported } from '../header.ts'
import { gridFrom, las, lps, planeFrom, ras, type Vector } from '../volume/affine.ts'
import { rescaledType, type StoredType, storedBytes, type VolumeFile } from '../volume/layout.ts'
import { parseNumbers } from '../volume/text.ts'
import { type NrrdText, nrrdDataFiles, readNrrdText } from './fields.ts'

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

/** Signs to LPS; a space without names for its axes is taken as it is. */
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
 * Throws `Unreadable` for a header that contradicts itself and for data files that are not there, `Unsupported` for the type
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
      format: 'NRRD',
      width: size(x),
      height: size(y),
      depth: size(z),
      channels: size(axes.component) - (isRgba ? 1 : 0),
      frames: size(axes.further[0]) * size(axes.further[1]),
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

/** Which stored axis is which: those with a direction or of a spatial kind are columns, rows, slices, in this order. */
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

/** Vectors of three numbers by axis; undefined where the axis has none. */
function directionsOf(fields: ReadonlyMap<string, string>): (number[] | undefined)[] {
  const vectors = fields.get('spacedirections')?.match(/none|\([^)]*\)/gi) ?? []
  return vectors.map(vector => (/none/i.test(vector) ? undefined : numbers(vector)))
}

function readGrid(
  space: readonly number[],
  fields: ReadonlyMap<string, string>,
): { geometry?: VolumeGeometry | undefined; plane?: ReturnType<typeof planeFrom> } {
  const directions = directionsOf(fields)
  const vectors = space.map(axis => directions[axis]).filter(vector => vector !== undefined)
  const origin = numbers(fields.get('spaceorigin'))
  if (vectors.length === 3 && vectors.every(vector => vector.length === 3)) {
    const [x, y, z] = vectors as unknown as [Vector, Vector, Vector]
    const at: Vector = origin.length === 3 ? (origin as unknown as Vector) : [0, 0, 0]
    return { geometry: gridFrom([x, y, z], at, spaces[fields.get('space')?.toLowerCase() ?? ''] ?? lps) }
  }
  if (vectors.length === 2) return { plane: planeFrom(vectors.map(vector => Math.hypot(...vector))) }
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
  return solid === undefined ? { plane: planeFrom([x, y]) } : { geometry: solid }
}

function numbers(text: string | undefined): number[] {
  return (text ?? '')
    .replaceAll(/[(),]/g, ' ')
    .split(/\s+/)
    .filter(word => word !== '')
    .map(Number)
}

/** The bytes of the first `samples` samples, wherever they lie and however they are written. */
function readData(
  bytes: Uint8Array,
  text: NrrdText,
  companions: ReadonlyMap<string, Uint8Array>,
  samples: number,
  stored: StoredType,
  name: string,
): Uint8Array {
  const { fields, end } = text
  const parts = (nrrdDataFiles(text) ?? [undefined]).map(file => {
    const part = file === undefined ? bytes.subarray(end) : companions.get(file)
    if (part === undefined)
      throw new CutsError('Unreadable', `${name} keeps its pixels in ${file}, which is not there.`, {
        remedy: 'Put all files into one folder, under the names that they had when they were written.',
      })
    return part
  })
  const length = samples * storedBytes[stored]
  const encoding = fields.get('encoding')?.toLowerCase() ?? 'raw'
  const lines = Number(fields.get('lineskip') ?? 0)
  const skip = Number(fields.get('byteskip') ?? 0)
  const decoded: Uint8Array[] = []
  let have = 0
  for (const part of parts) {
    if (have >= length) break
    const chunk = decode(skipLines(part, lines), encoding, skip, length - have, stored, name)
    decoded.push(chunk)
    have += chunk.length
  }
  if (decoded.length === 1) return decoded[0]!
  const whole = new Uint8Array(have)
  let at = 0
  for (const chunk of decoded) {
    whole.set(chunk, at)
    at += chunk.length
  }
  return whole
}

function skipLines(bytes: Uint8Array, lines: number): Uint8Array {
  let at = 0
  for (let line = 0; line < lines && at < bytes.length; line++) {
    const next = bytes.indexOf(10, at)
    at = next < 0 ? bytes.length : next + 1
  }
  return bytes.subarray(at)
}

/** `length` bytes of samples. A byte skip counts in what is unpacked, and -1 means that the samples end with the file. */
function decode(
  coded: Uint8Array,
  encoding: string,
  skip: number,
  length: number,
  stored: StoredType,
  name: string,
): Uint8Array {
  if (!Number.isInteger(skip) || skip < -1) throw damaged(name, `its header asks to skip ${skip} bytes`)
  const fromEnd = skip === -1
  const most = fromEnd ? length + maxPreamble : length + skip
  const raw = (): Uint8Array => {
    switch (encoding) {
      case 'raw':
        return coded
      case 'gzip':
      case 'gz':
        return unpack(coded, 'gzip', most, name, !fromEnd)
      case 'bzip2':
      case 'bz2':
        return expandBzip2(coded, most, name)
      case 'hex':
        return parseHex(coded, most)
      case 'ascii':
      case 'text':
      case 'txt':
        return parseNumbers(coded, stored, most)
      default:
        throw unsupported(name, `is an NRRD file of encoding "${encoding}"`, 'Save it with encoding raw or gzip.')
    }
  }
  const all = raw()
  return fromEnd ? all.subarray(Math.max(0, all.length - length)) : all.subarray(skip, skip + length)
}

/** What may stand before samples that end with the file, such as the header of another format. */
const maxPreamble = 2 ** 20

function parseHex(coded: Uint8Array, most: number): Uint8Array {
  const bytes: number[] = []
  let high = -1
  for (const code of coded) {
    if (bytes.length >= most) break
    const digit = Number.parseInt(String.fromCharCode(code), 16)
    if (Number.isNaN(digit)) continue
    if (high < 0) high = digit
    else {
      bytes.push(16 * high + digit)
      high = -1
    }
  }
  return Uint8Array.from(bytes)
}
