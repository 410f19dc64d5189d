/** Stored bytes into planes of intensities. */
import { halfToNumber } from '../half.ts'
import { damaged } from '../header.ts'
import { type StoredType, storedBytes, type VolumeFile } from './layout.ts'

type Numbers = ArrayLike<number>

/**
 * Returns intensities of timepoint `timepoint`, [channel][slice][row][column]. Throws `Unreadable` if the file holds
 * fewer than its header states.
 */
export function readPlanes({ header, layout, voxelBytes }: VolumeFile, timepoint: number, name: string): Float32Array {
  const { width, height, depth, channels } = header
  const { stored, littleEndian, strides, scaling = () => [layout.slope, layout.intercept] } = layout
  const [sx, sy, sz, sc, st] = strides
  const last = timepoint * st + (channels - 1) * sc + (depth - 1) * sz + (height - 1) * sy + (width - 1) * sx
  const bytes = voxelBytes(last + 1)
  const needed = (last + 1) * storedBytes[stored]
  if (bytes.length < needed)
    throw damaged(name, `it holds ${bytes.length} bytes of pixel data, but its header asks for ${needed}`)
  const data = readSamples(bytes, stored, last + 1, littleEndian)
  const pixels = new Float32Array(width * height * depth * channels)
  let to = 0
  for (let c = 0; c < channels; c++)
    for (let z = 0; z < depth; z++) {
      const [slope, intercept] = scaling(z, timepoint)
      for (let y = 0; y < height; y++) {
        let from = timepoint * st + c * sc + z * sz + y * sy
        for (let x = 0; x < width; x++, from += sx) pixels[to++] = slope * data[from]! + intercept
      }
    }
  return pixels
}

/** Returns `count` numbers from the start of `bytes`; a view of them if the machine's own byte order allows. */
export function readSamples(bytes: Uint8Array, stored: StoredType, count: number, littleEndian: boolean): Numbers {
  const size = storedBytes[stored]
  const own = new Uint8Array(count * size)
  own.set(bytes.subarray(0, count * size))
  if (!littleEndian && size > 1) swapBytes(own, size)
  switch (stored) {
    case 'uint8':
      return own
    case 'int8':
      return new Int8Array(own.buffer)
    case 'uint16':
      return new Uint16Array(own.buffer)
    case 'int16':
      return new Int16Array(own.buffer)
    case 'uint32':
      return new Uint32Array(own.buffer)
    case 'int32':
      return new Int32Array(own.buffer)
    case 'float16':
      return Float32Array.from(new Uint16Array(own.buffer), halfToNumber)
    case 'float32':
      return new Float32Array(own.buffer)
    case 'float64':
      return new Float64Array(own.buffer)
    case 'uint64':
      return Float64Array.from(new BigUint64Array(own.buffer), Number)
    case 'int64':
      return Float64Array.from(new BigInt64Array(own.buffer), Number)
    default:
      return stored satisfies never
  }
}

/** Turns the bytes of every number of `size` bytes around, in place. */
export function swapBytes(bytes: Uint8Array, size: number): void {
  for (let at = 0; at + size <= bytes.length; at += size)
    for (let low = at, high = at + size - 1; low < high; low++, high--) {
      const byte = bytes[low]!
      bytes[low] = bytes[high]!
      bytes[high] = byte
    }
}
