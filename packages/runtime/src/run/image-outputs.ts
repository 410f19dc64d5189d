/** The result files of one image: label volumes for programs, pictures for people, and masks if there is a truth. */
import { cutTree, type Image, type LabelMap, type Mask } from '@cuts/core'
import { encodePng, writeLevels, writeMask } from '@cuts/formats'
import {
  contourColours,
  createPalette,
  drawContours,
  drawImage,
  drawLabelMap,
  drawOverlay,
  drawPrototypePlot,
  type Palette,
  type Raster,
  reduceImage,
  reduceLabels,
  reduceMask,
  thumbnail,
} from '../pictures/index.ts'
import { levelMaps, type Segmentation } from '../pipeline/segment.ts'
import type { SegmentPlot } from '../pipeline/segment-plot.ts'
import { encodeProposals, type ImageProposal } from '../results/proposals-file.ts'
import {
  contourRows,
  contoursFile,
  imageFiles,
  labelsFile,
  levelPicture,
  levelPlot,
  maskFile,
} from '../results/result-layout.ts'
import { type ImageSummary, type MetricRowName, metricRowNames } from '../results/summary.ts'
import { encodeTree } from '../results/tree-file.ts'
import { largestOf } from './label-volumes.ts'
import { proposalPictures } from './proposal-outputs.ts'

/** Pictures with a longer side are reduced. Label volumes and masks never are. */
const pictureSide = 1024

/** Everything written to `images/<id>/` but its seal, by file name. */
export async function imageOutputs(
  image: Image,
  segmentation: Segmentation,
  summary: ImageSummary,
  {
    truth,
    proposals,
    palette,
    plot,
    clusterPalette,
    pictures = true,
  }: {
    readonly truth?: { readonly mask: Mask; readonly masks: { readonly [row in MetricRowName]?: Mask } } | undefined
    readonly proposals: readonly ImageProposal[]
    /** The tree that several images share: it is written once, and its labels have the same colours in all images. */
    readonly palette?: Palette | undefined
    /** If present, every level gets a plot in its colours. */
    readonly plot?: SegmentPlot | undefined
    /** Whether to draw pictures for people. */
    readonly pictures?: boolean | undefined
    /** The same for the clusters of k-means. */
    readonly clusterPalette?: Palette | undefined
  },
): Promise<Map<string, Uint8Array | string>> {
  const { tree, levels, leaves, persistent, kmeans } = segmentation
  const files = new Map<string, Uint8Array | string>()
  // Labels are nodes of the tree, or clusters of k-means.
  const largest = Math.max(2 * tree.leaves, largestOf(kmeans.labels))
  const volume = (maps: Iterable<LabelMap>, count: number): Promise<Uint8Array> =>
    writeLevels(labelsOf(maps), [image.width, image.height, count], image.geometry, largest)

  files.set(labelsFile('labels'), await volume(levelMaps(segmentation), levels.length))
  files.set(labelsFile('persistent'), await volume([persistent], 1))
  files.set(labelsFile('kmeans'), await volume([kmeans], 1))
  files.set(labelsFile('prototypes'), await volume([leaves], 1))
  if (palette === undefined) files.set(imageFiles.tree, encodeTree(tree, summary.levels))
  for (const row of truth === undefined ? [] : metricRowNames) {
    const mask = truth?.masks[row]
    if (mask !== undefined) files.set(maskFile(row), writeMask(mask))
  }
  files.set(imageFiles.proposals, encodeProposals(proposals))
  if (!pictures) return files

  const small = (map: LabelMap): LabelMap => reduceLabels(map, pictureSide)
  const seen = reduceImage(image, pictureSide)
  const drawn = drawImage(seen)
  const seenLeaves = small(leaves)
  const seenLevels = [...levelMaps({ ...segmentation, leaves: seenLeaves })]
  const seenPersistent = small(persistent)
  const colours =
    palette ?? createPalette([...seenLevels, seenPersistent, ...hiddenIds(segmentation, seenLevels, seen !== image)])
  files.set(imageFiles.input, encodePng(drawn))
  for (const [index, map] of seenLevels.entries()) {
    const { clusters } = levels[index]!
    files.set(levelPicture(index, clusters), encodePng(drawLabelMap(map, colours)))
    if (plot !== undefined) files.set(levelPlot(index, clusters), drawPlot(plot, segmentation, index, colours))
  }
  files.set(imageFiles.persistent, encodePng(drawLabelMap(seenPersistent, colours)))
  files.set(imageFiles.kmeans, encodePng(drawLabelMap(small(kmeans), clusterPalette)))
  files.set(imageFiles.overlay, encodePng(drawOverlay(seen, seenPersistent, { palette: colours })))
  for (const [name, bytes] of proposalPictures(drawn, seenLeaves, tree, proposals)) files.set(name, bytes)

  if (truth !== undefined)
    for (const row of contourRows)
      files.set(contoursFile(row), encodePng(drawTruth(seen, truth.mask, truth.masks[row]!)))
  return files
}

/** The plot in the colours of a level. */
function drawPlot(plot: SegmentPlot, { tree, levels }: Segmentation, index: number, colours: Palette): string {
  const labels = cutTree(tree, levels[index]!.clusters)
  return drawPrototypePlot(
    plot.points,
    plot.mass,
    plot.leaves.map(leaf => labels[leaf]!),
    colours,
  )
}

/**
 * Ids in a row that no picture shows, because they have a colour in the plots all the same: those of regions that are too
 * small to be seen in a reduced picture, and of segments of the working size that cover no pixel of the image.
 */
function hiddenIds({ tree, levels }: Segmentation, seen: readonly LabelMap[], isReduced: boolean): LabelMap[] {
  const shown = new Set(isReduced ? [] : seen.at(-1)!.labels)
  const labels = Int32Array.from(new Set(cutTree(tree, levels.at(-1)!.clusters))).filter(id => !shown.has(id))
  return labels.length === 0 ? [] : [{ width: labels.length, height: 1, labels }]
}

function* labelsOf(maps: Iterable<LabelMap>): Generator<Int32Array> {
  for (const { labels } of maps) yield labels
}

/**
 * Draws the outline of the truth inside its edge and that of the result outside, so that both are visible if they
 * agree.
 */
function drawTruth(seen: Image, truth: Mask, found: Mask): Raster {
  const picture = drawContours(seen, [
    { mask: reduceMask(found, pictureSide), colour: contourColours.prediction, side: 'outside' },
    { mask: reduceMask(truth, pictureSide), colour: contourColours.truth, side: 'inside' },
  ])
  return thumbnail(picture, pictureSide)
}
