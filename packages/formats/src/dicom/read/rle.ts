/** RLE of DICOM (PS3.5, annex G): the bytes of samples by significance, each plane packed separately. */

import { decompress } from '../../tiff/decompress.ts'
import { compressions } from '../../tiff/inspect.ts'

const headerBytes = 64

/**
 * Returns one frame as little-endian samples side by side, `length` bytes in all. The frame has `planes` planes, the
 * bytes of a sample from the most significant. Returns undefined if the coding is corrupt.
 */
export function expandRle(
  coded: Uint8Array,
  pixels: number,
  samples: number,
  sampleBytes: number,
): Uint8Array | undefined {
  if (coded.length < headerBytes) return undefined
  const view = new DataView(coded.buffer, coded.byteOffset, coded.byteLength)
  const planes = samples * sampleBytes
  if (view.getUint32(0, true) !== planes) return undefined
  const bytes = new Uint8Array(pixels * planes)
  for (let plane = 0; plane < planes; plane++) {
    const from = view.getUint32(4 + 4 * plane, true)
    const to = plane + 1 < planes ? view.getUint32(8 + 4 * plane, true) : coded.length
    const packed = coded.subarray(from, to)
    // No packed byte expands to more than 64.
    if (packed.length * 64 < pixels) return undefined
    const expanded = decompress(packed, compressions.packBits, pixels)
    if (expanded === undefined) return undefined
    const sample = Math.floor(plane / sampleBytes)
    const offset = sample * sampleBytes + sampleBytes - 1 - (plane % sampleBytes)
    for (let i = 0, at = offset; i < pixels; i++, at += planes) bytes[at] = expanded[i]!
  }
  return bytes
}
