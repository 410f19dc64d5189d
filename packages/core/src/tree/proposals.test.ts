import { describe, expect, it } from 'vitest'
import { createTreeBuilder } from '../condensation/tree-builder.ts'
import { checkOptions } from '../options/index.ts'
import { proposalOptions, proposalScore, rankProposals } from './proposals.ts'

const options = checkOptions('proposals', proposalOptions)

describe('rankProposals', () => {
  it('begins with what is absorbed last, and never proposes what absorbs', () => {
    // Leaves 0 to 3 join one after the other: 3 at height 1, 2 at 2, 1 at 3.
    const builder = createTreeBuilder(Float64Array.of(40, 20, 20, 20))
    builder.merge(0, 3, 1, 1)
    builder.merge(0, 2, 2, 2)
    builder.merge(0, 1, 3, 3)
    expect([...rankProposals(builder.finish(3, 3, 0), options)]).toEqual([1, 2, 3])
  })

  it('keeps one of two regions that are nearly the same', () => {
    // Node 4 holds leaf 1 and a speck; it is absorbed last.
    const builder = createTreeBuilder(Float64Array.of(58, 40, 1, 1))
    builder.merge(1, 2, 1, 1)
    builder.merge(1, 3, 2, 2)
    builder.merge(0, 1, 3, 3)
    const tree = builder.finish(3, 3, 0)
    expect([...rankProposals(tree, options)]).toEqual([5, 3, 2])
    expect([...rankProposals(tree, { ...options, smallestShare: 0.02 })]).toEqual([5])
  })

  it('keeps to the sizes and the number that are asked for', () => {
    const builder = createTreeBuilder(Float64Array.of(40, 30, 20, 10))
    builder.merge(0, 3, 1, 1)
    builder.merge(0, 2, 2, 2)
    builder.merge(0, 1, 3, 3)
    const tree = builder.finish(3, 3, 0)
    expect([...rankProposals(tree, { ...options, most: 2 })]).toEqual([1, 2])
    expect([...rankProposals(tree, { ...options, largestShare: 0.25 })]).toEqual([2, 3])
    expect([...rankProposals(tree, { ...options, smallestShare: 0.15 })]).toEqual([1, 2])
  })

  it('proposes nothing of an image of one region', () => {
    expect([...rankProposals(createTreeBuilder(Float64Array.of(9)).finish(0, 0, 0), options)]).toEqual([])
  })
})

describe('proposalScore', () => {
  it('is the ratio of two costs: what absorbs the region, and the last merge', () => {
    const builder = createTreeBuilder(Float64Array.of(40, 30, 20, 10))
    builder.merge(0, 3, Math.log(2), 1)
    builder.merge(0, 2, Math.log(5), 2)
    builder.merge(0, 1, Math.log(8), 3)
    const tree = builder.finish(3, 3, 0)
    expect([1, 2, 3].map(node => proposalScore(tree, node))).toEqual([1, expect.closeTo(5 / 8), expect.closeTo(2 / 8)])
  })
})
