/**
 * What selection knows of an image, computed once: the merge tree, and of its leaves (segments) the values, places and
 * common boundaries. Only this step reads all pixels.
 */
import { CutsError, expectLength } from '../errors.ts'
import type { LabelMap } from '../image/image.ts'
import type { Planes } from '../image/planes.ts'
import type { MergeTree } from '../tree/merge-tree.ts'
import { type SegmentGraph, segmentGraph } from './segment-graph.ts'
import { type TreeOrder, treeOrder } from './tree-order.ts'

/** A click at a pixel. */
export interface Click {
  readonly x: number
  readonly y: number
}

export interface SelectionSpace {
  readonly tree: MergeTree
  readonly order: TreeOrder
  readonly width: number
  readonly height: number
  /** Segment of every pixel, [height][width]. */
  readonly leaves: Int32Array
  readonly segments: number
  readonly dims: number
  /** Pixels of every segment, [segments]. */
  readonly mass: Float64Array
  /** Mean values of every segment, [segments][dims], in units in which the variance of all pixels adds up to 1. */
  readonly mean: Float64Array
  /** Mean values of all pixels, [dims], same units. */
  readonly middle: Float64Array
  /** Variance of the values within every segment, summed over dims, same units, [segments]. */
  readonly spread: Float64Array
  /** Mean position (x, y) of every segment in pixels, [segments][2]. */
  readonly centre: Float64Array
  /** Second moments xx, xy, yy of its pixels about that mean, px^2, [segments][3]. */
  readonly moments: Float64Array
  /** First and last column and row of every segment: left, top, right, bottom, [segments][4]. */
  readonly bounds: Int32Array
  readonly graph: SegmentGraph
  /** The pixels' values as given; only single segments of them are read. */
  readonly values: Planes
  /** The segments on grids of at most 256, 128 and 64 cells a side, for depths. */
  readonly rasters: readonly SegmentRaster[]
}

export interface SegmentRaster {
  readonly columns: number
  readonly rows: number
  /** Pixels along a side of a cell, at least 1. */
  readonly cell: number
  /** Segment at the middle of every cell, [rows][columns]. */
  readonly segments: Int32Array
}

/** Depths need no more cells a side than these; the time of a click does not grow with the image. */
const rasterSides = [256, 128, 64]

/**
 * Prepares an image for selection. `leaves` is the leaf of `tree` under every pixel, `values` the pixels' intensities
 * or features: any number of channels, any unit. Throws `Mismatch` if they differ in size and `InvalidArgument` if a
 * leaf has no pixel. O(pixels).
 */
export function openSelection(tree: MergeTree, leaves: LabelMap, values: Planes): SelectionSpace {
  const { width, height, labels } = leaves
  if (values.width !== width || values.height !== height)
    throw new CutsError(
      'Mismatch',
      `values of ${values.width}x${values.height} pixels cannot be read with leaves of ${width}x${height}.`,
    )
  expectLength('labels', labels.length, width * height)
  const segments = tree.leaves
  const colours = summariseValues(labels, segments, values)
  const places = summarisePlaces(leaves, segments, colours.mass)
  return {
    tree,
    order: treeOrder(tree),
    width,
    height,
    leaves: labels,
    segments,
    dims: values.channels,
    values,
    ...colours,
    ...places,
    graph: segmentGraph(leaves, segments, colours.mean),
    rasters: rasterSides.map(side => rasterOf(leaves, side)),
  }
}

function summariseValues(
  labels: Int32Array,
  segments: number,
  { channels, data }: Planes,
): Pick<SelectionSpace, 'mass' | 'mean' | 'middle' | 'spread'> {
  const pixels = labels.length
  const mass = new Float64Array(segments)
  const mean = new Float64Array(segments * channels)
  const middle = new Float64Array(channels)
  const spread = new Float64Array(segments)
  for (const label of labels) {
    if (label < 0 || label >= segments)
      throw new CutsError('InvalidArgument', `a pixel belongs to leaf ${label} of a tree of ${segments} leaves.`)
    mass[label]!++
  }
  const empty = mass.indexOf(0)
  if (empty >= 0) throw new CutsError('InvalidArgument', `leaf ${empty} of the tree has no pixel.`)
  let variance = 0
  for (let c = 0; c < channels; c++) {
    const plane = data.subarray(c * pixels, (c + 1) * pixels)
    for (let i = 0; i < pixels; i++) {
      mean[labels[i]! * channels + c]! += plane[i]!
      middle[c]! += plane[i]!
    }
    middle[c]! /= pixels
    for (let p = 0; p < segments; p++) mean[p * channels + c]! /= mass[p]!
    for (let i = 0; i < pixels; i++) {
      spread[labels[i]!]! += (plane[i]! - mean[labels[i]! * channels + c]!) ** 2
      variance += (plane[i]! - middle[c]!) ** 2
    }
  }
  variance /= pixels
  const unit = variance > 0 ? 1 / Math.sqrt(variance) : 1
  for (let p = 0; p < segments; p++) spread[p] = (spread[p]! / mass[p]!) * unit * unit
  for (let at = 0; at < mean.length; at++) mean[at]! *= unit
  return { mass, mean, middle: middle.map(value => value * unit), spread }
}

function summarisePlaces(
  { width, height, labels }: LabelMap,
  segments: number,
  mass: Float64Array,
): Pick<SelectionSpace, 'centre' | 'moments' | 'bounds'> {
  const centre = new Float64Array(segments * 2)
  const moments = new Float64Array(segments * 3)
  const bounds = new Int32Array(segments * 4)
  for (let p = 0; p < segments; p++) bounds.set([width, height, -1, -1], 4 * p)
  for (let y = 0, i = 0; y < height; y++)
    for (let x = 0; x < width; x++, i++) {
      const p = labels[i]!
      centre[2 * p]! += x
      centre[2 * p + 1]! += y
      moments[3 * p]! += x * x
      moments[3 * p + 1]! += x * y
      moments[3 * p + 2]! += y * y
      if (x < bounds[4 * p]!) bounds[4 * p] = x
      if (y < bounds[4 * p + 1]!) bounds[4 * p + 1] = y
      if (x > bounds[4 * p + 2]!) bounds[4 * p + 2] = x
      if (y > bounds[4 * p + 3]!) bounds[4 * p + 3] = y
    }
  for (let p = 0; p < segments; p++) {
    const [x, y] = [centre[2 * p]! / mass[p]!, centre[2 * p + 1]! / mass[p]!]
    centre.set([x, y], 2 * p)
    moments[3 * p] = moments[3 * p]! / mass[p]! - x * x
    moments[3 * p + 1] = moments[3 * p + 1]! / mass[p]! - x * y
    moments[3 * p + 2] = moments[3 * p + 2]! / mass[p]! - y * y
  }
  return { centre, moments, bounds }
}

function rasterOf({ width, height, labels }: LabelMap, side: number): SegmentRaster {
  const cell = Math.max(1, Math.max(width, height) / side)
  const columns = Math.max(1, Math.round(width / cell))
  const rows = Math.max(1, Math.round(height / cell))
  const segments = new Int32Array(columns * rows)
  for (let row = 0, at = 0; row < rows; row++)
    for (let column = 0; column < columns; column++, at++) {
      const x = Math.min(width - 1, Math.floor((column + 0.5) * cell))
      const y = Math.min(height - 1, Math.floor((row + 0.5) * cell))
      segments[at] = labels[y * width + x]!
    }
  return { columns, rows, cell, segments }
}
