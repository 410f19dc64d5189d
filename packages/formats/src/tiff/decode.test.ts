import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { itkRead, itkWrite, sharedData, sharedDataReason, type TiffPage, tiffFile } from '@cuts/testing'
import { zlibSync } from 'fflate'
import { describe, expect, it } from 'vitest'
import { decodeTiff } from './decode.ts'
import { inspectTiff } from './inspect.ts'

const width = 19
const height = 13
const area = width * height

/** The value of pixel i of channel c in the test pictures. */
const grey8 = (i: number): number => ((i % width) * 11 + Math.floor(i / width) * 3) % 256
const grey16 = (i: number): number => ((i % width) * 3001 + Math.floor(i / width) * 977) % 65_536
const rgb8 = (i: number, c: number): number =>
  c === 0 ? grey8(i) : c === 1 ? (Math.floor(i / width) * 17) % 256 : 255 - (i % width) * 9

/** Files written by libtiff (through Pillow 12.3) and tifffile 2025, of the pictures above. */
const foreign = {
  lzwRgb:
    'SUkqAIIDAACAAAAP8FgB7BYAO0QgByCwANsbgBpEIAMkmgBgFgALcxgBXG4AKU8gBOIQAJNHgBFJoAIFSgA8LAAG9dgAzMYAF0BhF/g4IvYM' +
    'hF2iQIuQXhFtjoItIihFklAIsAthFbmYIq44hFSnwIpxDhFJpIIopOhFAqgInhZhE3r4ImZkhEugYRP8IiJ7BwRO0TiJyDIRNseiJpEgRMkp' +
    'iJgF4RLc0iJXHQRKU/iJOIoRJNKiJFKARIFViI8LYRG9giIzMwRF0EjN/hQZvYPjN2ioZuQajNtkAZtIljNklYZsAwjNbmwZq47jNSoIZpxG' +
    'jNJpgZopRjNAq4ZnhcjM3sQZmZnjMugwiP8LkR7CIiO0WkRyDgiNshkRpE4iMkskRgGQiFuN4iFcPQiFKQoiE4SAiEmTYiEUUwiECWIiDwXg' +
    'iDeY4iDMaQiC6B4qn+DQqnsEoqnaGAqnIHYqm2IwqmkKIqmSLgqmAM4qluOQqlcPoqlKRAqk4SYqkmTwqkUVIqkCWgqjwX4qjeZQqjMaoqi6' +
    'CQzH+DozHsFAzHa8JyB8MxtiTDYqLgL4zGANQzFuOozFcQAzFKRYzE4SwzEmUIzEUVgzECqo8GEMw3maMwzGwMwugqO5/hAO57BWO52hsO5y' +
    'CCO5tiYO5pCuO5kjEO5gDaO5bjwO5XEGO5SkcO5OEyO5JlIO5FFeO5Al0O48GKO43mgO8yDuLoMEQf4RkQewXEQdockQcgiEQbYnkQaQtEQZ' +
    'IykQYA4EQW49kQVxDEQUpIkQThOEQSZTkQRRZEQQJekQPBkEQN5pkQMxvEQLoNkyf4TEyewYkydoeEycgjkybYpEyaQukyZI0EyYA5kyW4/E' +
    'yVxEkyUpKEyThPkySZVEyRRakyQJgEyPBlkyN5rEyMxwkyLoPFUf4UlUewaFUdoflUcglFUbYqlUaQwFUZI1lUYA7FUW5AlUVxGFUUpLlUTh' +
    'RFUSZWlURRcFUQJhlUPBnFUN5slUMxyFULoQl2f4WF2ewbl2dohF2cgml2bYsF2aQxl2ZI3F2YA8l2W5CF2VxHl2UpNF2ThSl2SZYF2RRdl2' +
    'QJjF2PBol2N5uF2Mxzl2LoSGYf4XmYewdGYdoimYcgoGYbYtmYaTUmSOJmGAPhmFuQ5mFcSRmFKTpmE4VBmEmWZmEUXxmECZJmDwahmDeb5m' +
    'DMdRmC6gIAoAAAEDAAEAAAATAAAAAQEDAAEAAAANAAAAAgEDAAMAAAAABAAAAwEDAAEAAAAFAAAABgEDAAEAAAACAAAAEQEEAAEAAAAIAAAA' +
    'FQEDAAEAAAADAAAAFgEDAAEAAAANAAAAFwEEAAEAAAB6AwAAHAEDAAEAAAABAAAAAAAAAAgACAAIAA==',
  deflatePredictor16:
    'SUkqAAgAAAAPAAABBAABAAAAEwAAAAEBBAABAAAADQAAAAIBAwABAAAAEAAAAAMBAwABAAAACAAAAAYBAwABAAAAAQAAAA4BAgAUAAAAwgAA' +
    'ABEBBAABAAAAEAEAABUBAwABAAAAAQAAABYBBAABAAAADQAAABcBBAABAAAAQwAAABoBBQABAAAA5gAAABsBBQABAAAA7gAAACgBAwABAAAA' +
    'AQAAADEBAgAMAAAA9gAAAD0BAwABAAAAAgAAAAAAAAB7InNoYXBlIjogWzEzLCAxOV19AAAAAAAAAAAAAAAAAAAAAAABAAAAAQAAAAEAAAAB' +
    'AAAAdGlmZmZpbGUucHkAAAAAAAAAAAAAAAAAAAB4nGNg2MlNGF5kJkbVInZiVBVzE6PKhZ8YVaLCxKh6JkaMqu1SxKjqkCNGVaQSMaq01IhR' +
    '9VuTGFVndIlRBQDnTLr6',
}

function decode(bytes: Uint8Array) {
  return decodeTiff(bytes, inspectTiff(bytes, 'a.tif'), 'a.tif')
}

/** Numbers as bytes of one sample each. */
function store(
  values: readonly number[],
  kind: 'Uint8' | 'Uint16' | 'Int16' | 'Uint32' | 'Int32' | 'Float32' | 'Float64' | 'Int8',
  bigEndian = false,
): Uint8Array {
  const size = Number(kind.replace(/\D+/, '')) / 8
  const view = new DataView(new ArrayBuffer(size * values.length))
  for (const [i, value] of values.entries()) view[`set${kind}`](i * size, value, !bigEndian)
  return new Uint8Array(view.buffer)
}

const pixels = (value: (i: number) => number): number[] => Array.from({ length: area }, (_, i) => value(i))
const interleaved = (value: (i: number, c: number) => number, channels: number): number[] =>
  Array.from({ length: channels * area }, (_, k) => value(Math.floor(k / channels), k % channels))

function page(parts: readonly Uint8Array[], tags: NonNullable<TiffPage['tags']>): TiffPage {
  return { width, height, parts, tags }
}

describe('decodeTiff', () => {
  const values = {
    Uint8: pixels(grey8),
    Int8: pixels(i => grey8(i) - 128),
    Uint16: pixels(grey16),
    Int16: pixels(i => grey16(i) - 32_768),
    Uint32: pixels(i => grey16(i) * 65_000),
    Int32: pixels(i => (grey16(i) - 30_000) * 50_000),
    Float32: pixels(i => (i === 5 ? Number.NaN : i === 6 ? Number.POSITIVE_INFINITY : grey16(i) / 8 - 1000)),
    Float64: pixels(i => grey16(i) / 3),
  } as const

  describe.each([false, true])('big-endian %s', bigEndian => {
    it.each(Object.keys(values) as (keyof typeof values)[])('reads %s', kind => {
      const bits = Number(kind.replace(/\D+/, ''))
      const format = kind.startsWith('Float') ? 3 : kind.startsWith('Int') ? 2 : 1
      const part = store(values[kind], kind, bigEndian)
      for (const big of [false, true]) {
        const raster = decode(tiffFile([page([part], { 258: [bits], 339: [format] })], { bigEndian, big }))
        expect(raster).toMatchObject({ width, height, samples: 1, sampleType: kind.toLowerCase() })
        expect(Array.from(raster.data)).toEqual(values[kind])
      }
    })
  })

  it('reads half floats', () => {
    const halves = [0, 0x3c00, 0xc000, 0x7bff, 0x0001, 0x0400, 0x7c00, 0xfc00, 0x3555, 0x8000]
    const expected = [0, 1, -2, 65504, 2 ** -24, 2 ** -14, Infinity, -Infinity, 0.333251953125, -0]
    const part = store(halves, 'Uint16')
    const raster = decode(tiffFile([{ width: 10, height: 1, parts: [part], tags: { 258: [16], 339: [3] } }]))
    expect(Array.from(raster.data)).toEqual(expected)
    expect(raster.sampleType).toBe('float32')
  })

  it.each([
    [1, [255, 0, 255, 255, 0], [0b10110_000]],
    [2, [0, 85, 170, 255, 85], [0b00_01_10_11, 0b01_000000]],
    [4, [0, 17, 255, 136, 34], [0x01, 0xf8, 0x20]],
  ])('spreads %i-bit greys over 0..255', (bits, expected, row) => {
    const part = Uint8Array.from([...row, ...row])
    const raster = decode(tiffFile([{ width: 5, height: 2, parts: [part], tags: { 258: [bits] } }]))
    expect(Array.from(raster.data)).toEqual([...expected, ...expected])
  })

  it('keeps the values of 12-bit samples', () => {
    const part = Uint8Array.of(0xab, 0xc1, 0x23, 0xff, 0xf0)
    const raster = decode(tiffFile([{ width: 3, height: 1, parts: [part], tags: { 258: [12] } }]))
    expect(Array.from(raster.data)).toEqual([0xabc, 0x123, 0xfff])
    expect(raster.sampleType).toBe('uint16')
  })

  it('reads bits stored low first', () => {
    const part = Uint8Array.of(0b00001101)
    const raster = decode(tiffFile([{ width: 5, height: 1, parts: [part], tags: { 258: [1], 266: [2] } }]))
    expect(Array.from(raster.data)).toEqual([255, 0, 255, 255, 0])
  })

  it('shows white-is-zero as people see it', () => {
    const eight = decode(tiffFile([page([store(values.Uint8, 'Uint8')], { 258: [8], 262: [0] })]))
    expect(Array.from(eight.data)).toEqual(values.Uint8.map(value => 255 - value))
    const sixteen = decode(tiffFile([page([store(values.Uint16, 'Uint16')], { 258: [16], 262: [0] })]))
    expect(Array.from(sixteen.data)).toEqual(values.Uint16.map(value => 65_535 - value))
  })

  it('turns a palette into its colours', () => {
    const palette = Array.from({ length: 3 * 16 }, (_, k) => k * 1300)
    const part = Uint8Array.of(0x0f, 0x37)
    const raster = decode(
      tiffFile([{ width: 4, height: 1, parts: [part], tags: { 258: [4], 262: [3], 320: palette } }]),
    )
    const expected = [0, 15, 3, 7].flatMap(index => [0, 16, 32].map(c => (palette[index + c]! / 256) | 0))
    expect(raster).toMatchObject({ samples: 3, sampleType: 'uint8' })
    expect(Array.from(raster.data)).toEqual(expected)
  })

  it('reads strips, the last one short', () => {
    const data = store(interleaved(rgb8, 3), 'Uint8')
    const stride = 3 * width * 4
    const parts = [0, 1, 2, 3].map(k => data.subarray(k * stride, (k + 1) * stride))
    const raster = decode(tiffFile([page(parts, { 258: [8, 8, 8], 262: [2], 277: [3], 278: [4] })]))
    expect(Array.from(raster.data)).toEqual(interleaved(rgb8, 3))
  })

  it.each([8, 16])('reads tiles of %i bits, which stick out at the right and below', bits => {
    const parts: Uint8Array[] = []
    for (let top = 0; top < height; top += 16)
      for (let left = 0; left < width; left += 16) {
        const tile = Array.from({ length: 16 * 16 * 3 }, (_, k) => {
          const x = left + (Math.floor(k / 3) % 16)
          const y = top + Math.floor(k / 48)
          return x < width && y < height ? rgb8(y * width + x, k % 3) * (bits === 16 ? 257 : 1) : 99
        })
        parts.push(zlibSync(store(tile, bits === 16 ? 'Uint16' : 'Uint8')))
      }
    const tags = { 258: [bits, bits, bits], 259: [8], 262: [2], 277: [3], 322: [16], 323: [16] }
    const raster = decode(tiffFile([page(parts, tags)]))
    expect(Array.from(raster.data)).toEqual(interleaved(rgb8, 3).map(value => value * (bits === 16 ? 257 : 1)))
  })

  it('reads planes', () => {
    const parts = [0, 1, 2].map(c =>
      store(
        pixels(i => rgb8(i, c)).map(v => v * 257),
        'Uint16',
      ),
    )
    const raster = decode(tiffFile([page(parts, { 258: [16, 16, 16], 262: [2], 277: [3], 284: [2] })]))
    expect(Array.from(raster.data)).toEqual(interleaved(rgb8, 3).map(value => value * 257))
  })

  it('keeps further channels of grey and marks alpha', () => {
    const five = interleaved((i, c) => (grey8(i) + 20 * c) % 256, 5)
    const channels = tiffFile([page([store(five, 'Uint8')], { 258: [8, 8, 8, 8, 8], 277: [5], 338: [0, 0, 0, 0] })])
    expect(Array.from(decode(channels).data)).toEqual(five)
    expect(inspectTiff(channels, 'a.tif').header.channels).toBe(5)
    const two = store(
      interleaved((i, c) => (grey8(i) + 20 * c) % 256, 2),
      'Uint8',
    )
    const alpha = inspectTiff(tiffFile([page([two], { 258: [8, 8], 277: [2], 338: [2] })]), 'a.tif')
    expect(alpha.header.channels).toBe(1)
    expect(alpha.layout.alpha).toEqual([1])
  })

  it.each([false, true])('undoes differences of floats, big-endian %s', bigEndian => {
    // TIFF technical note 3, written out: bytes by significance, then each less the one before.
    const rows: number[] = []
    for (let y = 0; y < height; y++) {
      const row = store(values.Float32.slice(y * width, (y + 1) * width), 'Float32', true)
      const split = Array.from({ length: 4 * width }, (_, k) => row[(k % width) * 4 + Math.floor(k / width)]!)
      for (let k = 0; k < split.length; k++) rows.push((split[k]! - (k > 0 ? split[k - 1]! : 0)) & 255)
    }
    const tags = { 258: [32], 259: [8], 317: [3], 339: [3] }
    const raster = decode(tiffFile([page([zlibSync(Uint8Array.from(rows))], tags)], { bigEndian }))
    expect(Array.from(raster.data)).toEqual(values.Float32)
  })

  it('reads what libtiff and tifffile write: LZW colour, and 16-bit differences under deflate', () => {
    const bytes = (base64: string): Uint8Array => new Uint8Array(Buffer.from(base64, 'base64'))
    expect(Array.from(decode(bytes(foreign.lzwRgb)).data)).toEqual(interleaved(rgb8, 3))
    expect(Array.from(decode(bytes(foreign.deflatePredictor16)).data)).toEqual(values.Uint16)
  })

  it.each([
    ['uint8', 1, Uint8Array],
    ['uint16', 1, Uint16Array],
    ['int16', 1, Int16Array],
    ['float32', 1, Float32Array],
    ['uint8', 3, Uint8Array],
    ['uint16', 3, Uint16Array],
    ['uint8', 4, Uint8Array],
  ] as const)("reads ITK's own %s files of %i samples, compressed or not", async (componentType, components, array) => {
    const low = componentType === 'float32' ? -500.25 : 0
    const data = new array(components * area)
    for (let k = 0; k < data.length; k++) data[k] = low + k * 244
    for (const compress of [false, true]) {
      const bytes = await itkWrite('tiff', { size: [width, height], components, componentType, data }, compress)
      const raster = decode(bytes)
      expect(raster).toMatchObject({ width, height, samples: components, sampleType: componentType })
      expect(raster.data).toEqual(data)
    }
  })
})

const folder = sharedData('formats')
describe.skipIf(folder === undefined)(`decodeTiff on real files (${sharedDataReason})`, () => {
  it.each(['tiff16', 'tiff_rgb8_lgg'])('agrees with ITK on %s', async name => {
    const files = readdirSync(join(folder!, name)).filter(file => /\.tiff?$/.test(file))
    expect(files.length).toBeGreaterThan(2)
    for (const file of files) {
      const bytes = new Uint8Array(readFileSync(join(folder!, name, file)))
      const raster = decode(bytes)
      const itk = await itkRead('tiff', bytes)
      expect(itk!.size.slice(0, 2)).toEqual([raster.width, raster.height])
      expect(itk!.components).toBe(raster.samples)
      const first = Array.from({ length: raster.data.length }, (_, i) => itk!.data[i])
      expect(first.every((value, i) => value === raster.data[i])).toBe(true)
    }
  })
})
