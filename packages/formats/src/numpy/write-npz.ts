/** NumPy archives: a zip file of arrays (NEP 1 and numpy.lib.format). */
import type { SampleType } from '@cuts/core'
import { zipSync } from 'fflate'
import { bytesOf, type PixelGrid, sampleTypeOf } from '../pixel-grid.ts'
import type { Samples } from '../raster.ts'

const types: { readonly [type in SampleType]: string } = {
  uint8: '|u1',
  int8: '|i1',
  uint16: '<u2',
  int16: '<i2',
  uint32: '<u4',
  int32: '<i4',
  float32: '<f4',
  float64: '<f8',
}

/**
 * Returns the bytes of a `.npz` file with the pixels under `name`, [slice][row][column][channel] without axes of length
 * 1 for slices and channels. If the geometry is known, `spacing_mm`, `origin_mm` and `direction` (axes as columns)
 * follow, in the order column, row, slice. The same pixels always give the same bytes.
 */
export function writeNpz({ size, channels, data, geometry }: PixelGrid, name: 'labels' | 'image'): Uint8Array {
  const [width, height, depth] = size
  const shape = [...(depth === 1 ? [] : [depth]), height, width, ...(channels === 1 ? [] : [channels])]
  const arrays: { [file: string]: Uint8Array } = { [`${name}.npy`]: npy(data, shape) }
  if (geometry !== undefined) {
    const { spacingMm, originMm, direction } = geometry
    const axes = spacingMm.length
    arrays['spacing_mm.npy'] = npy(Float64Array.from(spacingMm), [axes])
    arrays['origin_mm.npy'] = npy(Float64Array.from(originMm), [axes])
    arrays['direction.npy'] = npy(Float64Array.from(direction), [axes, axes])
  }
  // The earliest day that a zip file can state: these files have no time of their own.
  return zipSync(arrays, { mtime: '1980-01-01T00:00' })
}

function npy(data: Samples, shape: readonly number[]): Uint8Array {
  const tuple = shape.length === 1 ? `${shape[0]},` : shape.join(', ')
  const dict = `{'descr': '${types[sampleTypeOf(data)]}', 'fortran_order': False, 'shape': (${tuple}), }`
  // Magic, version, length and dictionary fill a multiple of 64 bytes, the last a newline.
  const padded = `${dict.padEnd(Math.ceil((dict.length + 11) / 64) * 64 - 11)}\n`
  const body = bytesOf(data)
  const file = new Uint8Array(10 + padded.length + body.length)
  file.set([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, padded.length & 255, padded.length >> 8]) // \x93NUMPY
  file.set(new TextEncoder().encode(padded), 10)
  file.set(body, 10 + padded.length)
  return file
}
