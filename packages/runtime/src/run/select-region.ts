/** The selection that clicks, a box or a rough mask make of an opened image, and the pixels of it. */
import { CutsError, type Mask } from '@cuts/core'
import {
  type Box,
  clickAt,
  emptySelection,
  paintRefined,
  paintSelection,
  type Selection,
  type SelectionSpace,
  selectBox,
  selectMask,
  walk,
} from '@cuts/core/selection'
import type { OpenedImage } from './open-space.ts'

/** A place that belongs to what is meant (1) or does not (-1). */
export interface PickClick {
  /** Column and row of a pixel; column, row and slice of a voxel; or a place in the patient. */
  readonly at: readonly number[]
  readonly sign: 1 | -1
  /** `mm`: the place is in the patient's coordinates (LPS), for volumes. */
  readonly unit?: 'mm' | undefined
}

export interface Wanted {
  /** In the order in which they are answered. */
  readonly clicks: readonly PickClick[]
  readonly box?: Box | undefined
  readonly mask?: Mask | undefined
  /** Steps from what the last click picked: to larger parts above 0, to smaller ones below. */
  readonly steps?: number | undefined
}

const label = 1

/**
 * The rough mask or the box first, then every click, then the walk. Throws `InvalidArgument` if they contradict each
 * other or lie outside the image, and `Mismatch` for a mask of another size.
 */
export function selectRegion(space: SelectionSpace, { clicks, box, mask, steps = 0 }: Wanted): Selection {
  if (box !== undefined && mask !== undefined)
    throw new CutsError('InvalidArgument', 'a box and a rough mask cannot be used together.', { remedy: 'Give one.' })
  expectAgreement(clicks)
  let selection = emptySelection(space)
  if (mask !== undefined) selection = selectMask(space, selection, label, mask)
  if (box !== undefined) selection = selectBox(space, selection, label, inImage(space, box))
  for (const { at, sign } of clicks) selection = clickAt(space, selection, { ...pixelOf(at), label, sign })
  if (steps !== 0 && selection.last === undefined)
    throw new CutsError('InvalidArgument', 'there is no part to walk up or down from.', {
      remedy: 'A walk starts from the part that the last click added or took away; that click changed nothing larger.',
    })
  for (let step = 0; step < Math.abs(steps); step++) selection = walk(selection, steps > 0 ? 1 : -1)
  return selection
}

/** The mask of a selection, by segments or with its outlines moved to where the intensities change. */
export function paintRegion({ space, values }: OpenedImage, selection: Selection, refine: boolean): Uint8Array {
  return refine ? paintRefined(space, selection, values) : paintSelection(space, selection)
}

function pixelOf(at: readonly number[]): { readonly x: number; readonly y: number } {
  const [x, y, more] = at
  if (x === undefined || y === undefined || more !== undefined)
    throw new CutsError('InvalidArgument', `a click in an image has a column and a row. Got ${at.join(',')}.`)
  return { x, y }
}

/** Throws `InvalidArgument` if one place is said to belong and not to belong. */
export function expectAgreement(clicks: readonly PickClick[]): void {
  const signs = new Map<string, number>()
  for (const { at, sign, unit } of clicks) {
    const key = `${at.join(',')} ${unit}`
    if ((signs.get(key) ?? sign) !== sign)
      throw new CutsError('InvalidArgument', `(${at.join(', ')}) is clicked both as inside and as outside.`, {
        remedy: 'Leave one of the two clicks out.',
      })
    signs.set(key, sign)
  }
}

function inImage({ width, height }: SelectionSpace, box: Box): Box {
  const { left, top, right, bottom } = box
  if (left > right || top > bottom || right < 0 || bottom < 0 || left >= width || top >= height)
    throw new CutsError(
      'InvalidArgument',
      `the box from (${left}, ${top}) to (${right}, ${bottom}) holds no pixel of the image of ${width}x${height}.`,
      { remedy: 'Give its first and its last corner, column before row.' },
    )
  return {
    left: Math.max(0, left),
    top: Math.max(0, top),
    right: Math.min(width - 1, right),
    bottom: Math.min(height - 1, bottom),
  }
}
