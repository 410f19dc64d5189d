/** Looks inside one region of a finished volume: its parts as a label volume on the file's own grid. */
import { CutsError, leavesBelow, type MergeTree, partsOfNode } from '@cuts/core'
import { voxelsOfView } from '@cuts/core/volume'
import { writeLevels } from '@cuts/formats'
import { readSummary, readTreeFile } from '../results/read-results.ts'
import { resultFiles, volumeFolder } from '../results/result-layout.ts'
import type { VolumeSummary } from '../results/summary.ts'
import type { Store } from '../store/store.ts'
import { labelSlices } from './label-slices.ts'

export interface Look {
  readonly store: Store
  /** The volume, by its id. */
  readonly volume: string
  /** The region: its label, at a level; without a level, at the automatic one. */
  readonly label: number
  readonly level?: number | undefined
  /** Number of parts. */
  readonly regions: number
}

export interface Inside {
  /** The node of the tree that was looked into. */
  readonly node: number
  /** Its parts, the largest first: in the label volume, part k has the label k + 1. */
  readonly parts: readonly { readonly node: number; readonly voxels: number; readonly mm3?: number }[]
  /** `.nii.gz`, 0 outside the region. */
  readonly bytes: Uint8Array
}

/**
 * Throws `InvalidArgument` for a label, level or number of parts that there is not, and `Unreadable` for results without
 * volumes in three dimensions.
 */
export async function lookInsideVolume({ store, volume: id, label, level, regions }: Look): Promise<Inside> {
  const volume = (await readSummary(store)).volumes?.find(found => found.id === id)
  if (volume?.tree === undefined)
    throw new CutsError('Unreadable', `${store.label} holds no volume ${id} that was segmented in three dimensions.`, {
      action: { do: 'choose results' },
    })
  const { levels, autoLevel } = volume.tree
  const clusters = levels[level ?? autoLevel]?.clusters
  if (clusters === undefined)
    throw new CutsError('InvalidArgument', `${id} has the levels 0 to ${levels.length - 1}. Got ${level}.`)
  const tree = await readTreeFile(store, `${volumeFolder(id)}/${resultFiles.tree}`)
  const node = nodeOfLabel(tree, clusters, label)
  if (node === undefined)
    throw new CutsError(
      'InvalidArgument',
      `no region of ${id} has the label ${label} at level ${level ?? autoLevel}.`,
      {
        remedy: 'Read the label from the label volume of that level in a viewer.',
      },
    )
  const parts = Array.from(partsOfNode(tree, node, Math.min(regions, leavesBelow(tree, node).length))).sort(
    (a, b) => tree.mass[b]! - tree.mass[a]! || a - b,
  )
  const labels = new Int32Array(tree.leaves)
  for (const [k, part] of parts.entries()) for (const leaf of leavesBelow(tree, part)) labels[leaf] = k + 1
  const { voxels, bytes } = await paint(store, volume, labels, parts.length)
  const voxelMm3 = volume.geometry?.spacingMm.reduce((product, mm) => product * mm, 1)
  return {
    node,
    parts: parts.map((part, k) => ({
      node: part,
      voxels: voxels[k + 1]!,
      ...(voxelMm3 === undefined ? {} : { mm3: voxels[k + 1]! * voxelMm3 }),
    })),
    bytes,
  }
}

/** The node that carries a label when the tree is cut into `clusters` groups. */
function nodeOfLabel({ leaves, parent, survivor }: MergeTree, clusters: number, label: number): number | undefined {
  const existing = 2 * leaves - clusters
  for (let node = existing - 1; node >= 0; node--)
    if (survivor[node] === label && (parent[node] === -1 || parent[node]! >= existing)) return node
  return undefined
}

/** Leaves as labels of the volume on its own grid, with the voxels of every label up to `parts`. */
export async function paint(store: Store, volume: VolumeSummary, labels: Int32Array, parts: number) {
  const { width, height, depth, geometry, view } = volume
  const { first, steps, size } = voxelsOfView(volume, view)
  const out = new Int32Array(width * height * depth)
  const voxels = new Float64Array(parts + 1)
  for await (const { slice, labels: leaves } of labelSlices(store, volume, 'prototypes'))
    for (let j = 0, from = 0; j < size.height; j++)
      for (let i = 0, to = first + slice * steps[2] + j * steps[1]; i < size.width; i++, to += steps[0]) {
        const part = labels[leaves[from++]!]!
        out[to] = part
        voxels[part]!++
      }
  const slices = Array.from({ length: depth }, (_, z) => out.subarray(z * width * height, (z + 1) * width * height))
  return { voxels, bytes: await writeLevels(slices, [width, height, depth], geometry) }
}
