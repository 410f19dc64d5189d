/** The tree at hand: what the region at a pixel is part of, proposals, and what looks like the label in use. */
import { lifetimes, mixedRegion, rankProposals } from '@cuts/core'
import { similarNodes } from '@cuts/core/selection'
import { computed } from '@preact/signals'
import { leavesIn, type Regions } from '../engine/index.ts'
import type { Studio } from './studio.ts'

/** A region that holds a pixel. */
export interface Ancestor {
  readonly node: number
  /** Pixels. */
  readonly area: number
  /** Factor by which the cost of a merge grows while it stays whole, at least 1. */
  readonly lifetime: number
  /** Whether it is what the cut shows. */
  readonly isShown: boolean
}

const proposalOptions = { most: 30, smallestShare: 0.001, largestShare: 0.6, overlap: 0.7 }
/** Of ancestors of about one size, within this factor, the longest-lived is shown. */
const sizeStep = 1.8

export function createTree(studio: Studio) {
  const { settings, regions, cut } = studio
  const pointed = computed(() => {
    const [pixel, image] = [settings.hover.value ?? settings.pointed.value, studio.shown.value?.image]
    return pixel && image && pixel.x < image.width && pixel.y < image.height ? pixel : undefined
  })

  const ancestors = computed((): readonly Ancestor[] => {
    const [pixel, at, shown] = [pointed.value, regions.value, cut.value]
    if (pixel === undefined || at === undefined || shown === undefined) return []
    const { tree, leaves, space } = at
    const leaf = leaves[pixel.y * space.width + pixel.x]
    if (leaf === undefined) return []
    const areas = areasOfNodes(at)
    const life = livesOf(at)
    const region = mixedRegion(tree, shown, leaf)
    const found: number[] = []
    for (let node = leaf; node !== -1; node = tree.parent[node]!) {
      const last = found.at(-1)
      const isClose = last !== undefined && areas[node]! < sizeStep * areas[last]!
      if (isClose && last !== region && (node === region || life[node]! > life[last]!)) found.pop()
      else if (isClose) continue
      found.push(node)
    }
    return found.map(node => ({
      node,
      area: areas[node]!,
      lifetime: Math.exp(life[node]!),
      isShown: node === region,
    }))
  })

  const nodes = computed((): readonly number[] => {
    const finder = settings.finder.value
    if (finder === undefined || finder.regions !== regions.value) return []
    if (finder.kind === 'proposals') return [...rankProposals(finder.regions.tree, proposalOptions)]
    return similarNodes(finder.regions.space, finder.like!, settings.likeness.value).map(({ node }) => node)
  })
  const current = computed((): number | undefined => nodes.value[settings.finder.value?.at ?? 0])

  return {
    pointed,
    ancestors,
    /** What the finder found, and which of it is looked at. */
    nodes,
    current,
    areaOf: (node: number): number => (regions.value === undefined ? 0 : areasOfNodes(regions.value)[node]!),
    propose: () => {
      if (regions.value !== undefined) settings.finder.value = { kind: 'proposals', regions: regions.value, at: 0 }
    },
    /** Looks for what is like the segments of the label in use; returns whether it has any. */
    findSimilar: (): boolean => {
      const [at, selection] = [regions.value, studio.selection.value]
      if (at === undefined || selection === undefined) return false
      const { active } = studio.document.value
      const like = selection.owner.map(owner => (owner === active ? 1 : 0))
      if (!like.includes(1)) return false
      settings.finder.value = { kind: 'similar', regions: at, like, at: 0 }
      return true
    },
    step: (by: 1 | -1) => {
      const finder = settings.finder.value
      const count = nodes.value.length
      if (finder !== undefined && count > 0) settings.finder.value = { ...finder, at: (finder.at + by + count) % count }
    },
    close: () => {
      settings.finder.value = undefined
    },
    /** Leaves to be shown as one on the image: those under the pointer in a list, or what the finder looks at. */
    lit: computed((): Uint8Array | undefined => {
      const at = regions.value
      const node = settings.lit.value ?? current.value
      return at === undefined || node === undefined || node >= at.tree.parent.length
        ? undefined
        : leavesIn(at.space, [node])
    }),
  }
}

const areas = new WeakMap<Regions, Float64Array>()

/** Pixels of every node; the tree itself counts those of the size at which regions were found. */
function areasOfNodes(regions: Regions): Float64Array {
  const known = areas.get(regions)
  if (known !== undefined) return known
  const { tree, space } = regions
  const sums = new Float64Array(tree.parent.length)
  sums.set(space.mass)
  // Children come before parents.
  for (const [node, above] of tree.parent.entries()) if (above !== -1) sums[above]! += sums[node]!
  areas.set(regions, sums)
  return sums
}

const lives = new WeakMap<Regions, Float64Array>()

function livesOf(regions: Regions): Float64Array {
  const known = lives.get(regions) ?? lifetimes(regions.tree)
  lives.set(regions, known)
  return known
}
