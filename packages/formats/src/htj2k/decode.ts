/** High-throughput JPEG 2000 (ISO/IEC 15444-15) through OpenJPH. */
import { loadHtj2k } from '#load-htj2k'
import type { Samples } from '../raster.ts'

export interface Htj2kRaster {
  readonly width: number
  readonly height: number
  readonly samples: number
  readonly data: Samples
}

/** Returns samples side by side, RGB if the stream transforms colours. Undefined if the stream is corrupt. */
export async function decodeHtj2k(coded: Uint8Array): Promise<Htj2kRaster | undefined> {
  const { HTJ2KDecoder } = await loadHtj2k()
  const decoder = new HTJ2KDecoder()
  try {
    decoder.getEncodedBuffer(coded.length).set(coded)
    decoder.decode()
    const { width, height, componentCount: samples, bitsPerSample, isSigned } = decoder.getFrameInfo()
    const bytes = decoder.getDecodedBuffer().slice()
    const isWide = bitsPerSample > 8
    if (width < 1 || bytes.length < width * height * samples * (isWide ? 2 : 1)) return undefined
    const data = isWide
      ? new (isSigned ? Int16Array : Uint16Array)(bytes.buffer)
      : new (isSigned ? Int8Array : Uint8Array)(bytes.buffer)
    return { width, height, samples, data }
  } catch {
    // A C++ exception arrives as a number.
    return undefined
  } finally {
    decoder.delete()
  }
}
