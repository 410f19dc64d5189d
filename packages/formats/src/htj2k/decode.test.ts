/** Against OpenJPH's own encoder: what went in comes out. */
import { createRequire } from 'node:module'
import { createRandom } from '@cuts/core'
import { describe, expect, it } from 'vitest'
import { decodeHtj2k } from './decode.ts'

interface FrameInfo {
  readonly width: number
  readonly height: number
  readonly bitsPerSample: number
  readonly componentCount: number
  readonly isSigned: boolean
  readonly isUsingColorTransform: boolean
}

interface Encoder {
  readonly getDecodedBuffer: (info: FrameInfo) => Uint8Array
  readonly setQuality: (isReversible: boolean, quantization: number) => void
  readonly encode: () => void
  readonly getEncodedBuffer: () => Uint8Array
}

type OpenJph = () => Promise<{ readonly HTJ2KEncoder: new () => Encoder }>

async function encode(info: FrameInfo, samples: Uint8Array): Promise<Uint8Array> {
  const { HTJ2KEncoder } = await (createRequire(import.meta.url)('@cornerstonejs/codec-openjph') as OpenJph)()
  const encoder = new HTJ2KEncoder()
  encoder.getDecodedBuffer(info).set(samples)
  encoder.setQuality(true, 0)
  encoder.encode()
  return encoder.getEncodedBuffer().slice()
}

const width = 37
const height = 21

describe('decodeHtj2k', () => {
  it.each([
    ['8-bit grey', 8, 1, false],
    ['8-bit colour', 8, 3, false],
    ['12-bit grey', 12, 1, false],
    ['16-bit grey', 16, 1, false],
    ['signed 16-bit grey', 16, 1, true],
  ] as const)('gives back %s to the bit', async (_, bitsPerSample, componentCount, isSigned) => {
    const random = createRandom(bitsPerSample)
    const range = 2 ** bitsPerSample
    const values = Array.from(
      { length: width * height * componentCount },
      () => random.integer(range) - (isSigned ? range / 2 : 0),
    )
    const stored =
      bitsPerSample === 8 ? Uint8Array.from(values) : isSigned ? Int16Array.from(values) : Uint16Array.from(values)
    const info = { width, height, bitsPerSample, componentCount, isSigned, isUsingColorTransform: componentCount === 3 }
    const raster = await decodeHtj2k(await encode(info, new Uint8Array(stored.buffer)))
    expect(raster).toMatchObject({ width, height, samples: componentCount })
    expect([...raster!.data]).toEqual(values)
  })

  it('gives nothing for a stream that is cut or none', async () => {
    const info = { width, height, bitsPerSample: 8, componentCount: 1, isSigned: false, isUsingColorTransform: false }
    const coded = await encode(info, new Uint8Array(width * height).fill(7))
    for (const length of [0, 2, 20]) expect(await decodeHtj2k(coded.subarray(0, length))).toBeUndefined()
    expect(await decodeHtj2k(new Uint8Array(100))).toBeUndefined()
  })
})
