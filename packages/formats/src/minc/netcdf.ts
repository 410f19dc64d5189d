/**
 * The header of netCDF classic files (Unidata, "NetCDF Classic and 64-bit Offset Formats"): variables and their
 * attributes.
 */
import { damaged } from '../header.ts'

export type NetcdfValue = string | readonly number[]

export interface NetcdfVariable {
  readonly name: string
  /** Names and lengths of its axes, the slowest first. */
  readonly axes: readonly { readonly name: string; readonly length: number }[]
  readonly attributes: ReadonlyMap<string, NetcdfValue>
  /** 1 byte, 2 char, 3 short, 4 int, 5 float, 6 double. */
  readonly type: number
  readonly begin: number
}

const typeBytes: { readonly [type: number]: number } = { 1: 1, 2: 1, 3: 2, 4: 4, 5: 4, 6: 8 }

/** Throws `Unreadable` if the header breaks off or contradicts itself. */
export function readNetcdf(bytes: Uint8Array, name: string): NetcdfVariable[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const isWide = bytes[3] === 2
  let at = 8
  const take = (length: number): number => {
    const from = at
    if (!(length >= 0) || from + length > bytes.length)
      throw damaged(name, `its header ends after ${bytes.length} bytes`)
    at = from + 4 * Math.ceil(length / 4)
    return from
  }
  const integer = (): number => view.getUint32(take(4))
  const string = (): string => {
    const length = integer()
    return new TextDecoder('latin1').decode(bytes.subarray(take(length), at).subarray(0, length))
  }
  const list = <T>(read: () => T): T[] => {
    const tag = integer()
    const count = integer()
    if (tag === 0 && count > 0) throw damaged(name, 'its header contradicts itself')
    const items: T[] = []
    for (let i = 0; i < count; i++) items.push(read())
    return items
  }
  const attribute = (): readonly [string, NetcdfValue] => {
    const key = string()
    const type = integer()
    const count = integer()
    const size = typeBytes[type]
    if (size === undefined) throw damaged(name, `its header names the data type ${type}`)
    const from = take(count * size)
    if (type === 2) return [key, new TextDecoder('latin1').decode(bytes.subarray(from, from + count))]
    return [key, Array.from({ length: count }, (_, i) => readNumber(view, from + i * size, type))]
  }
  const dimensions = list(() => ({ name: string(), length: integer() }))
  list(attribute)
  return list(() => {
    const variable = string()
    const rank = integer()
    if (rank > 64) throw damaged(name, `its header says that "${variable}" has ${rank} axes`)
    const axes = Array.from({ length: rank }, () => dimensions[integer()]).filter(axis => axis !== undefined)
    const attributes = new Map(list(attribute))
    const type = integer()
    integer() // number of bytes, which also follows from axes and type
    const begin = isWide ? Number(view.getBigUint64(take(8))) : integer()
    return { name: variable, axes, attributes, type, begin }
  })
}

/** Numbers of a variable. */
export function numbersOf(bytes: Uint8Array, { axes, type, begin }: NetcdfVariable, name: string): number[] {
  const count = axes.reduce((product, axis) => product * axis.length, 1)
  const size = typeBytes[type] ?? 8
  if (begin + count * size > bytes.length) throw damaged(name, `it ends after ${bytes.length} bytes, inside its data`)
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  return Array.from({ length: count }, (_, i) => readNumber(view, begin + i * size, type))
}

function readNumber(view: DataView, at: number, type: number): number {
  switch (type) {
    case 3:
      return view.getInt16(at)
    case 4:
      return view.getInt32(at)
    case 5:
      return view.getFloat32(at)
    case 6:
      return view.getFloat64(at)
    default:
      return view.getInt8(at)
  }
}
