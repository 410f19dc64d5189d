/** Merge trees for tests. */
import { createTreeBuilder } from '../condensation/tree-builder.ts'
import { createRandom } from '../random/index.ts'
import type { MergeTree } from '../tree/index.ts'

/** A tree that joins any two of what is left, one pair at a step, over leaves of masses 1 to 9 or those given. */
export function randomTree(leaves: number | Float64Array, seed: number): MergeTree {
  const random = createRandom(seed)
  const mass = typeof leaves === 'number' ? Float64Array.from({ length: leaves }, () => 1 + random.integer(9)) : leaves
  const weights = mass.slice()
  const builder = createTreeBuilder(mass)
  const alive = Array.from(mass, (_, i) => i)
  for (let step = 1; alive.length > 1; step++) {
    const [a] = alive.splice(random.integer(alive.length), 1) as [number]
    const b = alive[random.integer(alive.length)]!
    const [kept, gone] = weights[a]! >= weights[b]! ? [a, b] : [b, a]
    if (gone === b) alive[alive.indexOf(b)] = a
    weights[kept]! += weights[gone]!
    builder.merge(kept, gone, step / 8, step)
  }
  return builder.finish(mass.length + 1, mass.length, 0)
}
