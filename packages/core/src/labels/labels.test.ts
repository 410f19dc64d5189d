import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { squaredDistanceTransform } from '../image/distance-transform.ts'
import { connectedComponents, largestComponent } from './components.ts'
import { bestLevel, innermostPixel, labelHint, regionAt } from './index.ts'

describe('squaredDistanceTransform', () => {
  it('is the distance to the nearest marked pixel', () => {
    const [width, height] = [7, 5]
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 35, maxLength: 35, max: 1 }), marked => {
        const distance = squaredDistanceTransform(marked, width, height)
        for (let i = 0; i < 35; i++) {
          let nearest = Number.POSITIVE_INFINITY
          for (let j = 0; j < 35; j++)
            if (marked[j] !== 0)
              nearest = Math.min(nearest, ((i % 7) - (j % 7)) ** 2 + (Math.floor(i / 7) - Math.floor(j / 7)) ** 2)
          expect(distance[i]).toBe(nearest)
        }
      }),
    )
  })
})

describe('connectedComponents', () => {
  it('separates diagonal neighbours with connectivity 4 and joins them with 8', () => {
    const labels = Int32Array.of(1, 0, 0, 1)
    expect(connectedComponents(labels, 2, 2, 4).count).toBe(4)
    expect(connectedComponents(labels, 2, 2, 8).count).toBe(2)
  })

  it('gives two pixels one component exactly where a path of equal labels joins them', () => {
    const [width, height] = [5, 4]
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 2 }), { minLength: 20, maxLength: 20 }), values => {
        const labels = Int32Array.from(values)
        const { components } = connectedComponents(labels, width, height, 4)
        const reach = floodOracle(labels, width)
        for (let i = 0; i < 20; i++)
          for (let j = 0; j < 20; j++) expect(components[i] === components[j]).toBe(reach[i] === reach[j])
      }),
    )
  })

  /** Smallest reachable index, by relaxation until nothing changes. */
  function floodOracle(labels: Int32Array, width: number): number[] {
    const root = Array.from(labels, (_, i) => i)
    for (let changed = true; changed; ) {
      changed = false
      for (let i = 0; i < labels.length; i++)
        for (const j of [i - 1, i + 1, i - width, i + width]) {
          const besides = Math.abs(j - i) === 1 && Math.floor(j / width) !== Math.floor(i / width)
          if (j < 0 || j >= labels.length || besides || labels[j] !== labels[i] || root[j]! >= root[i]!) continue
          root[i] = root[j]!
          changed = true
        }
    }
    return root
  }

  it('finds the largest component of a mask', () => {
    expect([...largestComponent(Uint8Array.of(1, 0, 1, 1), 4, 1)]).toEqual([0, 0, 1, 1])
    expect([...largestComponent(new Uint8Array(3), 3, 1)]).toEqual([0, 0, 0])
  })
})

describe('label hint', () => {
  const map = { width: 4, height: 1, labels: Int32Array.of(9, 5, 5, 9) }
  const mask = (...data: number[]) => ({ width: data.length, height: 1, data: Uint8Array.from(data) })

  it('takes the label most frequent under the truth, all of its pixels', () => {
    const { label, mask: hinted } = labelHint({ ...map, labels: Int32Array.of(5, 9, 9, 5) }, mask(0, 1, 1, 1))
    expect(label).toBe(9)
    expect([...hinted.data]).toEqual([0, 1, 1, 0])
  })

  it('breaks ties by the first label met in raster order under the truth', () => {
    expect(labelHint(map, mask(0, 1, 0, 1)).label).toBe(5)
    expect(labelHint(map, mask(1, 1, 0, 0)).label).toBe(9)
  })

  it('gives an empty mask for an empty truth', () => {
    const { label, mask: hinted } = labelHint(map, mask(0, 0, 0, 0))
    expect(label).toBeUndefined()
    expect([...hinted.data]).toEqual([0, 0, 0, 0])
  })

  it('refuses a mask of another size and a click outside', () => {
    expect(() => labelHint(map, mask(1))).toThrow(/4x1 .* 1x1/)
    expect(() => regionAt(map, 4, 0)).toThrow(/outside/)
    expect([...regionAt(map, 1, 0).data]).toEqual([0, 1, 1, 0])
  })

  it('clicks in the middle of the largest component', () => {
    const data = new Uint8Array(49)
    for (let y = 1; y < 6; y++) for (let x = 1; x < 6; x++) data[y * 7 + x] = 1
    expect(innermostPixel({ width: 7, height: 7, data })).toEqual({ x: 3, y: 3 })
    expect(innermostPixel({ width: 7, height: 7, data: new Uint8Array(49) })).toBeUndefined()
  })

  it('finds the level of highest Dice', () => {
    const truth = mask(0, 1, 1, 0)
    expect(bestLevel([mask(1, 1, 1, 1), mask(0, 1, 1, 1), mask(0, 1, 0, 0)], truth).level).toBe(1)
  })
})
