import { describe, expect, it } from 'vitest'
import { workLeft } from './work-left.ts'

describe('workLeft', () => {
  it('is the time per image times the images that are left', () => {
    let clock = 0
    const left = workLeft(10, () => clock)
    expect(left.seconds()).toBe(0)
    clock = 6000
    left.add('a', 2)
    left.add('b', 1)
    expect(left.seconds()).toBeCloseTo(14, 9)
  })

  it('knows how far volumes are before their first slice is written', () => {
    let clock = 0
    const left = workLeft(18, () => clock)
    clock = 10_000
    left.set('volume/a', 9 * 0.5)
    // A quarter of two volumes took 10 s.
    expect(left.seconds()).toBeCloseTo(30, 9)
    left.set('volume/a', 9)
    left.set('volume/b', 9)
    expect(left.seconds()).toBe(0)
  })
})
