import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createRandom, sliceOf } from '@cuts/core'
import { itkWrite, sharedData, sharedDataReason, tiffFile } from '@cuts/testing'
import { zlibSync } from 'fflate'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { crc32 } from './png/crc.ts'
import { encodePng, writeMask } from './png/encode.ts'
import { inspectImage, readImage, readMask } from './read-image.ts'

/** A file as the picture that it is. */
async function readPicture(bytes: Uint8Array, { name }: { readonly name: string }) {
  const { volume, format, notices } = await readImage([{ name, bytes }])
  expect(volume.depth).toBe(1)
  return { image: sliceOf(volume, 0), format, notices }
}

/** Files written by libjpeg, libtiff and libpng (through Pillow 12.3); 19 x 13 pixels, see the pictures below. */
const foreign = {
  cmykJpeg:
    '/9j/7gAOQWRvYmUAZAAAAAAA/9sAQwAIBgYHBgUIBwcHCQkICgwUDQwLCwwZEhMPFB0aHx4dGhwcICQuJyAiLCMcHCg3KSwwMTQ0NB8nOT04' +
    'MjwuMzQy/8AAFAgADQATBEMRAE0RAFkRAEsRAP/EAB8AAAEFAQEBAQEBAAAAAAAAAAABAgMEBQYHCAkKC//EALUQAAIBAwMCBAMFBQQEAAAB' +
    'fQECAwAEEQUSITFBBhNRYQcicRQygZGhCCNCscEVUtHwJDNicoIJChYXGBkaJSYnKCkqNDU2Nzg5OkNERUZHSElKU1RVVldYWVpjZGVmZ2hp' +
    'anN0dXZ3eHl6g4SFhoeIiYqSk5SVlpeYmZqio6Slpqeoqaqys7S1tre4ubrCw8TFxsfIycrS09TV1tfY2drh4uPk5ebn6Onq8fLz9PX29/j5' +
    '+v/aAA4EQwBNAFkASwAAPwDzDw9bfc4rzr/hC/8Apl+lewa3/FXv9eseHrb7nFH/AAhf/TL9K831v+KivQ4Lb9wnHaj/AIQv/pl+lcPN/rm+' +
    'tFfPXh6Jfkr3z+wLT0/SvoDW/wCKivWPD0S/JR/YFp6fpXm+t/xUV6HBEvkJ9KP7AtPT9K4eb/XN9aK//9k=',
  faxTiff:
    'SUkqAFAAAAAmqLoui6LoulFJJJJJKkkkkklSSSSSSUUkkkkkqSSSSSVJJJJJJRSSSSSSpJJJJJUkkkkklFJJJJJKkkkkklSSSSSSUAEAEAAJ' +
    'AAABAwABAAAAEwAAAAEBAwABAAAADQAAAAIBAwABAAAAAQAAAAMBAwABAAAABAAAAAYBAwABAAAAAQAAABEBBAABAAAACAAAABYBAwABAAAA' +
    'DQAAABcBBAABAAAARwAAABwBAwABAAAAAQAAAAAAAAA=',
  palettePng:
    'iVBORw0KGgoAAAANSUhEUgAAABMAAAANBAMAAAC5okgUAAAAMFBMVEUA/wAe6wc81w5awxV4rxyWmyO0hyrSczEAAAAAAAAAAAAAAAAAAAAA' +
    'AAAAAAAAAAD5YbykAAAAN0lEQVR4nG3KMQrAMBTDUMlrF+f+l+1QfiChnoR5Ypdd9gl7k5WA1O/tDXZWSkb+AJBmJGTkYV9kpgEjpnSXqwAA' +
    'AABJRU5ErkJggg==',
}

const bytesOf = (base64: string): Uint8Array => new Uint8Array(Buffer.from(base64, 'base64'))
const grey = (width: number, height: number): Uint8Array => Uint8Array.from({ length: width * height }, (_, i) => i * 7)
const png = encodePng({ kind: 'grey', width: 9, height: 6, data: grey(9, 6) })

async function jpeg(components: 1 | 3, side = 32, value = (k: number): number => 40 + (k % 97)): Promise<Uint8Array> {
  const data = Uint8Array.from({ length: components * side * side }, (_, k) => value(k))
  return itkWrite('jpeg', { size: [side, side], components, componentType: 'uint8', data })
}

/** Planes [c][h][w] as interleaved samples. */
function interleave({ pixels, channels }: { pixels: Float32Array; channels: number }): number[] {
  const area = pixels.length / channels
  return Array.from(pixels, (_, k) => pixels[(k % channels) * area + Math.floor(k / channels)]!)
}

/** A PNG of these chunks, each with its checksum. */
function pngOf(...chunks: readonly (readonly [string, readonly number[] | Uint8Array])[]): Uint8Array {
  const bytes = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]
  for (const [type, content] of chunks) {
    const body = [...new TextEncoder().encode(type), ...content]
    const crc = crc32(Uint8Array.from(body), 0, body.length)
    for (const word of [content.length, undefined, crc])
      if (word === undefined) bytes.push(...body)
      else bytes.push(word >>> 24, (word >>> 16) & 255, (word >>> 8) & 255, word & 255)
  }
  return Uint8Array.from(bytes)
}

const header = (width: number, height: number, bits: number, type: number): readonly [string, readonly number[]] => {
  const word = (value: number): number[] => [value >>> 24, (value >>> 16) & 255, (value >>> 8) & 255, value & 255]
  return ['IHDR', [...word(width), ...word(height), bits, type, 0, 0, 0]]
}
const end = ['IEND', []] as const

afterEach(() => {
  vi.restoreAllMocks()
})

describe('readImage', () => {
  it.each([
    ['8-bit grey', 1, 'uint8', Uint8Array],
    ['16-bit grey', 1, 'uint16', Uint16Array],
    ['8-bit RGB', 3, 'uint8', Uint8Array],
    ['16-bit RGB', 3, 'uint16', Uint16Array],
  ] as const)("reads ITK's %s PNG to the sample", async (_, components, componentType, array) => {
    const data = new array(components * 35)
    for (let k = 0; k < data.length; k++) data[k] = k * 611
    const bytes = await itkWrite('png', { size: [7, 5], components, componentType, data })
    const { image, format, notices } = await readPicture(bytes, { name: 'a.png' })
    expect(image).toMatchObject({ width: 7, height: 5, channels: components, sampleType: componentType })
    expect(image.geometry).toBeUndefined()
    expect(interleave(image)).toEqual(Array.from(data))
    expect({ format, notices }).toEqual({ format: 'PNG', notices: [] })
  })

  it.each([
    ['grey', 1, 2],
    ['RGB', 3, 4],
  ] as const)('leaves out the alpha of %s and says so', async (_, channels, components) => {
    const data = Uint8Array.from({ length: components * 12 }, (_, k) => k * 5)
    const bytes = await itkWrite('png', { size: [4, 3], components, componentType: 'uint8', data })
    const { image, notices } = await readPicture(bytes, { name: 'a.png' })
    expect(image.channels).toBe(channels)
    expect(interleave(image)).toEqual(Array.from(data).filter((_, k) => k % components < channels))
    expect(notices).toEqual([expect.stringMatching(/^a\.png has transparency, which is left out/)])
    for (let k = channels; k < data.length; k += components) data[k] = 255
    const opaque = await itkWrite('png', { size: [4, 3], components, componentType: 'uint8', data })
    expect((await readPicture(opaque, { name: 'a.png' })).notices).toEqual([])
  })

  it('spreads 1, 2 and 4-bit greys of PNG over 0..255', async () => {
    for (const [bits, row, expected] of [
      [1, [0b10110_000], [255, 0, 255, 255, 0]],
      [2, [0b00_01_10_11, 0b01_000000], [0, 85, 170, 255, 85]],
      [4, [0x01, 0xf8, 0x20], [0, 17, 255, 136, 34]],
    ] as const) {
      const bytes = pngOf(header(5, 1, bits, 0), ['IDAT', zlibSync(Uint8Array.from([0, ...row]))], end)
      const { image } = await readPicture(bytes, { name: 'a.png' })
      expect(image).toMatchObject({ channels: 1, sampleType: 'uint8' })
      expect(Array.from(image.pixels)).toEqual(expected)
    }
  })

  it('turns palettes into colours: ours of 8 bits, and one of 4 bits by libpng', async () => {
    const palette = Uint8Array.of(9, 8, 7, 200, 100, 50)
    const data = Uint8Array.of(1, 0, 0, 1)
    const ours = await readPicture(encodePng({ kind: 'indexed', width: 2, height: 2, data, palette }), {
      name: 'a.png',
    })
    expect(interleave(ours.image)).toEqual([200, 100, 50, 9, 8, 7, 9, 8, 7, 200, 100, 50])
    const { image } = await readPicture(bytesOf(foreign.palettePng), { name: 'a.png' })
    const index = (i: number): number => Math.floor((((i % 19) * 11 + Math.floor(i / 19) * 3) % 256) / 32)
    expect(image.channels).toBe(3)
    expect(interleave(image)).toEqual(
      Array.from({ length: 247 }, (_, i) => [index(i) * 30, 255 - index(i) * 20, index(i) * 7]).flat(),
    )
  })

  it('reads one pixel', async () => {
    const { image } = await readPicture(encodePng({ kind: 'rgb', width: 1, height: 1, data: Uint8Array.of(1, 2, 3) }), {
      name: 'a.png',
    })
    expect(image).toEqual({ width: 1, height: 1, channels: 3, pixels: Float32Array.of(1, 2, 3), sampleType: 'uint8' })
  })

  it.each([1, 3] as const)('reads JPEG of %i components within its loss', async components => {
    const smooth = (k: number): number => 60 + (Math.floor(k / components) % 32) * 4
    const { image, format } = await readPicture(await jpeg(components, 32, smooth), { name: 'a.jpeg' })
    expect(format).toBe('JPEG')
    expect(image).toMatchObject({ width: 32, height: 32, channels: components, sampleType: 'uint8' })
    for (const [k, value] of interleave(image).entries()) expect(Math.abs(value - smooth(k))).toBeLessThanOrEqual(6)
  })

  it('reads CMYK JPEG as colour, and fax-coded TIFF as grey', async () => {
    const { image } = await readPicture(bytesOf(foreign.cmykJpeg), { name: 'a.jpg' })
    expect(image.channels).toBe(3)
    const rgb = (i: number): number[] => {
      const [x, y] = [i % 19, Math.floor(i / 19)]
      return [(x * 11 + y * 3) % 256, (y * 17) % 256, 255 - x * 9]
    }
    for (const [k, value] of interleave(image).entries())
      expect(Math.abs(value - rgb(Math.floor(k / 3))[k % 3]!)).toBeLessThanOrEqual(12)
    const fax = await readPicture(bytesOf(foreign.faxTiff), { name: 'a.tif' })
    expect(fax.image.channels).toBe(1)
    expect(Array.from(fax.image.pixels)).toEqual(
      Array.from({ length: 247 }, (_, i) => (((i % 19) + Math.floor(i / 19)) % 3 === 0 ? 255 : 0)),
    )
  })

  it('keeps NaN and negative values of float TIFF', async () => {
    const data = Float32Array.of(Number.NaN, -1.5, Number.POSITIVE_INFINITY, 0.25)
    const bytes = await itkWrite('tiff', { size: [2, 2], components: 1, componentType: 'float32', data })
    const { image } = await readPicture(bytes, { name: 'a.tif' })
    expect(image.sampleType).toBe('float32')
    expect(image.pixels).toEqual(data)
  })

  it('uses the first page of several and says so, even where their sizes differ', async () => {
    const pages = [
      { width: 3, height: 2, parts: [Uint8Array.of(1, 2, 3, 4, 5, 6)], tags: { 258: [8] } },
      { width: 1, height: 1, parts: [Uint8Array.of(9)], tags: { 258: [8] } },
    ]
    const { image, notices } = await readPicture(tiffFile(pages), { name: 'stack.tif' })
    expect(Array.from(image.pixels)).toEqual([1, 2, 3, 4, 5, 6])
    expect(notices).toEqual(['stack.tif has 2 pages; only the first is used'])
  })

  it('reads a file under a wrong name as what it is, with a notice', async () => {
    const { image, format, notices } = await readPicture(png, { name: 'folder/a.jpg' })
    expect([format, image.width]).toEqual(['PNG', 9])
    expect(notices).toEqual(['folder/a.jpg is a PNG file despite its name and is read as such'])
  })

  it('does not change the bytes it is given, and reads part of a larger buffer', async () => {
    const larger = new Uint8Array(png.length + 100)
    larger.set(png, 50)
    const { image } = await readPicture(larger.subarray(50, 50 + png.length), { name: 'a.png' })
    expect(Array.from(image.pixels)).toEqual(Array.from(grey(9, 6)))
    expect(larger.subarray(50, 50 + png.length)).toEqual(png)
  })
})

describe('damaged files are refused by name, with a remedy, and nothing is printed', () => {
  const refused = { code: 'Unreadable', message: expect.stringContaining('x.img'), remedy: expect.stringMatching(/\w/) }

  async function expectRefused(bytes: Uint8Array, expected: object = refused): Promise<void> {
    const log = vi.spyOn(console, 'log')
    const error = vi.spyOn(console, 'error')
    await expect(readPicture(bytes, { name: 'x.img' })).rejects.toMatchObject(expected)
    expect(log).not.toHaveBeenCalled()
    expect(error).not.toHaveBeenCalled()
  }

  it('a PNG cut anywhere', async () => {
    for (let length = 0; length < png.length; length++) await expectRefused(png.subarray(0, length))
  })

  it('a PNG with any byte of its header or image data changed', async () => {
    for (let at = 16; at < png.length - 12; at++) {
      const changed = png.slice()
      changed[at]! ^= 0x55
      await expectRefused(changed)
    }
  })

  it('a PNG whose checksums are right and whose pixels are not', async () => {
    const cases = [
      pngOf(header(8, 8, 8, 0), ['IDAT', [1, 2, 3, 4, 5, 6, 7, 8, 9]], end),
      pngOf(header(8, 8, 8, 0), ['IDAT', zlibSync(new Uint8Array(20))], end),
      pngOf(header(8, 8, 8, 0), end),
      pngOf(header(8, 8, 8, 3), ['IDAT', zlibSync(new Uint8Array(72))], end),
      pngOf(header(8, 8, 5, 0), ['IDAT', zlibSync(new Uint8Array(72))], end),
      pngOf(header(0, 8, 8, 0), ['IDAT', zlibSync(new Uint8Array(8))], end),
    ]
    for (const bytes of cases) await expectRefused(bytes)
  })

  it('a JPEG cut anywhere', async () => {
    const bytes = await jpeg(3)
    for (let length = 0; length < bytes.length; length += 7) await expectRefused(bytes.subarray(0, length))
    await expectRefused(bytes.subarray(0, bytes.length - 1))
  })

  it('a TIFF cut anywhere', async () => {
    for (const compress of [false, true]) {
      const data = Float32Array.from({ length: 400 }, (_, i) => Math.sin(i))
      const image = { size: [20, 20], components: 1, componentType: 'float32', data } as const
      const bytes = await itkWrite('tiff', image, compress)
      for (let length = 0; length < bytes.length; length += 13) await expectRefused(bytes.subarray(0, length))
    }
  })

  it('any file with random bytes changed is read or refused, and never breaks the reader', async () => {
    const page = { width: 40, height: 30, parts: [zlibSync(new Uint8Array(1200).map((_, i) => i * i))] }
    const tile = [zlibSync(new Uint8Array(48 * 32))]
    const whole = [
      png,
      await jpeg(3),
      tiffFile([{ ...page, tags: { 258: [8], 259: [8], 317: [2] } }]),
      tiffFile([{ ...page, parts: tile, tags: { 258: [8], 259: [8], 322: [48], 323: [32] } }], { big: true }),
      bytesOf(foreign.faxTiff),
    ]
    const random = createRandom(5)
    for (const bytes of whole)
      for (let round = 0; round < 150; round++) {
        const changed = bytes.slice()
        for (let k = 1 + random.integer(4); k > 0; k--) changed[random.integer(changed.length)] = random.integer(256)
        const result = await readPicture(changed, { name: 'x.img' }).catch(error => error)
        if (result instanceof Error) expect(result).toMatchObject({ name: 'CutsError', remedy: expect.any(String) })
        else expect(result.image.pixels).toHaveLength(result.image.width * result.image.height * result.image.channels)
      }
  })

  it('a TIFF whose chain of pages is a circle', async () => {
    const bytes = tiffFile([{ width: 1, height: 1, parts: [Uint8Array.of(1)], tags: { 258: [8] } }])
    bytes.set(bytes.subarray(4, 8), bytes.length - 4)
    await expectRefused(bytes, { code: 'Unreadable', message: expect.stringContaining('circle') })
  })

  it('other formats and no format', async () => {
    await expectRefused(new Uint8Array(0))
    await expectRefused(new TextEncoder().encode('this is text'))
    await expectRefused(Uint8Array.from({ length: 500 }, (_, i) => (i * 89) % 251))
    await expectRefused(new TextEncoder().encode(`GIF89a${'x'.repeat(50)}`))
  })

  it('damage inside JPEG data, which the decoder papers over, is told in a notice', async () => {
    const bytes = await jpeg(1)
    const scan = bytes.findIndex((byte, i) => byte === 0xff && bytes[i + 1] === 0xda)
    const shortened = Uint8Array.from([...bytes.subarray(0, scan + 60), 0xff, 0xd9])
    const log = vi.spyOn(console, 'error')
    const { notices } = await readPicture(shortened, { name: 'x.jpg' })
    expect(notices).toEqual(['x.jpg holds corrupt JPEG data: parts of the image may be wrong'])
    expect(log).not.toHaveBeenCalled()
  })
})

describe('files that would fill the memory are refused before decoding', () => {
  it.each([
    ['PNG', pngOf(header(60_000, 60_000, 8, 0), ['IDAT', new Uint8Array(9)], end)],
    ['JPEG', Uint8Array.of(0xff, 0xd8, 0xff, 0xc0, 0, 11, 8, 0xff, 0xff, 0xff, 0xff, 1, 1, 0x11, 0, 0xff, 0xd9)],
    ['TIFF', tiffFile([{ width: 60_000, height: 60_000, parts: [new Uint8Array(9)], tags: { 258: [8] } }])],
  ])('%s', async (_, bytes) => {
    const expected = { code: 'Unsupported', message: expect.stringMatching(/6\d{4} x 6\d{4} pixels/) }
    await expect(readPicture(bytes, { name: 'bomb' })).rejects.toMatchObject(expected)
    expect(() => inspectImage([{ name: 'bomb', bytes: bytes }])).toThrow(expect.objectContaining(expected))
  })

  it('a PNG that declares more than its data can hold', async () => {
    const bytes = pngOf(header(20_000, 20_000, 8, 2), ['IDAT', zlibSync(new Uint8Array(99))], end)
    await expect(readPicture(bytes, { name: 'bomb' })).rejects.toMatchObject({
      code: 'Unreadable',
      message: expect.stringContaining('cannot hold 20000 x 20000 pixels'),
    })
  })
})

describe('a TIFF that declares more than its data can hold', () => {
  it.each([
    ['stored plainly', 1],
    ['LZW', 5],
    ['deflate', 8],
    ['PackBits', 32_773],
  ])('%s', async (_, compression) => {
    const tags = { 258: [8], 259: [compression] }
    const bytes = tiffFile([{ width: 20_000, height: 20_000, parts: [new Uint8Array(900)], tags }])
    await expect(readPicture(bytes, { name: 'bomb.tif' })).rejects.toMatchObject({
      code: 'Unreadable',
      message: expect.stringContaining('900 bytes of image data cannot hold 20000 x 20000 pixels'),
    })
  })
})

describe('variants that are not read are named', () => {
  it.each([
    ['Zstandard', { 258: [8], 259: [50_000] }, 'Zstandard compression'],
    ['24 bits', { 258: [24] }, '24-bit uint samples'],
    ['16-bit JPEG', { 258: [16], 259: [7] }, '16 bits a sample'],
  ])('TIFF: %s', async (_, tags, message) => {
    const bytes = tiffFile([{ width: 2, height: 1, parts: [new Uint8Array(6)], tags }])
    await expect(readPicture(bytes, { name: 'a.tif' })).rejects.toMatchObject({
      code: 'Unsupported',
      message: expect.stringContaining(message),
      remedy: expect.stringMatching(/^Save it/),
    })
  })

  it('JPEG: lossless', async () => {
    const bytes = (await jpeg(1)).slice()
    const frame = bytes.findIndex((byte, i) => byte === 0xff && (bytes[i + 1] === 0xc0 || bytes[i + 1] === 0xc2))
    bytes[frame + 1] = 0xc3
    await expect(readPicture(bytes, { name: 'a.jpg' })).rejects.toMatchObject({ code: 'Unsupported' })
  })
})

describe('readMask', () => {
  const inside = Uint8Array.of(0, 1, 1, 0, 0, 1)

  it('reads back what writeMask writes', async () => {
    const mask = { width: 3, height: 2, data: inside }
    expect(await readMask([{ name: 'm.png', bytes: writeMask(mask) }])).toEqual(mask)
  })

  it('takes any value but zero, in any channel', async () => {
    const low = encodePng({ kind: 'grey', width: 3, height: 2, data: inside })
    expect((await readMask([{ name: 'm.png', bytes: low }])).data).toEqual(inside)
    const rgb = new Uint8Array(18)
    for (const [i, value] of inside.entries()) rgb[3 * i + (i % 3)] = value
    const colour = encodePng({ kind: 'rgb', width: 3, height: 2, data: rgb })
    expect((await readMask([{ name: 'm.png', bytes: colour }])).data).toEqual(inside)
    const data = Float32Array.from(inside, (value, i) => (i === 3 ? Number.NaN : -0.5 * value))
    const float = await itkWrite('tiff', { size: [3, 2], components: 1, componentType: 'float32', data })
    expect((await readMask([{ name: 'm.tif', bytes: float }])).data).toEqual(inside)
  })

  it('looks at colours where there are any, else at what transparency cuts out', async () => {
    const rgba = (colour: (i: number) => number, alpha: (i: number) => number) =>
      itkWrite('png', {
        size: [3, 2],
        components: 4,
        componentType: 'uint8',
        data: Uint8Array.from({ length: 24 }, (_, k) => (k % 4 === 3 ? alpha : colour)(Math.floor(k / 4))),
      })
    const drawn = await rgba(
      i => 255 * inside[i]!,
      i => 100 + i,
    )
    expect((await readMask([{ name: 'm.png', bytes: drawn }])).data).toEqual(inside)
    const cut = await rgba(
      () => 0,
      i => 255 * inside[i]!,
    )
    expect((await readMask([{ name: 'm.png', bytes: cut }])).data).toEqual(inside)
    const empty = await rgba(
      () => 0,
      () => 255,
    )
    expect((await readMask([{ name: 'm.png', bytes: empty }])).data).toEqual(new Uint8Array(6))
  })

  it('is not led astray by the ringing of JPEG', async () => {
    const disc = (k: number): number => (((k % 32) - 15.5) ** 2 + (Math.floor(k / 32) - 15.5) ** 2 < 80 ? 255 : 0)
    const { data } = await readMask([{ name: 'm.jpg', bytes: await jpeg(1, 32, disc) }])
    expect(Array.from(data)).toEqual(Array.from({ length: 1024 }, (_, k) => disc(k) / 255))
  })
})

describe('inspectImage', () => {
  it('says what the header says', async () => {
    expect(inspectImage([{ name: 'a.png', bytes: png }])).toEqual({
      ...{ format: 'PNG', width: 9, height: 6, depth: 1, channels: 1, timepoints: 1, sampleType: 'uint8' },
      ...{ isPicture: true, pixelBytes: 216, notices: [] },
    })
    expect(inspectImage([{ name: 'a.jpg', bytes: await jpeg(3) }])).toMatchObject({
      format: 'JPEG',
      width: 32,
      channels: 3,
    })
    const page = { width: 2, height: 1, parts: [Uint8Array.of(1, 0, 2, 0)], tags: { 258: [16] } }
    const info = inspectImage([{ name: 'a.tif', bytes: tiffFile([page, page, page]) }])
    expect(info).toMatchObject({ format: 'TIFF', width: 2, height: 1, depth: 3, channels: 1, sampleType: 'uint16' })
  })
})

const retina = sharedData('retina')
describe.skipIf(retina === undefined)(`real images (${sharedDataReason})`, () => {
  it('and masks of the retina set are read whole', async () => {
    const names = readdirSync(join(retina!, 'images')).slice(0, 5)
    expect(names).toHaveLength(5)
    for (const name of names) {
      const bytes = new Uint8Array(readFileSync(join(retina!, 'images', name)))
      const { image, notices } = await readPicture(bytes, { name })
      expect(notices).toEqual([])
      expect(image.pixels.some(value => value > 50)).toBe(true)
      const mask = await readMask([{ name, bytes: new Uint8Array(readFileSync(join(retina!, 'masks', name))) }])
      expect([mask.width, mask.height]).toEqual([image.width, image.height])
      const share = mask.data.reduce((sum, value) => sum + value, 0) / mask.data.length
      expect(share).toBeGreaterThan(0)
      expect(share).toBeLessThan(0.9)
    }
  })
})
