/** Picks a region of a finished image: by clicks, a box or a rough mask, or one of the regions that it shows already. */
import { CutsError, type Image, type Mask } from '@cuts/core'
import { type Box, type Exemplar, exemplarOf, type SignedNode, signedNodesOf } from '@cuts/core/selection'
import { type Finished, openImageSpace } from './open-space.ts'
import { type Pixel, persistentRegion, regionAtLevel, smallestRegion } from './pick-by-rule.ts'
import { type PickClick, paintRegion, selectRegion, type Wanted } from './select-region.ts'

/**
 * How a pick is answered. `clicks` weighs all parts of the image that the clicks may mean; the others take a region that
 * is there: at a level, among the persistent structures, or the smallest node that holds all clicks.
 */
export const pickRules = ['clicks', 'smallest', 'level', 'persistent'] as const
export type PickRule = (typeof pickRules)[number]

export interface Pick extends Finished, Wanted {
  /** The image, by its id. */
  readonly image: string
  /** `clicks`, or `level` if a level is given. */
  readonly rule?: PickRule | undefined
  readonly level?: number | undefined
  /** Whether outlines move from the segments to where the intensities change; so they do unless this is false. */
  readonly refine?: boolean | undefined
}

export interface PickedRegion {
  /** What was picked: any parts, or a region of one kind. */
  readonly among: 'clicks' | 'level' | 'persistent' | 'tree'
  /** Index of the level, coarse to fine. */
  readonly level?: number
  /** Number of regions of that kind; for the tree and for clicks, the number of nodes. */
  readonly regions: number
  /** The nodes of `tree.json` that were put in and taken out, larger before smaller, before the outline was refined. */
  readonly nodes?: readonly SignedNode[]
  /** Pieces of single segments that were put in or taken out besides. */
  readonly pieces?: number
  readonly areaPixels: number
  readonly areaMm2?: number
  readonly clicks: readonly PickClick[]
  readonly box?: Box
  readonly mask: Mask
  /** The image in which it was picked, and what is remembered of it; only of clicks. */
  readonly image?: Image
  readonly exemplar?: Exemplar
  readonly notice?: string
}

/**
 * Throws `InvalidArgument` for clicks, boxes and levels that there are not, `NothingToDo` if nothing is selected in the
 * end, `Mismatch` for a rough mask of another size, and `Unreadable`.
 */
export async function pickRegion(pick: Pick): Promise<PickedRegion> {
  const { clicks, box, mask, level } = pick
  const rule = pick.rule ?? (level === undefined ? 'clicks' : 'level')
  if (!clicks.some(({ sign }) => sign === 1) && box === undefined && mask === undefined)
    throw new CutsError(
      'InvalidArgument',
      'nothing says what is meant: there is no click inside, no box and no mask.',
      {
        remedy: 'Give a pixel inside what is meant, a box around it, or a rough mask of it.',
      },
    )
  const found = rule === 'clicks' ? await select(pick) : await byRule(pick, rule)
  const areaPixels = found.mask.data.reduce((sum, value) => sum + value, 0)
  if (areaPixels === 0)
    throw new CutsError('NothingToDo', 'nothing is selected.', { remedy: 'Click inside what is meant.' })
  const [x, y] = found.mask.geometry?.spacingMm ?? []
  const mm2 = x === undefined || y === undefined ? {} : { areaMm2: areaPixels * x * y }
  return { ...found, areaPixels, ...mm2, clicks, ...(box === undefined ? {} : { box }) }
}

type Found = Omit<PickedRegion, 'areaPixels' | 'clicks'>

async function select(pick: Pick): Promise<Found> {
  if (pick.level !== undefined)
    throw new CutsError('InvalidArgument', 'a level belongs to the regions of that level, not to a free selection.', {
      remedy: 'Leave the level out, or choose its regions.',
    })
  const opened = await openImageSpace(pick, pick.image)
  const { space, nodes, geometry, image, notice } = opened
  const selection = selectRegion(space, pick)
  const data = paintRegion(opened, selection, pick.refine ?? true)
  const exemplar = exemplarOf(space, selection.owner)
  return {
    among: 'clicks',
    regions: space.tree.parent.length,
    nodes: signedNodesOf(space.tree, selection.owner).map(({ node, sign }) => ({ node: nodes[node]!, sign })),
    pieces: selection.edits.length,
    mask: { width: space.width, height: space.height, geometry, data },
    image,
    ...(exemplar === undefined ? {} : { exemplar }),
    ...(notice === undefined ? {} : { notice }),
  }
}

function byRule({ store, image, clicks, box, mask, level, steps = 0 }: Pick, rule: PickRule): Promise<Found> {
  const [first, ...more] = clicks.map(({ at }) => at as Pixel)
  if (clicks.some(({ sign }) => sign === -1) || box !== undefined || mask !== undefined || steps !== 0)
    throw new CutsError('InvalidArgument', `${rule} takes clicks inside a region, and nothing else.`, {
      remedy: 'Leave clicks outside, boxes, masks and walks out, or select freely.',
    })
  if (first === undefined) throw new CutsError('InvalidArgument', 'give at least one pixel.')
  if (rule === 'smallest') return smallestRegion(store, image, [first, ...more])
  if (more.length > 0)
    throw new CutsError('InvalidArgument', 'several pixels lie in several regions of one kind.', {
      remedy: 'Give one pixel, or choose the smallest region that holds them all.',
    })
  if (level !== undefined && rule !== 'level')
    throw new CutsError('InvalidArgument', 'persistent structures have no level.', { remedy: 'Leave the level out.' })
  return rule === 'level' ? regionAtLevel(store, image, first, level) : persistentRegion(store, image, first)
}
