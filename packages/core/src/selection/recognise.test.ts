import { describe, expect, it } from 'vitest'
import { createTreeBuilder } from '../condensation/tree-builder.ts'
import { applyExemplars, exemplarOf, openSelection } from './index.ts'

/** Two dark squares and one of middle grey on bright ground: pixels are segments, and every object is a node. */
const width = 32
const objects = [
  { x: 4, y: 6, side: 7, value: 0 },
  { x: 20, y: 6, side: 7, value: 0 },
  { x: 12, y: 20, side: 8, value: 0.5 },
] as const

function objectAt(p: number): number {
  const [x, y] = [p % width, Math.floor(p / width)]
  return objects.findIndex(at => x >= at.x && x < at.x + at.side && y >= at.y && y < at.y + at.side)
}

function open(shift: number) {
  const all = Array.from({ length: width * width }, (_, p) => p)
  const builder = createTreeBuilder(new Float64Array(all.length).fill(1))
  let step = 0
  const groups = [-1, 0, 1, 2].map(k => all.filter(p => objectAt(p) === k))
  for (const group of groups) for (const p of group.slice(1)) builder.merge(group[0]!, p, 0.1, ++step)
  for (const group of groups.slice(1)) builder.merge(groups[0]![0]!, group[0]!, 3, ++step)
  const data = Float32Array.from(all, p => (objects[objectAt(p)]?.value ?? 1) + shift + ((p * 37) % 10) / 100)
  const space = openSelection(
    builder.finish(step, 3, 0),
    { width, height: width, labels: Int32Array.from(all) },
    { width, height: width, channels: 1, data },
  )
  const of = (...wanted: number[]) => Uint8Array.from(all, p => (wanted.includes(objectAt(p)) ? 1 : 0))
  return { space, of }
}

describe('what was picked before', () => {
  const earlier = open(0)
  const now = open(0.2)

  it('is found again where it is one object', () => {
    for (const object of [0, 1, 2]) {
      const found = applyExemplars(now.space, [exemplarOf(earlier.space, earlier.of(object))!])!
      expect(found.inside).toEqual(now.of(object))
      expect(found.nodes).toHaveLength(1)
      expect(found.confidence).toBeGreaterThan(0.9)
    }
  })

  it('is found again where it is two', () => {
    const found = applyExemplars(now.space, [exemplarOf(earlier.space, earlier.of(0, 1))!])!
    expect(found.inside).toEqual(now.of(0, 1))
    expect(found.nodes).toHaveLength(2)
  })

  it('is found again by what earlier versions remembered, without level and parts', () => {
    const old = { ...exemplarOf(earlier.space, earlier.of(2))!, level: [], parts: [] }
    const found = applyExemplars(now.space, [old, exemplarOf(earlier.space, earlier.of(2))!])!
    expect(found.inside).toEqual(now.of(2))
    expect(found.confidence).toBeGreaterThan(0.9)
  })

  it('has parts if it is not one piece, each with its place and level', () => {
    expect(exemplarOf(earlier.space, earlier.of(0))!.parts).toEqual([])
    const { parts } = exemplarOf(earlier.space, earlier.of(0, 1))!
    expect(parts.map(({ place }) => place)).toEqual([
      [7 / width, 9 / width],
      [23 / width, 9 / width],
    ])
    // Two parts of equal area lie as much below the image as they do together.
    const { level } = exemplarOf(earlier.space, earlier.of(0, 1))!
    expect((parts[0]!.level[0]! + parts[1]!.level[0]!) / 2).toBeCloseTo(level[0]!, 10)
    expect(level[0]!).toBeLessThan(-1)
  })

  it('is numbers only', () => {
    const text = JSON.stringify(exemplarOf(earlier.space, earlier.of(0)))
    const numbers = ['share', 'compact', 'elongation', 'border', 'place', 'difference', 'level']
    expect(Object.keys(JSON.parse(text))).toEqual([...numbers, 'parts'])
  })
})
