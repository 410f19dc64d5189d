/** FreeSurfer's MGH and MGZ files: 284 bytes of header, then big-endian voxels, gzipped in an MGZ. */
import type { SampleType, VolumeGeometry } from '@cuts/core'
import { isGzip, unpack } from '../gzip/unpack.ts'
import { damaged, unsupported } from '../header.ts'
import { gridFrom, ras, type Vector } from '../volume/affine.ts'
import { storedBytes, type VolumeFile } from '../volume/layout.ts'

const headerBytes = 284

const types: { readonly [code: number]: SampleType } = {
  0: 'uint8',
  1: 'int32',
  3: 'float32',
  4: 'int16',
  10: 'uint16',
}

/** Throws `Unreadable` for a truncated file and `Unsupported` for a type that is not numeric. */
export function openMgh(bytes: Uint8Array, name: string): VolumeFile {
  const expand = (maxBytes: number): Uint8Array => (isGzip(bytes) ? unpack(bytes, 'gzip', maxBytes, name) : bytes)
  const head = expand(headerBytes)
  if (head.length < headerBytes) throw damaged(name, `its header ends after ${head.length} of ${headerBytes} bytes`)
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength)
  const [width, height, depth, timepoints, code] = [4, 8, 12, 16, 20].map(at => view.getInt32(at)) as [
    number,
    number,
    number,
    number,
    number,
  ]
  if (timepoints < 1) throw damaged(name, `its header says that it holds ${timepoints} volumes`)
  const stored = types[code]
  if (stored === undefined)
    throw unsupported(name, `is an MGH file of data type ${code}`, 'Convert it with mri_convert.')
  const voxels = width * height * depth
  const geometry = readGrid(view, [width, height, depth])
  return {
    header: { width, height, depth, channels: 1, timepoints, sampleType: stored, geometry },
    layout: { stored, littleEndian: false, strides: [1, width, width * height, 0, voxels], slope: 1, intercept: 0 },
    voxelBytes: samples => expand(headerBytes + samples * storedBytes[stored]).subarray(headerBytes),
    notices: [],
  }
}

/** The header gives the position of the middle of the volume; undefined unless it is marked as valid. */
function readGrid(view: DataView, size: Vector): VolumeGeometry | undefined {
  if (view.getInt16(28) !== 1) return undefined
  const float = (index: number): number => view.getFloat32(30 + 4 * index)
  const axis = (j: number): Vector =>
    [0, 1, 2].map(row => float(j) * float(3 + 3 * j + row)) as [number, number, number]
  const axes = [axis(0), axis(1), axis(2)] as const
  const origin = [0, 1, 2].map(
    row => float(12 + row) - axes.reduce((sum, a, j) => sum + (a[row]! * size[j]!) / 2, 0),
  ) as [number, number, number]
  return gridFrom(axes, origin, ras)
}
