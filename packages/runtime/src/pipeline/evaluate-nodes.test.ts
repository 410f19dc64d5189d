/** The rows of a tree against every mask that its nodes have. */
import { createRandom, leavesBelow, type Mask } from '@cuts/core'
import { dice } from '@cuts/core/metrics'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { resolveSettings } from '../presets/presets.ts'
import { firstProposals } from '../results/proposals-file.ts'
import { describeProposals } from './describe-proposals.ts'
import { evaluateRegions } from './evaluate.ts'
import { levelMaps, segmentEmbedding } from './segment.ts'

const settings = resolveSettings('default', { prototypes: { pixelsPerPrototype: 6 } })

/** Blurry blocks of several features, and a mask that follows none of them exactly. */
function scene(seed: number) {
  const random = createRandom(seed)
  const [width, height, dims] = [16 + random.integer(8), 12 + random.integer(8), 2]
  const blocks = Float64Array.from({ length: 64 }, () => random.normal())
  const data = Float32Array.from({ length: dims * width * height }, (_, i) => {
    const [x, y, d] = [i % width, Math.floor(i / width) % height, Math.floor(i / width / height)]
    return blocks[32 * d + 6 * (y >> 2) + (x >> 2)]! + 0.3 * random.normal()
  })
  const [left, top] = [random.integer(10), random.integer(8)]
  const truth: Mask = {
    width,
    height,
    data: Uint8Array.from({ length: width * height }, (_, i) => {
      const [x, y] = [i % width, Math.floor(i / width)]
      return x >= left && x < left + 7 && y >= top && y < top + 6 && random.integer(5) > 0 ? 1 : 0
    }),
  }
  const segmentation = segmentEmbedding({ width, height, dims, data }, settings, createRandom(seed))
  const proposals = describeProposals(segmentation)
  const nodes = { ...segmentation, proposals: proposals.map(({ node }) => node) }
  return { segmentation, proposals, nodes, truth }
}

const maskOf = ({ tree, leaves }: ReturnType<typeof scene>['segmentation'], node: number): Uint8Array => {
  const below = new Set(leavesBelow(tree, node))
  return Uint8Array.from(leaves.labels, leaf => (below.has(leaf) ? 1 : 0))
}

describe('the rows of a tree', () => {
  it('are the best of all nodes and of the first proposals, and no level is better than the best node', () => {
    fc.assert(
      fc.property(fc.nat(1e6), seed => {
        const { segmentation, nodes, truth } = scene(seed)
        const { metrics, masks } = evaluateRegions({ ...segmentation, levels: levelMaps(segmentation), nodes }, truth)
        const diceOf = (node: number): number => dice(maskOf(segmentation, node), truth.data)
        const all = Array.from(segmentation.tree.parent, (_, node) => diceOf(node))
        expect(metrics.node!.dice).toBeCloseTo(Math.max(...all), 12)
        expect(metrics.node!.dice).toBeCloseTo(dice(masks.node!.data, truth.data), 12)
        for (const row of ['best', 'auto', 'click', 'proposals'] as const)
          expect(metrics.node!.dice, row).toBeGreaterThanOrEqual(metrics[row]!.dice - 1e-12)
        const proposed = nodes.proposals.slice(0, firstProposals).map(diceOf)
        expect(metrics.proposals!.dice).toBeCloseTo(Math.max(0, ...proposed), 12)
      }),
      { numRuns: 25 },
    )
  })

  it('are absent from results without a tree, and proposals from those without proposals', () => {
    const { segmentation, nodes, truth } = scene(1)
    const levels = levelMaps(segmentation)
    expect(Object.keys(evaluateRegions({ ...segmentation, levels }, truth).metrics)).not.toContain('node')
    const { metrics } = evaluateRegions({ ...segmentation, levels, nodes: { ...nodes, proposals: undefined } }, truth)
    expect(metrics.node).toBeDefined()
    expect(metrics.proposals).toBeUndefined()
  })

  it('have nothing to show where nothing is proposed', () => {
    const { segmentation, nodes, truth } = scene(2)
    const { masks, metrics } = evaluateRegions(
      { ...segmentation, levels: levelMaps(segmentation), nodes: { ...nodes, proposals: [] } },
      truth,
    )
    expect(masks.proposals!.data).not.toContain(1)
    expect(metrics.proposals!.dice).toBeCloseTo(0, 6)
  })
})

describe('describeProposals', () => {
  it('tells area, box and rank of every proposed node, as its pixels have them', () => {
    fc.assert(
      fc.property(fc.nat(1e6), seed => {
        const { segmentation, proposals } = scene(seed)
        expect(proposals.map(({ node }) => node)).toEqual(segmentation.proposals.map(({ node }) => node))
        for (const [index, { rank, node, areaPixels, areaMm2, boundingBox, score }] of proposals.entries()) {
          const mask = maskOf(segmentation, node)
          const at = [...mask.keys()].filter(i => mask[i] === 1)
          const columns = at.map(i => i % segmentation.leaves.width)
          const rows = at.map(i => Math.floor(i / segmentation.leaves.width))
          expect({ rank, areaPixels, areaMm2 }).toEqual({ rank: index + 1, areaPixels: at.length, areaMm2: undefined })
          expect(boundingBox).toEqual({
            first: [Math.min(...columns), Math.min(...rows)],
            last: [Math.max(...columns), Math.max(...rows)],
          })
          expect(score).toBeLessThanOrEqual(proposals[index - 1]?.score ?? 1)
          expect(score).toBeGreaterThan(0)
        }
      }),
      { numRuns: 15 },
    )
  })

  it('tells square millimetres where the spacing is known, and leaves out what an image does not show', () => {
    const { segmentation } = scene(4)
    const geometry = { spacingMm: [0.5, 3], originMm: [0, 0], direction: [1, 0, 0, 1] } as const
    const { leaves, tree, proposals } = segmentation
    const [first, second] = describeProposals({ ...segmentation, leaves: { ...leaves, geometry } })
    expect(first!.areaMm2).toBeCloseTo(1.5 * first!.areaPixels, 9)
    // An image of the tree that shows the second proposal alone.
    const below = new Set(leavesBelow(tree, second!.node))
    const labels = leaves.labels.map(leaf => (below.has(leaf) ? leaf : [...below][0]!))
    const shown = describeProposals({ ...segmentation, leaves: { ...leaves, labels } })
    const isWithin = (node: number): boolean =>
      leavesBelow(tree, node).some(leaf => below.has(leaf) && labels.includes(leaf))
    expect(shown.map(({ rank }) => rank)).toEqual(
      proposals.flatMap(({ node }, index) => (isWithin(node) ? [index + 1] : [])),
    )
    expect(shown.map(({ rank }) => rank)).toContain(2)
    expect(shown.length).toBeLessThan(proposals.length)
  })
})
