/** Run lengths against a decoder that follows the format's description, polygons against a scan. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compressRunLengths, runLengths } from './run-lengths.ts'
import { writeCoco } from './write-coco.ts'

/** Text to counts, a character at a time: five bits each, bit 5 says that there are more, bit 4 of the last is the sign. */
function decodeCounts(text: string): number[] {
  const counts: number[] = []
  for (let at = 0; at < text.length; ) {
    let value = 0
    let weight = 1
    let code: number
    do {
      code = text.charCodeAt(at++) - 48
      value += (code % 32) * weight
      weight *= 32
    } while (code >= 32)
    if (code >= 16) value -= weight
    counts.push(counts.length > 2 ? value + counts[counts.length - 2]! : value)
  }
  return counts
}

/** Counts to a mask, row-major. */
function decodeMask(counts: readonly number[], width: number, height: number): number[] {
  const columns = counts.flatMap((count, k) => Array<number>(count).fill(k % 2))
  expect(columns.length).toBe(width * height)
  return Array.from({ length: width * height }, (_, i) => columns[(i % width) * height + Math.floor(i / width)]!)
}

const sized = fc
  .record({ width: fc.integer({ min: 1, max: 9 }), height: fc.integer({ min: 1, max: 9 }) })
  .chain(({ width, height }) =>
    fc
      .array(fc.integer({ min: 0, max: 3 }), { minLength: width * height, maxLength: width * height })
      .map(ids => ({ width, height, labels: Int32Array.from(ids) })),
  )

describe('run lengths', () => {
  it('give every label back, from numbers and from text', () => {
    fc.assert(
      fc.property(sized, map => {
        const runs = runLengths(map)
        expect(new Set(runs.keys())).toEqual(new Set(map.labels))
        for (const [label, counts] of runs) {
          expect(decodeCounts(compressRunLengths(counts))).toEqual(counts)
          const mask = decodeMask(counts, map.width, map.height)
          expect(mask).toEqual(Array.from(map.labels, value => (value === label ? 1 : 0)))
        }
      }),
    )
  })

  it('as text hold counts of any size, growing and shrinking', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(2 ** 29), { minLength: 1 }), counts => {
        expect(decodeCounts(compressRunLengths(counts))).toEqual(counts)
      }),
    )
  })

  it('as text are as the format describes them: 5 bits from character 48 on, differences from the fourth count on', () => {
    expect(compressRunLengths([0, 15])).toBe('0?')
    expect(compressRunLengths([16])).toBe('`0') // 16 has bit 4 set, so an empty group keeps it positive
    expect(compressRunLengths([5, 4, 3, 3])).toBe('543O') // 3 - 4 = -1 is 31
  })
})

describe('writeCoco', () => {
  const segments = [
    { label: 1, name: 'region 1', colour: [1, 2, 3] },
    { label: 2, name: 'region 2', colour: [4, 5, 6] },
  ] as const
  const map = { width: 4, height: 3, labels: Int32Array.from('111010210111', Number) }

  it('lists images, categories and the regions that occur, 0 being none', async () => {
    const text = await writeCoco(
      [
        { fileName: 'a.png', map },
        { fileName: 'b.png', map: { width: 1, height: 1, labels: Int32Array.of(2) } },
      ],
      segments,
    )
    const { images, annotations, categories } = JSON.parse(text)
    expect(images).toEqual([
      { id: 1, file_name: 'a.png', width: 4, height: 3 },
      { id: 2, file_name: 'b.png', width: 1, height: 1 },
    ])
    expect(categories).toMatchObject([
      { id: 1, name: 'region 1' },
      { id: 2, name: 'region 2' },
    ])
    expect(annotations).toMatchObject([
      { id: 1, image_id: 1, category_id: 1, area: 8, bbox: [0, 0, 4, 3], iscrowd: 0 },
      { id: 2, image_id: 1, category_id: 2, area: 1, bbox: [2, 1, 1, 1] },
      { id: 3, image_id: 2, category_id: 2, area: 1, bbox: [0, 0, 1, 1] },
    ])
    for (const { image_id, category_id, segmentation } of annotations.slice(0, 2)) {
      expect(image_id).toBe(1)
      expect(segmentation.size).toEqual([3, 4])
      const mask = decodeMask(decodeCounts(segmentation.counts), 4, 3)
      expect(mask).toEqual(Array.from(map.labels, value => (value === category_id ? 1 : 0)))
    }
  })

  it('gives polygons where there are no holes, run lengths where there are', async () => {
    const framed = { width: 5, height: 3, labels: Int32Array.from('111221012011120', Number) }
    const { annotations } = JSON.parse(await writeCoco([{ fileName: 'a.png', map: framed }], segments, 'polygons'))
    expect(annotations[0].segmentation).toHaveProperty('counts')
    const mask = decodeMask(decodeCounts(annotations[0].segmentation.counts), 5, 3)
    expect(mask.join('')).toBe('111001010011100')
    // One polygon: the label's pixels touch by their edges. Drawn by hand, corners in the order of the walk.
    expect(annotations[1].segmentation).toEqual([[5, 0, 5, 1, 4, 1, 4, 3, 3, 3, 3, 0]])
  })
})
