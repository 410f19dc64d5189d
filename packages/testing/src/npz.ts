/** NumPy .npz archives of C-order arrays: reads reference vectors and writes inputs for tests. */
import { readFileSync } from 'node:fs'
import { unzipSync, zipSync } from 'fflate'

export interface NpzArray {
  readonly shape: readonly number[]
  readonly data: Float32Array | Float64Array | Int32Array | Uint16Array | Uint8Array | BigInt64Array | string[]
}

export function loadNpz(path: string): { readonly [name: string]: NpzArray } {
  return parseNpz(new Uint8Array(readFileSync(path)))
}

export function parseNpz(archive: Uint8Array): { readonly [name: string]: NpzArray } {
  const arrays: Record<string, NpzArray> = {}
  for (const [name, bytes] of Object.entries(unzipSync(archive))) arrays[name.replace(/\.npy$/, '')] = parseNpy(bytes)
  return arrays
}

function parseNpy(bytes: Uint8Array): NpzArray {
  const view = new DataView(bytes.buffer, bytes.byteOffset)
  const wide = (bytes[6] ?? 0) >= 2
  const length = wide ? view.getUint32(8, true) : view.getUint16(8, true)
  const start = (wide ? 12 : 10) + length
  const header = new TextDecoder().decode(bytes.subarray(wide ? 12 : 10, start))
  const dtype = /'descr': '([^']+)'/.exec(header)?.[1] ?? ''
  if (/'fortran_order': True/.test(header)) throw new Error('internal: reference arrays are expected in C order')
  const shape = (/'shape': \(([^)]*)\)/.exec(header)?.[1] ?? '')
    .split(',')
    .filter(s => s.trim() !== '')
    .map(Number)
  const body = bytes.slice(start).buffer
  switch (dtype) {
    case '<f4':
      return { shape, data: new Float32Array(body) }
    case '<f8':
      return { shape, data: new Float64Array(body) }
    case '<i4':
      return { shape, data: new Int32Array(body) }
    case '<i8':
      return { shape, data: new BigInt64Array(body) }
    case '<u2':
      return { shape, data: new Uint16Array(body) }
    case '|u1':
      return { shape, data: new Uint8Array(body) }
    default: {
      const width = Number(/^<U(\d+)$/.exec(dtype)?.[1])
      if (!Number.isInteger(width)) throw new Error(`internal: reference dtype ${dtype} is not read here`)
      const codes = new Uint32Array(body)
      return {
        shape,
        data: Array.from({ length: codes.length / width }, (_, i) =>
          String.fromCodePoint(...codes.subarray(i * width, (i + 1) * width).filter(c => c !== 0)),
        ),
      }
    }
  }
}

/** A .npy file of bytes or 32-bit floats (NumPy Enhancement Proposal 1). */
export function npyFile(shape: readonly number[], data: Uint8Array | Float32Array): Uint8Array {
  const type = data instanceof Uint8Array ? '|u1' : '<f4'
  const header = `{'descr': '${type}', 'fortran_order': False, 'shape': (${shape.join(', ')},), }`.padEnd(117)
  const file = new Uint8Array(128 + data.byteLength)
  file.set([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, 118, 0])
  file.set(new TextEncoder().encode(`${header}\n`), 10)
  file.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), 128)
  return file
}

/** A .npz archive of .npy files. */
export function npzFile(arrays: { readonly [name: string]: Uint8Array }): Uint8Array {
  return zipFile(Object.fromEntries(Object.entries(arrays).map(([name, bytes]) => [`${name}.npy`, bytes])))
}

/** A zip archive of files. */
export function zipFile(files: { readonly [name: string]: Uint8Array }): Uint8Array {
  return zipSync({ ...files })
}
