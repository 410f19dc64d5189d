import {
  condensationOptions,
  condense,
  createRandom,
  cutTree,
  makePrototypes,
  type PixelFeatures,
  type Prototypes,
  pixelPrototypes,
  prototypeOptions,
} from '@cuts/core'
import { adjustedRand } from '@cuts/core/metrics'
import { checkOptions } from '@cuts/core/options'
import { describe, expect, it } from 'vitest'
import { achievableDice, boundaryRecall, copheneticCorrelation, type PixelTree } from './agreement.ts'

/** Prototypes of which only the pixels matter. */
function prototypesOf(assignment: readonly number[]): Prototypes {
  const count = Math.max(...assignment) + 1
  const mass = new Float64Array(count)
  for (const p of assignment) mass[p]!++
  const empty = { mean: new Float64Array(count), position: new Float64Array(2 * count) }
  return {
    count,
    dims: 1,
    mass,
    ...empty,
    assignment: Int32Array.from(assignment),
    width: assignment.length,
    height: 1,
  }
}

describe('agreement with the truth', () => {
  it('of superpixels is what the best choice among them gives', () => {
    const random = createRandom(1)
    for (let repeat = 0; repeat < 40; repeat++) {
      const prototypes = prototypesOf([0, 1, 2, 3, ...Array.from({ length: 16 }, () => random.integer(4))])
      const truth = Uint8Array.from({ length: 20 }, () => random.integer(2))
      // Taking what is more than half inside is best or nearly so; never better than the best of all sixteen choices.
      let best = 0
      for (let choice = 0; choice < 16; choice++) {
        let [shared, taken, area] = [0, 0, 0]
        for (const [i, p] of prototypes.assignment.entries()) {
          const isTaken = (choice >> p) & 1
          taken += isTaken
          area += truth[i]!
          shared += isTaken & truth[i]!
        }
        best = Math.max(best, taken + area === 0 ? 1 : (2 * shared) / (taken + area))
      }
      expect(achievableDice(prototypes, truth)).toBeLessThanOrEqual(best + 1e-12)
    }
    expect(achievableDice(prototypesOf([0, 0, 1, 1, 2, 2]), Uint8Array.of(1, 1, 0, 0, 1, 1))).toBe(1)
    expect(achievableDice(prototypesOf([0, 0, 0, 1]), Uint8Array.of(1, 1, 0, 0))).toBeCloseTo(0.8, 12)
  })

  it('of boundaries counts those that are near', () => {
    const size = { width: 8, height: 1 }
    const truth = [0, 0, 0, 0, 1, 1, 1, 1]
    expect(boundaryRecall([0, 0, 0, 0, 1, 1, 1, 1], truth, { ...size, tolerance: 0 })).toBe(1)
    expect(boundaryRecall([0, 1, 1, 1, 1, 1, 1, 1], truth, { ...size, tolerance: 2 })).toBe(0)
    expect(boundaryRecall([0, 0, 1, 1, 1, 1, 1, 1], truth, { ...size, tolerance: 2 })).toBe(1)
    expect(boundaryRecall([0, 0, 0, 0, 0, 0, 0, 0], [1, 1, 1, 1, 1, 1, 1, 1], { ...size, tolerance: 0 })).toBe(1)
  })
})

describe('prototypes stand for pixels', () => {
  // Four stripes of very different features, each with a little noise.
  const side = 24
  const random = createRandom(7)
  const centres = [0, 1, 4, 12]
  const data = Float32Array.from({ length: 2 * side * side }, (_, k) => {
    const stripe = Math.floor(((k >> 1) % side) / 6)
    return (k % 2 === 0 ? centres[stripe]! : 0) + 0.02 * random.normal()
  })
  const features: PixelFeatures = { width: side, height: side, dims: 2, data }
  const settings = checkOptions('prototypes', prototypeOptions, { pixelsPerPrototype: 8 })
  const tree = (
    prototypes: Prototypes,
    overrides: { graph: 'dense' | 'adjacency'; massExponent: number },
  ): PixelTree => ({
    prototypes,
    tree: condense(prototypes, checkOptions('condensation', condensationOptions, overrides)),
  })

  it.each([
    ['dense', 0, 'features'],
    ['adjacency', 1, 'superpixels'],
  ] as const)('where regions are well apart: graph %s, mass exponent %i', (graph, massExponent, kind) => {
    const exact = tree(pixelPrototypes(features, graph === 'adjacency'), { graph, massExponent })
    const made = tree(makePrototypes(features, { ...settings, kind }, createRandom(1)), { graph, massExponent })
    const cut = (of: PixelTree, count: number): Int32Array => {
      const labels = cutTree(of.tree, count)
      return of.prototypes.assignment.map(p => labels[p]!)
    }
    for (const count of [2, 3, 4]) expect(adjustedRand(cut(exact, count), cut(made, count))).toBeGreaterThan(0.95)
    expect(copheneticCorrelation(exact, made, 5000, createRandom(2))).toBeGreaterThan(0.95)
    expect(copheneticCorrelation(exact, exact, 500, createRandom(2))).toBeCloseTo(1, 12)
  })
})
