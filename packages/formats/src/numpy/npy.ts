/** Arrays of NumPy's .npy files (NumPy Enhancement Proposal 1; format versions 1 to 3). */
import { damaged, unsupported } from '../header.ts'
import type { StoredType } from '../volume/layout.ts'

export interface NpyHeader {
  readonly stored: StoredType
  readonly littleEndian: boolean
  readonly fortranOrder: boolean
  readonly shape: readonly number[]
  /** Position of the first value. */
  readonly valuesAt: number
}

const types: { readonly [code: string]: StoredType } = {
  b1: 'uint8',
  u1: 'uint8',
  i1: 'int8',
  u2: 'uint16',
  i2: 'int16',
  u4: 'uint32',
  i4: 'int32',
  u8: 'uint64',
  i8: 'int64',
  f2: 'float16',
  f4: 'float32',
  f8: 'float64',
}

export const npySignature = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59] // \x93NUMPY

/**
 * Throws `Unreadable` for a truncated header, `Unsupported` for arrays of objects, text, records or complex numbers.
 */
export function readNpyHeader(bytes: Uint8Array, name: string): NpyHeader {
  if (bytes.length < 12 || !npySignature.every((byte, i) => bytes[i] === byte))
    throw damaged(name, 'it does not begin as a NumPy array does')
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const isWide = bytes[6]! >= 2
  const length = isWide ? view.getUint32(8, true) : view.getUint16(8, true)
  const valuesAt = (isWide ? 12 : 10) + length
  if (valuesAt > bytes.length) throw damaged(name, `it ends after ${bytes.length} bytes, inside its header`)
  const header = new TextDecoder().decode(bytes.subarray(isWide ? 12 : 10, valuesAt))
  const descr = /['"]descr['"]\s*:\s*['"]([^'"]*)['"]/.exec(header)?.[1] ?? ''
  const order = /['"]fortran_order['"]\s*:\s*(True|False)/.exec(header)?.[1]
  const dims = /['"]shape['"]\s*:\s*\(([\d,\sL]*)\)/.exec(header)?.[1]
  if (order === undefined || dims === undefined) throw damaged(name, 'its header has no shape or order')
  const stored = types[descr.slice(1)]
  if (stored === undefined)
    throw unsupported(name, `is a NumPy array of type "${descr}"`, 'Save it with an integer or a floating-point type.')
  const shape = dims
    .split(',')
    .map(word => word.replace('L', '').trim())
    .filter(word => word !== '')
    .map(Number)
  return { stored, littleEndian: descr[0] !== '>', fortranOrder: order === 'True', shape, valuesAt }
}

/** Samples from one step along each axis to the next. */
export function npyStrides({ shape, fortranOrder }: NpyHeader): number[] {
  const strides = new Array<number>(shape.length)
  let step = 1
  for (let i = 0; i < shape.length; i++) {
    const axis = fortranOrder ? i : shape.length - 1 - i
    strides[axis] = step
    step *= shape[axis]!
  }
  return strides
}
