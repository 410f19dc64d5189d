import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createRandom } from '../random/index.ts'
import { createSliceComponents } from './slice-components.ts'

/** Component of every voxel by repeated spreading of the smallest number: slow, and simple. */
function naive(labels: Int32Array, [width, height, depth]: readonly number[]): Int32Array {
  const own = labels.map((label, i) => (label < 0 ? -1 : i))
  const area = width! * height!
  for (let changed = true; changed; ) {
    changed = false
    for (let i = 0; i < own.length; i++) {
      const place = [i % width!, Math.floor(i / width!) % height!, Math.floor(i / area)]
      for (const [axis, step] of [1, width!, area].entries()) {
        const j = i + step
        if (place[axis]! + 1 >= [width!, height!, depth!][axis]! || labels[i]! < 0 || labels[i] !== labels[j]) continue
        const least = Math.min(own[i]!, own[j]!)
        changed ||= own[i] !== own[j]
        own[i] = own[j] = least
      }
    }
  }
  const numbers = new Map<number, number>()
  return own.map(first => {
    if (first < 0) return -1
    if (!numbers.has(first)) numbers.set(first, numbers.size)
    return numbers.get(first)!
  })
}

describe('createSliceComponents', () => {
  it('finds what spreading finds, in the same order', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 1e6 }),
        fc.tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 6 })),
        (seed, size) => {
          const random = createRandom(seed)
          const [width, height, depth] = size
          const area = width * height
          const labels = Int32Array.from({ length: area * depth }, () => random.integer(3) - 1)
          const components = createSliceComponents(width, height)
          const numbers = new Int32Array(labels.length)
          for (let z = 0; z < depth; z++) numbers.set(components.add(labels.slice(z * area, (z + 1) * area)), z * area)
          const { component, count } = components.finish()
          const found = numbers.map(number => (number < 0 ? -1 : component[number]!))
          expect(found).toEqual(naive(labels, size))
          expect(count).toBe(Math.max(...found) + 1)
        },
      ),
    )
  })
})
