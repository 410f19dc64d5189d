/** Picks a region of a finished volume by clicks on voxels, on the volume's own grid. */
import { CutsError, type VolumeMask } from '@cuts/core'
import { clickLeaf, emptyTreeSelection, type SignedNode, signedNodesOf, walkNodes } from '@cuts/core/selection'
import { voxelAt } from '@cuts/core/volume'
import { readSummary, readTreeFile } from '../results/read-results.ts'
import { resultFiles, volumeFolder } from '../results/result-layout.ts'
import type { VolumeSummary } from '../results/summary.ts'
import type { Store } from '../store/store.ts'
import { readVolumeMap } from './open-volume.ts'
import { expectAgreement, type PickClick } from './select-region.ts'

export interface VolumePick {
  readonly store: Store
  /** The volume, by its id. */
  readonly volume: string
  /** Voxels (column, row, slice as stored), or places in the patient. */
  readonly clicks: readonly PickClick[]
  /** Steps from what the last click picked: to larger nodes above 0, to smaller ones below. */
  readonly steps?: number | undefined
}

export interface PickedVolume {
  /** The nodes of the volume's `tree.json` that were put in and taken out, larger before smaller. */
  readonly nodes: readonly SignedNode[]
  readonly voxels: number
  readonly mm3?: number
  /** The clicks as voxels. */
  readonly clicks: readonly PickClick[]
  readonly mask: VolumeMask
}

/**
 * Every click inside adds the node of the tree that it most likely means, every click outside takes one away; then the
 * walk. Throws `InvalidArgument` for clicks outside the volume, in the air around the patient, or against each other, and
 * `Unreadable` for results without a volume in three dimensions.
 */
export async function pickInVolume({ store, volume: id, clicks, steps = 0 }: VolumePick): Promise<PickedVolume> {
  if (!clicks.some(({ sign }) => sign === 1))
    throw new CutsError('InvalidArgument', 'nothing says what is meant: there is no click inside.', {
      remedy: 'Give a voxel, or a place in millimetres, inside what is meant.',
    })
  const volume = (await readSummary(store)).volumes?.find(found => found.id === id)
  if (volume?.tree === undefined)
    throw new CutsError('Unreadable', `${store.label} holds no volume ${id} that was segmented in three dimensions.`, {
      action: { do: 'choose results' },
    })
  const voxels = clicks.map(click => ({ at: voxelOf(volume, click), sign: click.sign }))
  expectAgreement(voxels)
  const tree = await readTreeFile(store, `${volumeFolder(id)}/${resultFiles.tree}`)
  const leaves = await readVolumeMap(store, volume, 'prototypes')
  const { width, height, depth, geometry } = volume
  const hasAir = volume.tree.foreground < 1
  let selection = emptyTreeSelection(tree)
  for (const { at, sign } of voxels) {
    const leaf = leaves[(at[2] * height + at[1]) * width + at[0]]!
    // Air is leaf 0. A click there that says "outside" is right already.
    if (hasAir && leaf === 0 && sign === 1)
      throw new CutsError('InvalidArgument', `voxel (${at.join(', ')}) lies in the air around the patient.`, {
        remedy: 'Click inside the patient.',
      })
    selection = clickLeaf(selection, { leaf, sign })
  }
  if (steps !== 0 && selection.last === undefined)
    throw new CutsError('InvalidArgument', 'there is no node to walk up or down from.', {
      remedy: 'A walk starts from the node that the last click added or took away; that click changed nothing.',
    })
  for (let step = 0; step < Math.abs(steps); step++) selection = walkNodes(selection, steps > 0 ? 1 : -1)
  const { inside } = selection
  const data = Uint8Array.from(leaves, leaf => inside[leaf]!)
  const count = data.reduce((sum, value) => sum + value, 0)
  const mm3 = geometry && count * geometry.spacingMm.reduce((product, mm) => product * mm, 1)
  return {
    nodes: signedNodesOf(tree, inside),
    voxels: count,
    ...(mm3 === undefined ? {} : { mm3 }),
    clicks: voxels,
    mask: { width, height, depth, data, geometry },
  }
}

function voxelOf(volume: VolumeSummary, { at, unit }: PickClick): readonly [number, number, number] {
  const { width, height, depth, geometry } = volume
  const [x, y, z, more] = at
  if (x === undefined || y === undefined || z === undefined || more !== undefined)
    throw new CutsError('InvalidArgument', `a click in a volume has three numbers. Got ${at.join(',')}.`, {
      remedy: 'Give column, row and slice of a voxel, or x, y and z in millimetres.',
    })
  if (unit === 'mm') {
    if (geometry !== undefined) return voxelAt(volume, geometry, [x, y, z])
    throw new CutsError('InvalidArgument', `${volume.path} does not state where its voxels are in the patient.`, {
      remedy: 'Give column, row and slice of a voxel.',
    })
  }
  const isInside = [x, y, z].every((value, axis) => Number.isInteger(value) && value >= 0 && value < [width, height, depth][axis]!) // biome-ignore format: one condition
  if (isInside) return [x, y, z]
  throw new CutsError(
    'InvalidArgument',
    `(${at.join(', ')}) lies outside the volume of ${width}x${height}x${depth} voxels.`,
    {
      remedy: `Give a column from 0 to ${width - 1}, a row from 0 to ${height - 1} and a slice from 0 to ${depth - 1}.`,
    },
  )
}
