import { itkRead } from '@cuts/testing'
import { describe, expect, it } from 'vitest'
import { writeLabelPicture } from './write-label-picture.ts'

const map = (...labels: number[]) => ({ width: labels.length, height: 1, labels: Int32Array.from(labels) })

describe('writeLabelPicture', () => {
  it('holds labels as indices into the colours of their segments', async () => {
    const segments = [
      { label: 1, name: 'a', colour: [10, 20, 30] },
      { label: 255, name: 'b', colour: [250, 240, 230] },
    ] as const
    const bytes = writeLabelPicture(map(0, 1, 255, 1), segments)
    // ITK shows an indexed picture in its colours; the indices follow from their being different.
    const read = await itkRead('png', bytes)
    const shown = Array.from({ length: 4 }, (_, i) => Array.from(read!.data).slice(3 * i, 3 * i + 3))
    expect(shown).toEqual([
      [0, 0, 0],
      [10, 20, 30],
      [250, 240, 230],
      [10, 20, 30],
    ])
    expect([bytes[24], bytes[25]]).toEqual([8, 3]) // bits a sample, colour type: indexed
  })

  it('holds more labels as grey values of 16 bits', async () => {
    const read = await itkRead('png', writeLabelPicture(map(0, 256, 65535), []))
    expect(read!.componentType).toBe('uint16')
    expect(Array.from(read!.data)).toEqual([0, 256, 65535])
  })

  it.each([[-1], [65536]])('refuses label %i', label => {
    expect(() => writeLabelPicture(map(0, label), [])).toThrow(
      expect.objectContaining({ code: 'Unsupported', message: `a PNG holds labels from 0 to 65535. Got ${label}.` }),
    )
  })
})
