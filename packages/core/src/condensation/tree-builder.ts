/** Collects merges, in the order they happen, into a {@link MergeTree}. */
import type { MergeTree } from '../tree/merge-tree.ts'

export interface TreeBuilder {
  /** The cluster living at index `gone` joins the one at `kept`; both by the index of their point. */
  merge(kept: number, gone: number, height: number, step: number): void
  /** `startHeight` is that of the leaves and of merges in step 0, the coincident points. */
  finish(iterations: number, lastHeight: number, startHeight: number): MergeTree
}

export function createTreeBuilder(leafMass: Float64Array): TreeBuilder {
  const leaves = leafMass.length
  const nodes = 2 * leaves - 1
  const parent = new Int32Array(nodes).fill(-1)
  const children = new Int32Array(2 * (leaves - 1))
  const height = new Float64Array(nodes)
  const steps = new Int32Array(nodes)
  const mass = new Float64Array(nodes)
  mass.set(leafMass)
  const survivor = Int32Array.from({ length: nodes }, (_, i) => i)
  /** The node that each point currently stands for. */
  const nodeOf = Int32Array.from({ length: leaves }, (_, i) => i)
  let next = leaves
  return {
    merge: (kept, gone, at, step) => {
      const a = nodeOf[kept]!
      const b = nodeOf[gone]!
      parent[a] = next
      parent[b] = next
      children[2 * (next - leaves)] = a
      children[2 * (next - leaves) + 1] = b
      height[next] = at
      steps[next] = step
      mass[next] = mass[a]! + mass[b]!
      survivor[next] = survivor[a]!
      nodeOf[kept] = next++
    },
    finish: (iterations, lastHeight, startHeight) => {
      for (let node = 0; node < nodes; node++) if (steps[node] === 0) height[node] = startHeight
      return { leaves, parent, children, height, step: steps, mass, survivor, iterations, lastHeight }
    },
  }
}
