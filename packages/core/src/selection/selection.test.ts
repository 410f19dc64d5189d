import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createTreeBuilder } from '../condensation/tree-builder.ts'
import type { LabelMap } from '../image/image.ts'
import { createRandom } from '../random/index.ts'
import { randomTree } from '../testing/random-tree.ts'
import {
  clickAt,
  emptySelection,
  type LabelClick,
  maskOfSelection,
  openSelection,
  paintRefined,
  paintSelection,
  type SelectionSpace,
  selectBox,
  selectLasso,
  selectMask,
  selectScribble,
  walk,
} from './index.ts'
import { optionsOf } from './selection.ts'
import { signedNodesOf } from './signed-nodes.ts'

/** An image of square segments of `side` pixels, `across` by `down`, with random values and a random tree. */
function randomSpace(across: number, down: number, side: number, seed: number): SelectionSpace {
  const random = createRandom(seed)
  const [width, height] = [across * side, down * side]
  const labels = Int32Array.from({ length: width * height }, (_, i) => {
    const [x, y] = [i % width, Math.floor(i / width)]
    return Math.floor(y / side) * across + Math.floor(x / side)
  })
  const level = Float64Array.from({ length: across * down }, () => random.integer(4))
  const data = Float32Array.from(labels, label => level[label]! + random.normal() / 8)
  const leaves: LabelMap = { width, height, labels }
  const tree = randomTree(new Float64Array(across * down).fill(side * side), seed)
  return openSelection(tree, leaves, { width, height, channels: 1, data })
}

const cases = fc.record({
  across: fc.integer({ min: 1, max: 6 }),
  down: fc.integer({ min: 1, max: 6 }),
  side: fc.integer({ min: 1, max: 4 }),
  seed: fc.nat(),
  clicks: fc.array(
    fc.record({ x: fc.nat(), y: fc.nat(), label: fc.integer({ min: 1, max: 3 }), sign: fc.constantFrom(1, -1) }),
    { minLength: 1, maxLength: 12 },
  ),
})

type Case = Parameters<Parameters<typeof cases.map>[0]>[0]

/** Clicks inside the image, each pixel clicked once. */
function clicksOf({ width, height }: SelectionSpace, { clicks }: Case): LabelClick[] {
  const seen = new Set<number>()
  return clicks.flatMap(({ x, y, label, sign }) => {
    const click = { x: x % width, y: y % height, label, sign: sign as 1 | -1 }
    const pixel = click.y * width + click.x
    if (seen.has(pixel)) return []
    seen.add(pixel)
    return [click]
  })
}

describe('clicks', () => {
  it('are answered: every + click is inside its label and every - click outside, in segments and refined', () => {
    fc.assert(
      fc.property(cases, chosen => {
        const space = randomSpace(chosen.across, chosen.down, chosen.side, chosen.seed)
        const clicks = clicksOf(space, chosen)
        const selection = clicks.reduce((before, click) => clickAt(space, before, click), emptySelection(space))
        const values = new Float32Array(space.width * space.height).map((_, i) => (i * 7) % 5)
        const planes = { width: space.width, height: space.height, channels: 1, data: values }
        for (const painted of [paintSelection(space, selection), paintRefined(space, selection, planes)])
          for (const { x, y, label, sign } of clicks) expect(painted[y * space.width + x] === label).toBe(sign === 1)
      }),
      { numRuns: 150 },
    )
  })

  it('change one part around the click and nothing else', () => {
    fc.assert(
      fc.property(cases, chosen => {
        const space = randomSpace(chosen.across, chosen.down, chosen.side, chosen.seed)
        let selection = emptySelection(space)
        for (const click of clicksOf(space, chosen)) {
          const options = optionsOf(space, selection, click)
          const next = clickAt(space, selection, click)
          const changed = Array.from(next.owner, (value, p) => (value === selection.owner[p] ? -1 : p)).filter(
            p => p >= 0,
          )
          if (options === undefined) expect(changed).toEqual([])
          else {
            if (changed.length > 0) expect(changed).toContain(space.leaves[click.y * space.width + click.x])
            else expect(next.edits.length).toBe(selection.edits.length + 1)
            const sets = options.parts.map(({ members, spot }) => (spot ? [] : [...members].sort((a, b) => a - b)))
            expect(sets).toContainEqual(changed)
            for (const p of changed) expect(next.owner[p]).toBe(click.sign === 1 ? click.label : 0)
            // What is taken away belonged to the label; what is added did not.
            for (const p of changed) expect(selection.owner[p] === click.label).toBe(click.sign === -1)
          }
          selection = next
        }
      }),
      { numRuns: 100 },
    )
  })

  it('give masks that share no pixel, whatever the labels', () => {
    fc.assert(
      fc.property(cases, chosen => {
        const space = randomSpace(chosen.across, chosen.down, chosen.side, chosen.seed)
        const selection = clicksOf(space, chosen).reduce((s, click) => clickAt(space, s, click), emptySelection(space))
        const masks = [1, 2, 3].map(label => maskOfSelection(space, selection, label).data)
        for (let i = 0; i < space.leaves.length; i++)
          expect(masks.reduce((sum, mask) => sum + mask[i]!, 0)).toBeLessThanOrEqual(1)
      }),
      { numRuns: 50 },
    )
  })

  it('give the same selection again, and leave the one before as it was', () => {
    fc.assert(
      fc.property(cases, chosen => {
        const run = () => {
          const space = randomSpace(chosen.across, chosen.down, chosen.side, chosen.seed)
          return clicksOf(space, chosen).reduce((s, click) => clickAt(space, s, click), emptySelection(space))
        }
        expect(run().owner).toEqual(run().owner)
        const space = randomSpace(chosen.across, chosen.down, chosen.side, chosen.seed)
        const nothing = emptySelection(space)
        for (const click of clicksOf(space, chosen)) clickAt(space, nothing, click)
        expect(nothing.owner.every(value => value === 0)).toBe(true)
      }),
      { numRuns: 30 },
    )
  })

  it('do not depend on the unit of the values', () => {
    fc.assert(
      fc.property(fc.nat(), fc.integer({ min: -3, max: 3 }), (seed, exponent) => {
        const space = randomSpace(5, 5, 3, seed)
        const width = space.width
        const data = Float32Array.from(space.leaves, leaf => space.mean[leaf]!)
        const click = { x: 7, y: 7, label: 1, sign: 1 } as const
        const select = (factor: number) => {
          const leaves = { width, height: space.height, labels: space.leaves }
          const values = { width, height: space.height, channels: 1, data: data.map(v => v * factor) }
          const opened = openSelection(space.tree, leaves, values)
          return clickAt(opened, emptySelection(opened), click).owner
        }
        // Powers of two scale without rounding.
        expect(select(2 ** exponent)).toEqual(select(1))
      }),
      { numRuns: 30 },
    )
  })

  it('outside the image are refused', () => {
    const space = randomSpace(2, 2, 2, 1)
    expect(() => clickAt(space, emptySelection(space), { x: 4, y: 0, label: 1, sign: 1 })).toThrow(/outside the image/)
    expect(() => clickAt(space, emptySelection(space), { x: 0, y: 0, label: 0, sign: 1 })).toThrow(/from 1 to 255/)
  })
})

describe('a dark square in a bright image', () => {
  // 12 x 12 segments of 2 x 2 pixels; those of rows and columns 4 to 7 are dark. The tree joins the square, then the rest.
  const [count, side] = [12, 2]
  const isDark = (p: number): boolean => {
    const [x, y] = [p % count, Math.floor(p / count)]
    return x >= 4 && x < 8 && y >= 4 && y < 8
  }
  const width = count * side
  const labels = Int32Array.from({ length: width * width }, (_, i) => {
    return Math.floor(Math.floor(i / width) / side) * count + Math.floor((i % width) / side)
  })
  const builder = createTreeBuilder(new Float64Array(count * count).fill(side * side))
  const all = Array.from({ length: count * count }, (_, p) => p)
  const [dark, bright] = [all.filter(isDark), all.filter(p => !isDark(p))]
  let step = 0
  for (const p of dark.slice(1)) builder.merge(dark[0]!, p, 0.1, ++step)
  for (const p of bright.slice(1)) builder.merge(bright[0]!, p, 0.1, ++step)
  builder.merge(bright[0]!, dark[0]!, 3, ++step)
  const tree = builder.finish(step, 3, 0)
  const data = Float32Array.from(labels, p => (isDark(p) ? 0 : 1) + ((p * 37) % 10) / 100)
  const space = openSelection(tree, { width, height: width, labels }, { width, height: width, channels: 1, data })
  const square = Uint8Array.from(all, p => (isDark(p) ? 1 : 0))

  it('is selected by one click, and is one node', () => {
    const { owner } = clickAt(space, emptySelection(space), { x: 12, y: 12, label: 1, sign: 1 })
    expect(owner).toEqual(square)
    expect(signedNodesOf(tree, owner)).toHaveLength(1)
  })

  it('is selected by a box around it, a lasso, a rough mask and a stroke through it', () => {
    const nothing = emptySelection(space)
    expect(selectBox(space, nothing, 1, { left: 8, top: 8, right: 15, bottom: 15 }).owner).toEqual(square)
    const corners = [
      { x: 7, y: 7 },
      { x: 16, y: 8 },
      { x: 17, y: 16 },
      { x: 8, y: 17 },
    ]
    expect(selectLasso(space, nothing, 1, corners).owner).toEqual(square)
    const rough = Uint8Array.from(labels, (p, i) => (isDark(p) && i % 7 !== 0 ? 1 : 0))
    expect(selectMask(space, nothing, 1, { width, height: width, data: rough }).owner).toEqual(square)
    const points = [8, 10, 12, 14].map(x => ({ x, y: 12 }))
    expect(selectScribble(space, nothing, { points, label: 1, sign: 1 }).owner).toEqual(square)
  })

  it('grows and shrinks by walking, and comes back', () => {
    const picked = clickAt(space, emptySelection(space), { x: 12, y: 12, label: 1, sign: 1 })
    const area = (owner: Uint8Array): number => owner.reduce((sum, value) => sum + value, 0)
    const larger = walk(picked, 1)
    expect(area(larger.owner)).toBeGreaterThan(area(picked.owner))
    expect(area(walk(picked, -1).owner)).toBeLessThan(area(picked.owner))
    expect(area(walk(larger, -1).owner)).toBe(area(picked.owner))
  })
})
