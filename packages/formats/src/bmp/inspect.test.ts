import { createRandom } from '@cuts/core'
import { itkWrite } from '@cuts/testing'
import { describe, expect, it } from 'vitest'
import { inspectImage, readImage } from '../index.ts'

const file = (bytes: Uint8Array) => [{ name: 'a.bmp', bytes }]

const data = (length: number): Uint8Array => {
  const random = createRandom(3)
  return Uint8Array.from({ length }, () => random.integer(256))
}

describe('BMP', () => {
  it.each([1, 3])('of %i channels is read as ITK wrote it', async components => {
    const samples = data(7 * 5 * components)
    const bytes = await itkWrite('bmp', { size: [7, 5], components, componentType: 'uint8', data: samples })
    const { volume, format, notices } = await readImage(file(bytes))
    expect([format, notices]).toEqual(['BMP', []])
    expect(inspectImage(file(bytes))).toMatchObject({ width: 7, height: 5, channels: components })
    for (let c = 0; c < components; c++)
      for (let i = 0; i < 35; i++) expect(volume.pixels[35 * c + i]).toBe(samples[components * i + c])
  })

  it('cut short, of no size, or compressed is refused', async () => {
    const bytes = await itkWrite('bmp', { size: [7, 5], components: 3, componentType: 'uint8', data: data(105) })
    for (const length of [20, 40, bytes.length - 1])
      await expect(readImage(file(bytes.subarray(0, length)))).rejects.toMatchObject({
        code: 'Unreadable',
      })
    const change = (at: number, value: number): Uint8Array => {
      const copy = bytes.slice()
      new DataView(copy.buffer).setInt32(at, value, true)
      return copy
    }
    await expect(readImage(file(change(18, 0)))).rejects.toThrow('0 x 5 pixels')
    await expect(readImage(file(change(18, -7)))).rejects.toThrow('-7 x 5 pixels')
    await expect(readImage(file(change(18, 2 ** 30)))).rejects.toMatchObject({ code: 'Unsupported' })
    await expect(readImage(file(change(30, 1)))).rejects.toThrow('compression 1')
  })
})
