import { describe, expect, it } from 'vitest'
import { createReduction, reducedSize, reductionTo } from './reduce.ts'

describe('a reduction', () => {
  it('stays at or below the wanted spacing, and never refines', () => {
    expect(reductionTo([0.5, 0.5, 5], 2)).toEqual([4, 4, 1])
    expect(reductionTo([0.7, 0.7, 1], 2)).toEqual([2, 2, 2])
    expect(reductionTo([0.1, 0.1, 0.1], 0.3)).toEqual([3, 3, 3])
    expect(reductionTo([1, 1, 1], 0)).toEqual([1, 1, 1])
  })

  it('takes the mean of every block, of what there is of the last ones', () => {
    const size = { width: 3, height: 2, depth: 3, channels: 2 }
    const reduction = createReduction(size, [2, 2, 2])
    for (let z = 0; z < 3; z++) {
      const first = [0, 1, 2, 3, 4, 5].map(value => value + 10 * z)
      reduction.add(z, Float32Array.from([...first, ...first.map(value => -value)]))
    }
    expect(reducedSize(size, [2, 2, 2])).toEqual({ width: 2, height: 1, depth: 2 })
    // Blocks of x 0-1 and x 2, in slices 0-1 and 2.
    const means = [7, 8.5, 22, 23.5]
    expect([...reduction.finish()]).toEqual([...means, ...means.map(value => -value)])
  })

  it('changes nothing by a factor of one', () => {
    const reduction = createReduction({ width: 2, height: 1, depth: 2, channels: 1 }, [1, 1, 1])
    reduction.add(0, Float32Array.from([1, 2]))
    reduction.add(1, Float32Array.from([3, 4]))
    expect([...reduction.finish()]).toEqual([1, 2, 3, 4])
  })
})
