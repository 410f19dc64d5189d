import { itkRead } from '@cuts/testing'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { crc32 } from './crc.ts'
import { encodePng, type PngPicture, writeMask } from './encode.ts'

const palette = Uint8Array.from([10, 20, 30, 255, 0, 0, 0, 255, 0, 1, 2, 3])

const pictures: readonly (readonly [string, PngPicture, number, string])[] = [
  ['grey', { kind: 'grey', width: 5, height: 4, data: ramp(Uint8Array, 20, 13) }, 1, 'uint8'],
  ['16-bit grey', { kind: 'grey', width: 5, height: 4, data: ramp(Uint16Array, 20, 3277) }, 1, 'uint16'],
  ['RGB', { kind: 'rgb', width: 3, height: 7, data: ramp(Uint8Array, 63, 29) }, 3, 'uint8'],
  ['one pixel', { kind: 'grey', width: 1, height: 1, data: Uint8Array.of(200) }, 1, 'uint8'],
  ['one row', { kind: 'rgb', width: 9, height: 1, data: ramp(Uint8Array, 27, 91) }, 3, 'uint8'],
]

function ramp<T extends Uint8Array | Uint16Array>(array: new (n: number) => T, length: number, step: number): T {
  const data = new array(length)
  for (let i = 0; i < length; i++) data[i] = i * step + (i % 3)
  return data
}

describe('encodePng', () => {
  it.each(pictures)('%s is what ITK reads', async (_, picture, components, componentType) => {
    const read = await itkRead('png', encodePng(picture))
    expect(read).toMatchObject({ size: [picture.width, picture.height], components, componentType })
    expect(Array.from(read!.data)).toEqual(Array.from(picture.data))
  })

  it('indices become the colours of their palette entries', async () => {
    const data = Uint8Array.of(0, 1, 2, 3, 3, 0)
    const read = await itkRead('png', encodePng({ kind: 'indexed', width: 3, height: 2, data, palette }))
    expect(read).toMatchObject({ size: [3, 2], components: 3, componentType: 'uint8' })
    expect(Array.from(read!.data)).toEqual(
      Array.from(data).flatMap(i => Array.from(palette.subarray(3 * i, 3 * i + 3))),
    )
  })

  it('any RGB picture survives', async () => {
    const any = fc
      .tuple(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 40 }))
      .chain(([width, height]) =>
        fc
          .uint8Array({ minLength: 3 * width * height, maxLength: 3 * width * height })
          .map(data => ({ width, height, data })),
      )
    await fc.assert(
      fc.asyncProperty(any, async picture => {
        const read = await itkRead('png', encodePng({ kind: 'rgb', ...picture }))
        expect(Array.from(read!.data)).toEqual(Array.from(picture.data))
      }),
      { numRuns: 15, seed: 1 },
    )
  })

  it('the checksum is that of the standard: an empty IEND has AE 42 60 82', () => {
    expect(crc32(new TextEncoder().encode('IEND'), 0, 4)).toBe(0xae426082)
    expect(Array.from(encodePng(pictures[0]![1]).subarray(-4))).toEqual([0xae, 0x42, 0x60, 0x82])
  })

  it.each([
    [
      'data of another size',
      { kind: 'rgb', width: 2, height: 2, data: new Uint8Array(4) },
      'must hold 12 values. Got 4',
    ],
    ['no area', { kind: 'grey', width: 0, height: 2, data: new Uint8Array(0) }, 'Got 0 x 2'],
    [
      'an index beyond the palette',
      { kind: 'indexed', width: 1, height: 1, data: Uint8Array.of(4), palette },
      'holds 4 entries, but the picture uses entry 4',
    ],
    [
      'a broken palette',
      { kind: 'indexed', width: 1, height: 1, data: Uint8Array.of(0), palette: new Uint8Array(4) },
      'Got 4 values',
    ],
  ] as const)('refuses %s', (_, picture, message) => {
    expect(() => encodePng(picture)).toThrow(
      expect.objectContaining({ code: 'InvalidArgument', message: expect.stringContaining(message) }),
    )
  })
})

describe('writeMask', () => {
  it('writes 255 inside and 0 outside', async () => {
    const read = await itkRead('png', writeMask({ width: 3, height: 2, data: Uint8Array.of(0, 1, 1, 0, 0, 1) }))
    expect(read).toMatchObject({ components: 1, componentType: 'uint8' })
    expect(Array.from(read!.data)).toEqual([0, 255, 255, 0, 0, 255])
  })
})
