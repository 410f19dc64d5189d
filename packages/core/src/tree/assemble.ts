/**
 * Builds and checks a merge tree from a few arrays that determine it. Every tree from a file passes here. Dependent
 * values (parents, masses and survivors of inner nodes) are computed, so they cannot disagree. O(leaves).
 */
import { CutsError } from '../errors.ts'
import type { MergeTree } from './merge-tree.ts'

/** The independent values of a tree; see {@link MergeTree} for the meaning. */
export interface TreeParts {
  /** Pixels of every leaf, [leaves]. */
  readonly leafMass: ArrayLike<number>
  /** log bandwidth at which condensation began, the height of all leaves. */
  readonly startHeight: number
  /** The two children of every merge by node id, the heavier first, [leaves - 1][2]. */
  readonly children: ArrayLike<number>
  /** log bandwidth of every merge, [leaves - 1], never decreasing. */
  readonly mergeHeight: ArrayLike<number>
  /** Condensation iteration of every merge, [leaves - 1], never decreasing. */
  readonly mergeStep: ArrayLike<number>
  readonly iterations: number
  readonly lastHeight: number
}

/** Returns the parts of a tree; {@link assembleTree} restores the same tree from them. */
export function partsOfTree(tree: MergeTree): TreeParts {
  const { leaves, children, height, step, mass, iterations, lastHeight } = tree
  return {
    leafMass: mass.subarray(0, leaves),
    startHeight: height[0]!,
    children,
    mergeHeight: height.subarray(leaves),
    mergeStep: step.subarray(leaves),
    iterations,
    lastHeight,
  }
}

/** The tree of the given parts. Throws `Unreadable`, saying which rule of a merge tree they break. */
export function assembleTree(parts: TreeParts): MergeTree {
  const { leafMass, startHeight, children, mergeHeight, mergeStep, iterations, lastHeight } = parts
  const leaves = leafMass.length
  const nodes = 2 * leaves - 1
  const expect = (holds: boolean, rule: string): void => {
    if (!holds)
      throw new CutsError('Unreadable', `this is not a merge tree: ${rule}.`, {
        remedy: 'Segment the image again to make a new tree.',
      })
  }
  expect(leaves >= 1, 'it has no leaves')
  for (const [what, { length }] of Object.entries({ mergeHeight, mergeStep }))
    expect(length === leaves - 1, `${leaves} leaves need ${leaves - 1} values of ${what}, not ${length}`)
  expect(children.length === 2 * (leaves - 1), `${leaves} leaves need ${2 * (leaves - 1)} children`)
  expect(Number.isFinite(startHeight) && Number.isFinite(lastHeight), 'a height is not finite')
  expect(isCount(iterations), `its number of iterations is ${iterations}`)

  const parent = new Int32Array(nodes).fill(-1)
  const height = new Float64Array(nodes).fill(startHeight)
  const step = new Int32Array(nodes)
  const mass = new Float64Array(nodes)
  const survivor = Int32Array.from({ length: nodes }, (_, i) => i)
  for (let leaf = 0; leaf < leaves; leaf++) {
    mass[leaf] = leafMass[leaf]!
    expect(mass[leaf]! > 0 && Number.isFinite(mass[leaf]), `the mass of leaf ${leaf} is ${leafMass[leaf]}`)
  }
  for (let node = leaves; node < nodes; node++) {
    const merge = node - leaves
    const pair = [children[2 * merge]!, children[2 * merge + 1]!] as const
    for (const child of pair) {
      expect(isCount(child) && child < node, `merge ${merge} joins node ${child}, which does not exist yet`)
      expect(parent[child] === -1, `node ${child} is joined twice`)
      parent[child] = node
    }
    mass[node] = mass[pair[0]]! + mass[pair[1]]!
    expect(mass[pair[0]]! >= mass[pair[1]]!, `merge ${merge} names its lighter child first`)
    survivor[node] = survivor[pair[0]]!
    height[node] = mergeHeight[merge]!
    step[node] = mergeStep[merge]!
    expect(
      height[node]! >= height[node - 1]! && Number.isFinite(height[node]),
      `merge ${merge} is lower than the merge before it`,
    )
    expect(
      isCount(step[node]!) && step[node]! >= step[node - 1]!,
      `merge ${merge} has an earlier step than the merge before it`,
    )
  }
  expect(lastHeight >= height[nodes - 1]!, 'it ends below its last merge')
  expect(iterations >= step[nodes - 1]!, 'it ends before its last merge')
  return { leaves, parent, children: Int32Array.from(children), height, step, mass, survivor, iterations, lastHeight }
}

function isCount(value: number): boolean {
  return Number.isInteger(value) && value >= 0
}
