/** A MetaImage (.mha, or .mhd with its data beside it) as a volume file (Kitware, MetaIO). */
import { CutsError, type VolumeGeometry } from '@cuts/core'
import { unpack } from '../gzip/unpack.ts'
import { damaged, unsupported } from '../header.ts'
import { gridFrom, planeFrom, type Vector } from '../volume/affine.ts'
import { rescaledType, type StoredType, storedBytes, type VolumeFile } from '../volume/layout.ts'
import { parseNumbers } from '../volume/text.ts'

const types: { readonly [name: string]: StoredType } = {
  MET_CHAR: 'int8',
  MET_UCHAR: 'uint8',
  MET_SHORT: 'int16',
  MET_USHORT: 'uint16',
  MET_INT: 'int32',
  MET_UINT: 'uint32',
  MET_LONG: 'int32',
  MET_ULONG: 'uint32',
  MET_LONG_LONG: 'int64',
  MET_ULONG_LONG: 'uint64',
  MET_FLOAT: 'float32',
  MET_DOUBLE: 'float64',
}

/** The fields of the header, and its end: the line that names the data is its last. */
interface MetaText {
  readonly fields: ReadonlyMap<string, string>
  readonly end: number
  /** Lines after the header, for a list of files. */
  readonly rest: readonly string[]
}

const maxHeaderBytes = 2 ** 18

export function readMetaText(bytes: Uint8Array): MetaText {
  const text = new TextDecoder('latin1').decode(bytes.subarray(0, maxHeaderBytes))
  const fields = new Map<string, string>()
  let at = 0
  while (at < text.length && !fields.has('elementdatafile')) {
    const next = text.indexOf('\n', at)
    const line = text.slice(at, next < 0 ? undefined : next)
    at = next < 0 ? text.length : next + 1
    const [, key, value] = /^\s*([A-Za-z0-9_]+)\s*=\s*(.*?)\s*$/.exec(line) ?? []
    if (key !== undefined && value !== undefined) fields.set(key.toLowerCase(), value)
  }
  const isList = /^list\b/i.test(fields.get('elementdatafile') ?? '')
  return { fields, end: at, rest: isList ? text.slice(at).split(/\r?\n/) : [] }
}

/** Returns the files that hold the data, in order; empty if the data follow the header. */
export function metaDataFiles({ fields, rest }: MetaText): string[] {
  const named = fields.get('elementdatafile') ?? 'LOCAL'
  if (/^local$/i.test(named)) return []
  if (/^list\b/i.test(named)) return rest.map(line => line.trim()).filter(line => line !== '')
  const [, pattern, first, last, step] = /^(\S*%\S*)\s+(\d+)\s+(\d+)(?:\s+(\d+))?/.exec(named) ?? []
  if (pattern === undefined) return [named]
  const names: string[] = []
  for (let n = Number(first); n <= Number(last) && names.length < 100_000; n += Math.max(1, Number(step ?? 1)))
    names.push(pattern.replace(/%0?(\d*)d/, (_, width) => String(n).padStart(Math.min(9, Number(width)), '0')))
  return names
}

/** Throws `Unreadable` for a header that contradicts itself or missing data, `Unsupported` for other types. */
export function openMetaImage(
  bytes: Uint8Array,
  companions: ReadonlyMap<string, Uint8Array>,
  name: string,
): VolumeFile {
  const text = readMetaText(bytes)
  const { fields } = text
  const axes = Number(fields.get('ndims'))
  const sizes = numbers(fields.get('dimsize'))
  if (axes < 1 || sizes.length < 1 || sizes.length !== axes)
    throw damaged(name, `its header has ${sizes.length} sizes and ${fields.get('ndims') ?? 'no'} axes`)
  const typeName = (fields.get('elementtype') ?? '').toUpperCase().replace(/_ARRAY$/, '')
  const stored = types[typeName]
  if (stored === undefined)
    throw unsupported(name, `is a MetaImage of type "${fields.get('elementtype') ?? ''}"`, 'Save it as plain numbers.')
  const perVoxel = Number(fields.get('elementnumberofchannels') ?? 1)
  const [width = 1, height = 1, depth = 1, ...further] = sizes
  const isAscii = /^(false|0)$/i.test(fields.get('binarydata') ?? 'True')
  const isBigEndian = /^(true|1)$/i.test(
    fields.get('binarydatabyteordermsb') ?? fields.get('elementbyteordermsb') ?? '',
  )
  return {
    header: {
      width,
      height,
      depth,
      channels: perVoxel,
      timepoints: further.reduce((product, length) => product * length, 1),
      sampleType: rescaledType(stored, 1, 0),
      ...readGrid(fields, axes),
    },
    layout: {
      stored,
      littleEndian: isAscii || !isBigEndian,
      strides: [perVoxel, perVoxel * width, perVoxel * width * height, 1, perVoxel * width * height * depth],
      slope: 1,
      intercept: 0,
    },
    voxelBytes: samples => readData(bytes, text, companions, samples, stored, isAscii, name),
    notices: [],
  }
}

/** MetaImage is LPS. The rows of its matrix are the axes. A header without spacing does not state any. */
function readGrid(
  fields: ReadonlyMap<string, string>,
  axes: number,
): { geometry?: VolumeGeometry | undefined; inPlane?: ReturnType<typeof planeFrom> } {
  const spacing = numbers(fields.get('elementspacing') ?? fields.get('elementsize'))
  if (spacing.length < axes || axes < 2) return {}
  const given = numbers(fields.get('transformmatrix') ?? fields.get('rotation') ?? fields.get('orientation'))
  const matrix = given.length === axes * axes ? given : identity(axes)
  const stated = numbers(fields.get('offset') ?? fields.get('position') ?? fields.get('origin'))
  const at = (row: number): number => stated[row] ?? 0
  if (axes === 2) {
    const inPlane = planeFrom(spacing)
    const [xx, xy, yx, yy] = matrix as [number, number, number, number]
    return { inPlane: inPlane && { ...inPlane, originMm: [at(0), at(1)], direction: [xx, yx, xy, yy] } }
  }
  const axis = (j: number): Vector =>
    [0, 1, 2].map(row => spacing[j]! * matrix[j * axes + row]!) as [number, number, number]
  const geometry = gridFrom([axis(0), axis(1), axis(2)], [at(0), at(1), at(2)])
  return geometry === undefined ? { inPlane: planeFrom(spacing) } : { geometry }
}

function identity(axes: number): number[] {
  return Array.from({ length: axes * axes }, (_, i) => (i % (axes + 1) === 0 ? 1 : 0))
}

function numbers(text: string | undefined): number[] {
  return (text ?? '')
    .split(/\s+/)
    .filter(word => word !== '')
    .map(Number)
}

function readData(
  bytes: Uint8Array,
  text: MetaText,
  companions: ReadonlyMap<string, Uint8Array>,
  samples: number,
  stored: StoredType,
  isAscii: boolean,
  name: string,
): Uint8Array {
  const files = metaDataFiles(text)
  const parts = files.map(file => {
    const part = companions.get(file)
    if (part !== undefined) return part
    throw new CutsError('Unreadable', `${name} keeps its pixels in ${file}, which is missing.`, {
      remedy: 'Put all files into one folder, under their original names.',
    })
  })
  if (files.length === 0) parts.push(bytes.subarray(text.end))
  const length = samples * storedBytes[stored]
  const isCompressed = /^(true|1)$/i.test(text.fields.get('compresseddata') ?? '')
  const skip = Number(text.fields.get('headersize') ?? 0)
  const decode = (part: Uint8Array, most: number): Uint8Array => {
    if (isAscii) return parseNumbers(part, stored, most)
    // -1: the samples are the end of the file.
    const body = skip < 0 ? part.subarray(Math.max(0, part.length - most)) : part.subarray(skip)
    return isCompressed ? unpack(body, 'zlib', most, name) : body.subarray(0, most)
  }
  if (parts.length === 1) return decode(parts[0]!, length)
  const whole = new Uint8Array(length)
  let at = 0
  for (const part of parts) {
    if (at >= length) break
    const chunk = decode(part, length - at)
    whole.set(chunk, at)
    at += chunk.length
  }
  return whole.subarray(0, at)
}
