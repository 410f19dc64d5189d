/** Small regions for tests: a picture of blocks, its tree, and what selection knows of it. */
import { condense, createRandom, type LabelMap, makePrototypes } from '@cuts/core'
import { openSelection } from '@cuts/core/selection'
import { resolveSettings } from '@cuts/runtime'
import type { Regions } from '../engine/index.ts'

/** Regions of a picture with four areas and a little noise. */
export function smallRegions(width: number, height: number, seed: number): Regions {
  const random = createRandom(seed)
  const data = Float32Array.from({ length: width * height }, (_, i) => {
    const [x, y] = [i % width, Math.floor(i / width)]
    const area = (x < width / 2 ? 0 : 1) + (y < height / 2 ? 0 : 2)
    return area / 2 - 0.75 + 0.1 * random.normal()
  })
  const settings = resolveSettings('default', { prototypes: { pixelsPerPrototype: 12 } })
  const prototypes = makePrototypes({ width, height, dims: 1, data }, settings.prototypes, random.fork('prototypes'))
  const tree = condense(prototypes, settings.condensation)
  const leaves: LabelMap = { width, height, labels: prototypes.assignment }
  return {
    tree,
    leaves: leaves.labels,
    space: openSelection(tree, leaves, { width, height, channels: 1, data }),
    automatic: Math.min(4, tree.leaves),
    levels: [1, Math.min(4, tree.leaves)],
    structures: Int32Array.from({ length: tree.leaves }, (_, leaf) => leaf),
    colours: new Uint8Array(3 * tree.leaves),
    origin: 'colour',
  }
}
